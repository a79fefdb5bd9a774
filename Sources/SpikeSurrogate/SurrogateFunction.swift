/// What stands in for the derivative of the spike in back-propagation through time; u = U − θ.
public enum SurrogateFunction: Hashable, Sendable {
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
}
