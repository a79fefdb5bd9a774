import SpikeTraining

/// A run met a number that is NaN or infinite, and `training.onNonFinite` stops it.
public struct TrainingDiverged: UserError, Hashable {
  /// Where the number was.
  public var number: NonFiniteNumber
  /// What moved the parameters.
  public var optimizer: OptimizerSpec
  /// The checkpoint that is kept, from before the batch; nil where no epoch was finished.
  public var checkpoint: String?

  /// Where it was, what to do, and what is left.
  public var message: String {
    let kept =
      checkpoint.map { "; \(JSONText.printable($0)) is kept as it was before" }
      ?? "; no epoch was finished, so that there is no checkpoint"
    return "\(number); \(remedy)" + kept
  }

  private var remedy: String {
    let rate: String
    switch optimizer {
    case .adam(let learningRate, _, _, _):
      rate = "training.optimizer.adam.learningRate (now \(learningRate))"
    case .sgd(let learningRate, _, _):
      rate = "training.optimizer.sgd.learningRate (now \(learningRate))"
    }
    return "lower \(rate), or leave such batches out by training.onNonFinite=warn"
  }

  /// ``ExitStatus/someFailed``.
  public var exitStatus: ExitStatus { .someFailed }
}
