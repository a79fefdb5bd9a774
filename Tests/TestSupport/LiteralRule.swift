/// A rule of Layer-wise Feedback Propagation, as the paper writes it, for one LIF neuron at one
/// step, in double.
///
/// The neuron is a sum of contributions, Σz = m + Σ_i z_ij: m is what its membrane kept of U[t-1],
/// z_ij = w_ij·x_i, and a bias is one more z. Each z receives a part of the neuron's reward R and
/// each parameter moves by d. Both are written below as z·g and |w|·x·g with the same g.
public enum LiteralRule: Sendable {
  /// How the rules that treat signs apart pass through the membrane.
  public enum Membrane: String, CaseIterable, Sendable {
    /// R is first divided between membrane and current; then the rule divides the current's part.
    case path
    /// The membrane is one more contribution in the rule's own equation.
    case contribution
  }

  /// LFP-0 (2–4).
  case zero(epsilon: Double)
  /// LFP-ε as printed (8, 9).
  case signedEpsilon(Double)
  /// LFP-ε as the authors' package carries it through a membrane.
  case epsilon(Double)
  /// LFP-αβ (10, 11); β = α − 1.
  case alphaBeta(alpha: Double, membrane: Membrane, epsilon: Double)
  /// LFP-z⁺z⁻ (12, 13).
  case zPlusZMinus(membrane: Membrane, epsilon: Double)

  /// Whether what arrives at an output neuron counts with the sign of Σz.
  ///
  /// A.16 asks for spikes. Equations (2) to (13) take R as praise of Σz as it is. The authors'
  /// package makes its denominator positive instead.
  var turnsWhatArrivesAtTheOutput: Bool {
    if case .epsilon = self { false } else { true }
  }
}

/// One LIF neuron at one step, as a sum of contributions.
struct LiteralNeuron {
  /// What is kept of U[t-1]: m = β·U[t-1], or 0 where the reset emptied the membrane.
  var kept: Double
  /// U[t-1].
  var previous: Double
  /// z of every input and bias.
  var contributions: [Double]

  /// What arrives as current: c.
  var current: Double { contributions.reduce(0, +) }
  /// The membrane before its reset by subtraction: Σz = m + c.
  var sum: Double { kept + current }
  /// The sign of Σz.
  var sign: Double { LiteralRule.sign(sum) }
}

/// The factors g of a neuron at one step: a contribution z receives z·g.
struct LiteralShares {
  /// g of what the membrane kept.
  var membrane: Double
  /// g of the inputs and biases with z ≥ 0.
  var positive: Double
  /// g of those with z < 0.
  var negative: Double

  /// g of an input or bias.
  func of(_ z: Double) -> Double { z >= 0 ? positive : negative }
}

extension LiteralRule {
  /// The rule by which a membrane divides between what it kept and its synaptic current. αβ as a path
  /// divides in proportion to their magnitudes, as z⁺z⁻ does, and treats signs at the inputs alone.
  var ofStates: LiteralRule {
    if case .alphaBeta(_, .path, let epsilon) = self {
      .zPlusZMinus(membrane: .path, epsilon: epsilon)
    } else {
      self
    }
  }

  /// Divides the reward R of a neuron among its contributions.
  func divide(_ reward: Double, _ neuron: LiteralNeuron) -> LiteralShares {
    let (m, c, z) = (neuron.kept, neuron.current, neuron.contributions)
    let s = neuron.sign
    switch self {
    case .zero(let epsilon), .signedEpsilon(let epsilon):
      // (2), (8): r = z / (Σz + sign(Σz)·ε) · R. LFP-0 is the same with an ε that only stabilises.
      let g = reward / (neuron.sum + s * epsilon)
      return LiteralShares(membrane: g, positive: g, negative: g)

    case .epsilon(let epsilon):
      // The authors' denominator: |U[t-1]| + |ΔU| + ε, ΔU before the reset by subtraction.
      let change = neuron.sum - neuron.previous
      let g = reward / (abs(neuron.previous) + abs(change) + epsilon)
      return LiteralShares(membrane: g, positive: g, negative: g)

    case .alphaBeta(let alpha, .contribution, let epsilon):
      // (10): α·z/z⁺·s·R where z ≥ 0, else −β·z/z⁻·s·R; m is one of the z.
      let (plus, minus) = (positiveSum(z) + max(m, 0), negativeSum(z) + min(m, 0))
      let beta = alpha - 1
      let positive = alpha / (plus + epsilon) * s * reward
      let negative = -beta / (minus - epsilon) * s * reward
      return LiteralShares(
        membrane: m >= 0 ? positive : negative, positive: positive, negative: negative)

    case .zPlusZMinus(.contribution, let epsilon):
      // (12): z / (|z⁺| + |z⁻|)·s·R for both signs; m is one of the z.
      let (plus, minus) = (positiveSum(z) + max(m, 0), negativeSum(z) + min(m, 0))
      let g = s * reward / (abs(plus) + abs(minus) + epsilon)
      return LiteralShares(membrane: g, positive: g, negative: g)

    case .alphaBeta(let alpha, .path, let epsilon):
      // The membrane receives m·q, the current c·q. (10) divides the latter, with sign(c).
      let q = s * reward / (abs(m) + abs(c) + epsilon)
      let ofCurrent = Self.sign(c) * (c * q)
      let beta = alpha - 1
      return LiteralShares(
        membrane: q,
        positive: alpha * ofCurrent / (positiveSum(z) + epsilon),
        negative: -beta * ofCurrent / (negativeSum(z) - epsilon))

    case .zPlusZMinus(.path, let epsilon):
      // The membrane receives m·q, the current c·q. (12) divides the latter, with sign(c).
      let q = s * reward / (abs(m) + abs(c) + epsilon)
      let ofCurrent = Self.sign(c) * (c * q)
      let g = ofCurrent / (abs(positiveSum(z)) + abs(negativeSum(z)) + epsilon)
      return LiteralShares(membrane: q, positive: g, negative: g)
    }
  }

  /// sign(0) = +1.
  static func sign(_ value: Double) -> Double { value < 0 ? -1 : 1 }

  private func positiveSum(_ z: [Double]) -> Double { z.reduce(0) { $0 + max($1, 0) } }

  private func negativeSum(_ z: [Double]) -> Double { z.reduce(0) { $0 + min($1, 0) } }
}
