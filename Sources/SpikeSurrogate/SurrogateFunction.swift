/// What stands in for the derivative of the spike in back-propagation through time.
public enum SurrogateFunction: Hashable, Sendable {
  /// 1 / (1 + k·|U − θ|)²; k = 25 in the paper.
  case fastSigmoid(slope: Float)
  /// (α/2) / (1 + (π·α·(U − θ)/2)²); α = 2 is snnTorch's default.
  case arctangent(alpha: Float)
}
