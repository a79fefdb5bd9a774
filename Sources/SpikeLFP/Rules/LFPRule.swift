/// How LFP divides the reward of a neuron among its contributions z: each w·x, the bias, and what
/// the membrane kept, m = β·U\[t-1\].
///
/// With R the reward of a neuron's step, what arrives there and what the membrane carries back from
/// the step after, r what a contribution receives of it, c = Σ w·x + b the current, Σz = m + c, z⁺
/// and z⁻ the sums of the positive and negative contributions, s = sign(Σz), sign 0 = 1. ε keeps every
/// denominator away from 0: finite and at least 10⁻³⁰, 10⁻⁶ in a config that says nothing. Where a neuron
/// has no contribution at all, none receives anything.
///
/// **At the output**, the reward A.16 asks for spikes, at silent steps too: positive means that Σz should
/// rise. Equations (2) to (13) take R as praise of Σz as it is: where Σz < 0 they would strengthen
/// the inhibition that kept a rewarded class silent. What arrives at the output counts therefore as
/// s times itself, for rewards with ``Reward/asksForSpikes``; what the membrane carries there does not.
/// The paper never reconciles the two; this is our reading. ``epsilon(_:)`` needs nothing of the
/// kind: its denominator is positive.
public enum LFPRule: Hashable, Sendable {
  /// LFP-0 (2–4):
  ///
  ///     r = z / (Σz + s·ε) · R
  ///
  /// Conserves: Σr = R · |Σz| / (|Σz| + ε), which is R where ε is negligible, and never more. Bounds
  /// no single r: Σz may be near 0 while contributions are not. The paper's has no ε; this one
  /// is ``signedEpsilon(_:)`` with an ε meant to be negligible.
  case zero(epsilon: Float)
  /// The ε-rule (8, 9) carried through the membrane as the authors' code does:
  ///
  ///     r = z / (|U[t-1]| + |ΔU| + ε) · R     ΔU = Σz − U[t-1]
  ///
  /// with Σz the membrane before its reset. The denominator is positive where (9) has the sign of
  /// Σz: at a negative Σz it moves weights the other way. Conserves nothing exactly: Σr = R · Σz /
  /// (|U\[t-1\]| + |ΔU| + ε). Bounds: |Σr| ≤ |R|, for the denominator is at least |Σz|; it is just that
  /// where the membrane moves away from 0. No single r is bounded.
  ///
  /// Measured on real runs (MNIST, β 0.9, T 25, three epochs): at the median neuron-step with R ≠ 0
  /// all of it is handed on. Σ|Σr| / Σ|R| from the first layer to the last is 1.000, 0.998, 0.955 for the
  /// MLP of `mnist-mlp-lfp.json`, and 1.000, 0.977, 0.976 for the LeNet of `mnist-lenet-lfp.json`,
  /// whose second layer hands on less than 0.863 of R at a quarter of them.
  case epsilon(Float)
  /// LFP-ε with the signed denominator of (8, 9):
  ///
  ///     r = z / (Σz + s·ε) · R
  ///
  /// Conserves: Σr = R · |Σz| / (|Σz| + ε), so that |Σr| ≤ |R|, and the more of R is absorbed the
  /// smaller |Σz| is beside ε. Bounds: |r| ≤ |z| / ε · |R|.
  case signedEpsilon(Float)
  /// LFP-αβ (10, 11), with α ≥ 1 and β = α − 1, unless told 2 and 1. With the membrane as one more
  /// contribution
  ///
  ///     r = α · z / (z⁺ + ε) · s·R  for z > 0        r = −β · z / (z⁻ − ε) · s·R  for z < 0
  ///
  /// and with it as a path, where c⁺ and c⁻ are z⁺ and z⁻ without m,
  ///
  ///     q = s·R / (|m| + |c| + ε)                    the membrane receives m·q
  ///     r = α · z / (c⁺ + ε) · |c|·q  for z > 0      r = −β · z / (c⁻ − ε) · |c|·q  for z < 0
  ///
  /// Bounds: |r| ≤ α·|R|, and Σ|r| ≤ (α + β)·|R|. As a contribution the membrane may receive up to
  /// α·R a step, αᵀ·R over T steps; as a path it never receives more than R.
  case alphaBeta(alpha: Float, membrane: MembraneTreatment, epsilon: Float)
  /// LFP-z⁺z⁻ (12, 13): contributions of both signs receive. With the membrane as one more
  /// contribution
  ///
  ///     r = z / (Σ|z| + ε) · s·R
  ///
  /// and with it as a path
  ///
  ///     q = s·R / (|m| + |c| + ε)                    the membrane receives m·q
  ///     r = z / (Σ|w·x| + |b| + ε) · |c|·q
  ///
  /// Bounds: Σ|r| ≤ |R| always: no layer hands down more than it received. The sum is not conserved
  /// (A.3): contributions of different signs receive different signs.
  case zPlusZMinus(membrane: MembraneTreatment, epsilon: Float)

  /// What the rule does at the membranes.
  var propagation: any PropagationRule {
    switch self {
    case .zero(let epsilon), .signedEpsilon(let epsilon): SignedEpsilonRule(epsilon: epsilon)
    case .epsilon(let epsilon): EpsilonRule(epsilon: epsilon)
    case .alphaBeta(let alpha, let membrane, let epsilon):
      AlphaBetaRule(alpha: alpha, membrane: membrane, epsilon: epsilon)
    case .zPlusZMinus(let membrane, let epsilon):
      ZPlusZMinusRule(membrane: membrane, epsilon: epsilon)
    }
  }
}

/// What the membrane is to a rule that tells contributions apart by sign or magnitude.
public enum MembraneTreatment: String, Hashable, Sendable, CaseIterable {
  /// The neuron first divides its reward between membrane and current, in proportion to their
  /// magnitudes, and the rule divides what the current receives. How the authors' code is built.
  case path
  /// The membrane is one more contribution.
  case contribution
}
