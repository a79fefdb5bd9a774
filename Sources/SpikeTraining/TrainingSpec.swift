/// How parameters move along the direction a learning rule gives.
public enum OptimizerSpec: Hashable, Sendable {
  /// Stochastic gradient descent with momentum.
  case sgd(learningRate: Float, momentum: Float, form: MomentumForm = .pytorch)
  /// Adam (Kingma and Ba 2015) with bias correction.
  case adam(learningRate: Float, beta1: Float, beta2: Float, epsilon: Float)

  /// The learning rate, before a schedule.
  public var learningRate: Float {
    switch self {
    case .sgd(let rate, _, _), .adam(let rate, _, _, _): rate
    }
  }
}

/// What momentum makes of the directions so far. At a momentum of 0 there is no difference.
public enum MomentumForm: String, Hashable, Sendable, CaseIterable {
  /// A sum that fades: v = μ·v + g, w = w − η·v. Steps grow up to 1 / (1 − μ) times.
  case pytorch
  /// An average, as in (5): v = μ·v + (1 − μ)·g, w = w − η·v. Steps are as large as the direction.
  case average
}

/// How the learning rate changes over a training: a factor of the optimiser's rate.
public enum Schedule: Hashable, Sendable {
  /// Always 1.
  case constant
  /// Multiplied by `factor` every `epochs` epochs.
  case step(epochs: Int, factor: Float)
  /// From 1 to `final` along half a cosine, over the whole training.
  case cosine(final: Float)
  /// From `initial` to 1 over the first share `warmup` of the training, then to `final`, both along
  /// half a cosine (Smith and Topin 2019).
  ///
  /// PyTorch's `OneCycleLR(max_lr, total_steps, pct_start, div_factor, final_div_factor)` with
  /// `warmup` = pct_start, `initial` = 1 / div_factor and `final` = 1 / (div_factor ·
  /// final_div_factor), both ends as shares of the largest rate: by default 0.3, 1/25 and 4 · 10⁻⁶.
  /// PyTorch's turns one step earlier, so that its last step has the rate `final`; ours would be the
  /// step after it, as everywhere here the share of the training that is done decides.
  case oneCycle(warmup: Float, initial: Float, final: Float)
}

/// How weights and biases start.
public enum Initialisation: Hashable, Sendable {
  /// PyTorch's default: uniform on ±1/√fan-in, weights and biases.
  case pytorch
  /// He et al. 2015: weights uniform on ±√(6/fan-in), biases 0.
  case kaiming
  /// PyTorch's default; then, layer by layer from the input, weights and biases of a layer are
  /// scaled so that its neurons fire at this mean rate (spikes a neuron and step, over the whole layer)
  /// on a calibration batch. Where no factor reaches the rate, the smallest is taken that comes near
  /// the best rate there is, see ``CalibratedLayer``.
  case firingRate(Float)
  /// As a file has them.
  case stored(StoredParameters)
}
