import SpikeFiles
import SpikeSim
import SpikeTraining

/// One experiment: everything that decides its numbers.
///
/// Made from JSON by ``ConfigFile``, whose schema (``ConfigSchema``) gives every default; turned
/// back into JSON by ``resolved``; identified by ``hash``.
public struct ExperimentConfig: Hashable, Sendable {
  /// What people call it; `base/variant` for a variant of a comparison. No part of its identity.
  public var name: String
  /// Seed of the initial weights and the order of batches, 0 to 2⁵³ − 1.
  public var seed: UInt64
  /// What is learnt from.
  public var data: DataConfig
  /// How an image becomes the input of T steps.
  public var encoding: Encoding
  /// The network.
  public var network: NetworkConfig
  /// The learning rule.
  public var learning: LearningConfig
  /// How long and with which optimiser.
  public var training: TrainingConfig
}

/// The `data` of a config.
public struct DataConfig: Hashable, Sendable {
  /// Which data set, with what it takes to make it.
  public var source: DataSource
  /// What black and white become.
  public var pixels: PixelRange
  /// How many of the training images to use, from the first; nil for all.
  public var train: Int?
  /// How many of the test images to use, from the first; nil for all.
  public var test: Int?
  /// How many of the training images used, the last, are kept for validation; nil for none.
  public var validation: Int?
}

/// A data set and what it takes to make it.
public enum DataSource: Hashable, Sendable {
  /// MNIST, from files.
  case mnist
  /// Procedural digits of a seed, 0 to 2⁵³ − 1; the seed of the data, not of the run.
  case digits(seed: UInt64)

  /// The name in a config: `mnist`, `digits`.
  public var name: String { datasetName.rawValue }

  /// Shape of one sample: channels, height, width.
  public var sampleShape: [Int] { [1, 28, 28] }

  /// Number of training images there are.
  package var trainingImages: Int {
    switch self {
    case .mnist: 60_000
    case .digits: 10_000
    }
  }

  /// Number of classes: outputs the last layer must have.
  public var classes: Int { 10 }

  /// The name the data module knows it by.
  public var datasetName: DatasetName {
    switch self {
    case .mnist: .mnist
    case .digits: .digits
    }
  }
}

/// What the darkest and the brightest pixel become; those between them linearly.
public struct PixelRange: Hashable, Sendable {
  /// What 0 becomes.
  public var low: Float
  /// What 255 becomes; above ``low``.
  public var high: Float

  /// The range as the training module takes it.
  ///
  /// - Precondition: ``low`` is not above ``high``.
  public var closedRange: ClosedRange<Float> { low...high }

  /// Makes a range.
  public init(low: Float, high: Float) {
    self.low = low
    self.high = high
  }
}

/// The `network` of a config.
public struct NetworkConfig: Hashable, Sendable {
  /// Steps T that a sample is simulated for, at least 1.
  public var steps: Int
  /// What LIF layers use that say nothing else.
  public var lif: LIFParameters
  /// How weights and biases start.
  public var initialisation: Initialisation
  /// The layers, each LIF layer with the parameters it uses.
  public var layers: [LayerSpec]

  /// For each connection from input to output, whether it is a conv2d layer rather than a dense one.
  public var isConvolution: [Bool] {
    layers.compactMap {
      switch $0 {
      case .dense: false
      case .conv2d: true
      default: nil
      }
    }
  }
}

extension ExperimentConfig {
  /// The network as the simulator wants it, for samples of the data set's shape.
  public var networkSpec: NetworkSpec { networkSpec(inputShape: data.source.sampleShape) }

  /// The network for samples of another shape than the data set's.
  public func networkSpec(inputShape: [Int]) -> NetworkSpec {
    NetworkSpec(
      inputShape: inputShape, steps: network.steps, encoding: encoding, layers: network.layers)
  }
}
