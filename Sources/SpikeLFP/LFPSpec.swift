/// How LFP divides the reward of a neuron among its contributions z: each w·x, the bias, and what
/// the membrane kept, β·U\[t-1\].
///
/// With R the reward that arrives at a neuron's step, r what a contribution receives of it, z⁺ and z⁻
/// the positive and negative contributions, and sums over the neuron's contributions at the step. ε
/// keeps every denominator away from 0: positive and finite, 10⁻⁶ in a config that says nothing.
/// Where a neuron has no contribution at all, none receives anything.
///
/// **At the output**, a reward asks for spikes, at silent steps too: positive means that Σz should
/// rise. A denominator with the sign of Σz takes a reward as praise of the sum as it is: where Σz < 0 it
/// would strengthen the inhibition that kept a rewarded class silent. By ``zero(epsilon:)``,
/// ``signedEpsilon(_:)`` and ``zPlusZMinus(epsilon:)`` the reward that arrives at the output counts
/// therefore as sign(Σz) times itself, as in equation (6), whose reward o·(y − σ(o)) has the sign of
/// the output o. The other two raise every contribution of a positive reward anyway.
public enum LFPRule: Hashable, Sendable {
  /// LFP-0 (2–4):
  ///
  ///     r = z / (Σz + ε·sign Σz) · R          sign 0 = 1
  ///
  /// Conserves: Σr = R · |Σz| / (|Σz| + ε), which is R where ε is negligible, and never more. Bounds
  /// no single r: Σz may be near 0 while contributions are not. The paper's has no ε; this one
  /// is ``signedEpsilon(_:)`` with an ε meant to be negligible.
  case zero(epsilon: Float)
  /// The ε-rule (8, 9) carried through the membrane as the authors' code does:
  ///
  ///     r = z / (|U[t-1]| + |ΔU| + ε) · R     ΔU = Σz − U[t-1]
  ///
  /// with Σz the membrane before its reset. Conserves nothing exactly: Σr = R · Σz / (|U\[t-1\]| +
  /// |ΔU| + ε). Bounds: |Σr| ≤ |R|, for the denominator is at least |Σz|; it is just that where the
  /// membrane moves away from 0. No single r is bounded.
  ///
  /// Measured on real runs (MNIST, β 0.9, T 25, three epochs): at the median neuron-step with R ≠ 0
  /// all of it is handed on. Σ|Σr| / Σ|R| from the first layer to the last is 1.000, 0.998, 0.955 for the
  /// MLP of `mnist-mlp-lfp.json`, and 1.000, 0.977, 0.976 for the LeNet of `mnist-lenet-lfp.json`,
  /// whose second layer hands on less than 0.863 of R at a quarter of them.
  case epsilon(Float)
  /// LFP-ε with the signed denominator of (8, 9):
  ///
  ///     r = z / (Σz + ε·sign Σz) · R          sign 0 = 1
  ///
  /// Conserves: Σr = R · |Σz| / (|Σz| + ε), so that |Σr| ≤ |R|, and the more of R is absorbed the
  /// smaller |Σz| is beside ε. Bounds: |r| ≤ |z| / ε · |R|.
  case signedEpsilon(Float)
  /// LFP-αβ (10, 11), with α ≥ 1 and β = α − 1, unless told 2 and 1:
  ///
  ///     r = α · z / (Σz⁺ + ε) · R  for z > 0        r = −β · z / (Σz⁻ − ε) · R  for z < 0
  ///
  /// Bounds: |r| ≤ α·|R| for a positive contribution and β·|R| for a negative one, max(α, β) for any,
  /// and Σ|r| ≤ (α + β)·|R|. Conserves: Σr = (α − β)·R = R where a neuron has contributions of both
  /// signs and ε is negligible; α·R where all are positive, −β·R where all are negative. The
  /// membrane is one of the contributions: over T steps it may carry αᵀ times a reward, which is why
  /// the rule learns over short sequences only (measured in Results/rules.md).
  case alphaBeta(alpha: Float, epsilon: Float)
  /// LFP-z⁺z⁻ (12, 13, A.13): only contributions of the sign of Σz receive.
  ///
  ///     r = z⁺ / (Σz⁺ + ε) · R  where Σz ≥ 0        r = z⁻ / (Σz⁻ − ε) · R  where Σz < 0
  ///
  /// Conserves: Σr = R where ε is negligible. Bounds: all r have the sign of R, so that Σ|r| ≤ |R|
  /// always: no layer hands down more than it received.
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
  /// +1 for the true class of a sample that is classified correctly, −1 of one that is not (A.1).
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
