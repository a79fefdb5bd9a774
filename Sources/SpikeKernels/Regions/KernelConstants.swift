/// What decides a LIF neuron's recurrence.
package struct NeuronConstants: Sendable, Hashable {
  /// Membrane decay β.
  package let beta: Float
  /// Firing threshold θ.
  package let threshold: Float
  /// What a spike does one step later.
  package let reset: ResetKind

  /// Names the constants.
  package init(beta: Float, threshold: Float, reset: ResetKind) {
    self.beta = beta
    self.threshold = threshold
    self.reset = reset
  }

  /// What is left of U[t-1] in U[t], before the current.
  package func kept(of before: Float) -> Float {
    reset == .zero && before > threshold ? 0 : beta * before
  }

  /// U[t] of U[t-1] and the current.
  package func next(after before: Float, current: Float) -> Float {
    kept(of: before) + current - (reset == .subtract && before > threshold ? threshold : 0)
  }
}

/// What decides the recurrence of a LIF neuron whose threshold adapts:
/// θ\[t\] = θ + b·a\[t\], a\[t\] = ρ·a\[t-1\] + S\[t-1\].
package struct AdaptiveConstants: Sendable, Hashable {
  /// Membrane decay, base threshold and reset.
  package let neuron: NeuronConstants
  /// Decay ρ of the adaptation.
  package let decay: Float
  /// Strength b of the adaptation.
  package let strength: Float

  /// Names the constants.
  package init(neuron: NeuronConstants, decay: Float, strength: Float) {
    self.neuron = neuron
    self.decay = decay
    self.strength = strength
  }
}

/// What a spike does to the membrane one step later; the numbers are the C kernels'.
package enum ResetKind: Int32, Sendable, CaseIterable {
  case subtract = 0
  case zero = 1
  case none = 2
}

/// What a neuron's reward is divided by, for all of its contributions z alike. `turned`: what arrives
/// asks for spikes, and so counts with the sign of Σz.
package enum LFPDenominator: Sendable, Hashable {
  /// |U[t-1]| + |Σz − U[t-1]| + ε.
  case movement
  /// Σz, moved away from 0 by ε.
  case sum(turned: Bool)

  /// The C kernel's number.
  var kind: Int32 {
    switch self {
    case .movement: 0
    case .sum(let turned): turned ? 2 : 1
    }
  }
}

/// How LFP-αβ and LFP-z⁺z⁻ treat the membrane.
package struct LFPSharing: Sendable, Hashable {
  /// The neuron first divides its reward between membrane and current, and the rule what the current
  /// receives; otherwise the membrane is one more contribution.
  package let isPath: Bool
  /// What arrives asks for spikes, and so counts with the sign of Σz.
  package let turned: Bool

  /// Names the treatment.
  package init(isPath: Bool, turned: Bool) {
    self.isPath = isPath
    self.turned = turned
  }

  /// The C kernel's number.
  var kind: Int32 { (isPath ? 1 : 0) + (turned ? 2 : 0) }
}

/// The constants of one step of Adam, the bias corrections worked in.
package struct AdamStep: Sendable, Hashable {
  /// Decay of the first moment.
  package let beta1: Float
  /// Decay of the second moment.
  package let beta2: Float
  /// Added to the root of the second moment.
  package let epsilon: Float
  /// Learning rate / (1 − β₁ᵗ).
  package let size: Float
  /// √(1 − β₂ᵗ).
  package let rootCorrection: Float

  /// Works out the corrections of step `step`, counted from 1.
  package init(rate: Float, beta1: Float, beta2: Float, epsilon: Float, step: Int) {
    precondition(step >= 1, "Adam's steps count from 1")
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    size = Float(Double(rate) / (1 - Self.power(Double(beta1), step)))
    rootCorrection = Float((1 - Self.power(Double(beta2), step)).squareRoot())
  }

  // Plain multiplications rather than libm, whose last bit differs between machines.
  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return result
  }
}
