/// The derivative put in place of the spike's in back-propagation through time; u = U − θ.
///
/// A new one is a case here, with its formula below and the same formula in `CSpikeKernels/slope.h`.
public enum SurrogateSlope: Hashable, Sendable {
  /// 1 / (1 + k·|u|)²; k = 25 in the paper.
  case fastSigmoid(slope: Float)
  /// (α/2) / (1 + (π·α·u/2)²); α = 2 is snnTorch's default.
  case arctangent(alpha: Float)
  /// k·s·(1 − s) with s = 1 / (1 + exp(−k·u)); k = 25 is snnTorch's default.
  case sigmoid(slope: Float)
  /// k·max(0, 1 − k·|u|): a triangle of area 1.
  case triangular(slope: Float)
  /// 1: the gradient passes as if the spike were the membrane.
  case straightThrough

  /// The C kernels' number of the function, and its constant.
  var numbers: (kind: Int32, constant: Float) {
    switch self {
    case .fastSigmoid(let slope): (0, slope)
    case .arctangent(let alpha): (1, alpha)
    case .sigmoid(let slope): (2, slope)
    case .triangular(let slope): (3, slope)
    case .straightThrough: (4, 1)
    }
  }
}

extension SurrogateSlope {
  /// The value at u = U − θ, operation by operation as the kernel computes it.
  package func callAsFunction(_ u: Float) -> Float {
    switch self {
    case .fastSigmoid(let slope):
      let root = 1 + slope * abs(u)
      return 1 / (root * root)
    case .arctangent(let alpha):
      let x = Float(1.57079632679489662) * alpha * u
      return alpha / 2 / (1 + x * x)
    case .sigmoid(let slope):
      let e = Self.negativeExponential(slope * abs(u))
      let root = 1 + e
      return slope * (e / (root * root))
    case .triangular(let slope):
      return slope * max(0, 1 - slope * abs(u))
    case .straightThrough:
      return 1
    }
  }

  /// exp(−x) for x ≥ 0 by the kernel's polynomial; 0 beyond the normal numbers.
  static func negativeExponential(_ x: Float) -> Float {
    guard x < 87 else { return 0 }
    let n = Float(12_582_912).addingProduct(x, 1.44269504) - 12_582_912
    var r = (-x).addingProduct(n, 0.693359375)
    r.addProduct(n, -2.12194440e-4)
    var p: Float = 1.9875691500e-4
    for c: Float in [
      1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
    ] {
      p = c.addingProduct(p, r)
    }
    p = (r + 1).addingProduct(p, r * r)
    return p * Float(bitPattern: UInt32(127 - Int(n)) << 23)
  }
}
