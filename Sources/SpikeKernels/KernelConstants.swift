/// The derivative put in place of the spike's, with its constant.
package enum SurrogateSlope: Sendable, Hashable {
  /// 1 / (1 + k·|u|)², u = U − θ.
  case fastSigmoid(Float)
  /// (α/2) / (1 + (π·α·u/2)²).
  case arctangent(Float)

  /// The value at u = U − θ.
  package func callAsFunction(_ u: Float) -> Float {
    switch self {
    case .fastSigmoid(let slope):
      let root = 1 + slope * abs(u)
      return 1 / (root * root)
    case .arctangent(let alpha):
      let x = Float(1.57079632679489662) * alpha * u
      return alpha / 2 / (1 + x * x)
    }
  }
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
