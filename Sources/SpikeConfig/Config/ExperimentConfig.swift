import SpikeData
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
  /// Rules that learn before ``learning``, one after another; none unless `learning` is a list.
  public var earlierLearning: [LearningPhase] = []
  /// The learning rule; the last where there are several.
  public var learning: LearningConfig
  /// How long and with which optimiser.
  public var training: TrainingConfig
}

/// The `data` of a config.
public struct DataConfig: Hashable, Sendable {
  /// Which data set, with what it takes to make it.
  public var source: DataSource
  /// What the bytes of images become; of no meaning where samples are none.
  public var pixels: PixelScale
  /// How images are changed at random in training; nil where they are not.
  public var augmentation: Augmentation?
  /// How many of the training images to use, from the first; nil for all.
  public var train: Int?
  /// How many of the test images to use, from the first; nil for all.
  public var test: Int?
  /// How many of the training images used, the last, are kept for validation; nil for none.
  public var validation: Int?
  /// How many of the first training images are left out, before those that are used; nil for none.
  public var skip: Int?

  /// Whether samples are images, so that ``pixels`` says what they are fed as.
  public var isOfImages: Bool {
    if case .image = source.dataset.shape { true } else { false }
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

  /// Whether the network has neurons that spike, rather than units (``SpikeSim/LayerSpec/relu``).
  public var isSpiking: Bool { !layers.contains(.relu) }

  /// The membrane decays that its LIF layers have, from input to output, each once.
  package var betas: [Float] {
    layers.reduce(into: []) { betas, layer in
      if case .lif(let neurons) = layer, !betas.contains(neurons.beta) {
        betas.append(neurons.beta)
      }
    }
  }

  /// The membrane decay of its LIF layers: `0.9`, or all where they differ, `0.7, 0.9`.
  package var betaText: String {
    betas.map { JSONValue.number($0).canonicalText }.joined(separator: ", ")
  }

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
  public var networkSpec: NetworkSpec {
    networkSpec(inputShape: data.source.dataset.shape.dimensions)
  }

  /// The network for values of another shape than the data set's samples.
  public func networkSpec(inputShape: [Int]) -> NetworkSpec {
    NetworkSpec(
      inputShape: inputShape, steps: network.steps, encoding: encoding, layers: network.layers)
  }
}
