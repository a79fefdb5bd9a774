import SpikeConfig
import SpikeData
import SpikeFiles
import SpikeTraining

/// A run met a number that is NaN or infinite, and `training.onNonFinite` stops it.
public struct TrainingDiverged: UserError, Hashable {
  /// Where the number was.
  public var number: NonFiniteNumber
  /// What moved the parameters.
  public var optimizer: OptimizerSpec
  /// What the images are fed as.
  public var pixels: PixelScale
  /// The checkpoint that is kept, from before the batch; nil where no epoch was finished.
  public var checkpoint: String?

  /// Where it was, what to do, and what is left.
  public var message: String {
    let kept =
      checkpoint.map { "; \(JSONText.printable($0)) is kept as it was before" }
      ?? "; no epoch was finished, so that there is no checkpoint"
    return "\(number); \(remedy)" + kept
  }

  /// Beyond any range of pixels, and any learning rate, that a network learns with.
  private static let large: Float = 1000

  private var remedy: String {
    let (name, rate) =
      switch optimizer {
      case .adam(let learningRate, _, _, _): ("adam", learningRate)
      case .sgd(let learningRate, _, _): ("sgd", learningRate)
      }
    var remedies: [String] = []
    let isWide = pixels.largest > Self.large
    if isWide {
      remedies.append(pixels.narrowing)
    }
    // What a huge range of pixels leads to is no fault of a rate like any other.
    if !isWide || rate > Self.large {
      remedies.append("lower training.optimizer.\(name).learningRate (now \(rate))")
    }
    remedies.append("leave such batches out by training.onNonFinite=warn")
    return remedies.joined(separator: ", or ")
  }

  /// ``SpikeFiles/ExitStatus/someFailed``.
  public var exitStatus: ExitStatus { .someFailed }
}
