/// How parameters move along the direction a learning rule gives.
public enum OptimizerSpec: Hashable, Sendable {
  /// Stochastic gradient descent with PyTorch's momentum: v = μ·v + g, w = w − η·v.
  case sgd(learningRate: Float, momentum: Float)
  /// Adam (Kingma and Ba 2015) with bias correction.
  case adam(learningRate: Float, beta1: Float, beta2: Float, epsilon: Float)
}

/// What bounds a step before the optimiser sees it.
public enum Clipping: Hashable, Sendable {
  /// Nothing.
  case none
  /// Adaptive gradient clipping (Brock et al. 2021): per unit, ‖g‖ ≤ limit · max(‖w‖, 10⁻³).
  case adaptive(limit: Float)
}
