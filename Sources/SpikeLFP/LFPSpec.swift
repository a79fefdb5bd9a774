/// How LFP divides the reward of a neuron among its contributions z: each w·x, the bias, and what
/// the membrane kept, β·U\[t-1\]. ε keeps every denominator away from 0.
///
/// With R the reward that arrives, z⁺ and z⁻ the positive and negative contributions, and sums over
/// the neuron's contributions at one step:
public enum LFPRule: Hashable, Sendable {
  /// LFP-0 (2–4): r = z / Σz · R. Conserves the sum of the rewards where ε is negligible; nothing
  /// bounds the single ones, since Σz may be near 0.
  case zero(epsilon: Float)
  /// The ε-rule (8, 9) carried through the membrane as the authors' code does:
  /// r = z / (|U\[t-1\]| + |ΔU| + ε) · R, ΔU the change of the membrane without its reset. It conserves
  /// nothing exactly: the denominator is a magnitude, at least |Σz|.
  case epsilon(Float)
  /// LFP-ε with the signed denominator of (8, 9): r = z / (Σz + ε·sign Σz) · R. Conserves the sum of
  /// the rewards where ε is small against |Σz|, and hands down less where it is not.
  case signedEpsilon(Float)
  /// LFP-αβ (10, 11): r = (α·z⁺ / Σz⁺ − (α − 1)·z⁻ / Σz⁻) · R. Each factor is at most α for a positive
  /// and α − 1 for a negative contribution in magnitude: max(α, β) bounds them all.
  case alphaBeta(alpha: Float, epsilon: Float)
  /// LFP-z⁺z⁻ (12, 13, A.13): only contributions of the sign of Σz receive: r = z⁺ / Σz⁺ · R where
  /// Σz ≥ 0, else z⁻ / Σz⁻ · R. The magnitudes handed down never exceed |R| in sum.
  case zPlusZMinus(epsilon: Float)
}

/// Which reward the output spikes receive; see ``Reward``.
public enum RewardSpec: String, Hashable, Sendable, CaseIterable {
  /// Equation A.16 as printed.
  case sequence
  /// Equation A.16 as the authors' released code computes it.
  case sequenceReleased = "sequence-released"
  /// Equation (7), of the spike count.
  case logistic
  /// +1 for the right class and −1 for the spikes of wrong ones (A.1).
  case sign

  /// The reward.
  public var reward: any Reward {
    switch self {
    case .sequence: SequenceReward(reading: .printed)
    case .sequenceReleased: SequenceReward(reading: .released)
    case .logistic: LogisticReward()
    case .sign: SignReward()
    }
  }
}
