import SpikeData
import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeSurrogate
import SpikeTraining

/// Which rule a small training learns by.
enum SmallRule: String, CaseIterable, Sendable {
  case lfp, surrogate
  /// The same with a recurrent layer, constants that are learnt, and a synaptic current.
  case stepwiseLFP, stepwiseSurrogate
  /// Divided by the largest magnitude of a whole batch.
  case normalizedLFP

  /// Those that take a batch in parts.
  static let ofParts = allCases.filter { $0 != .normalizedLFP }

  /// The neurons of the two hidden layers.
  fileprivate var neurons: [LIFParameters] {
    switch self {
    case .lfp, .surrogate, .normalizedLFP: [LIFParameters(), LIFParameters()]
    case .stepwiseLFP, .stepwiseSurrogate:
      [
        LIFParameters(
          recurrence: .allToAll,
          learned: LearnedConstants(
            self == .stepwiseLFP ? [.beta] : [.beta, .threshold], per: .neuron)),
        LIFParameters(recurrence: .oneToOne, synapticDecay: 0.5),
      ]
    }
  }
}

/// A network of a few hundred neurons on images of two classes of stripes, quick in any build.
struct SmallTraining {
  let trainer: Trainer
  let samples: Samples
  let workers: Workers

  init(
    _ rule: SmallRule, threads: Int = 1, seed: UInt64 = 3, hidden: Int = 70, capacity: Int = 16,
    optimizer: OptimizerSpec = .adam(learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
    clipping: Clipping = .adaptive(limit: 0.01), onNonFinite: NonFinitePolicy = .stop,
    augmentation: Augmentation? = nil, hasBias: Bool = true, after earlier: [TrainingPhase] = [],
    wrapping wrap: (any LearningRule) -> any LearningRule = { $0 }
  ) throws {
    let images = try Self.stripes(count: 75)
    workers = Workers(threads: threads)
    samples = Samples(
      .images(images), pixels: .range(low: -1, high: 1), augmentation: augmentation, seed: seed)
    let lif = LayerSpec.lif(LIFParameters())
    let network = try Network(
      NetworkSpec(
        inputShape: [8, 8], steps: 9,
        layers: [
          .dense(units: hidden, hasBias: hasBias), .lif(rule.neurons[0]),
          .dense(units: 33, hasBias: hasBias), .lif(rule.neurons[1]),
          .dense(units: 2, hasBias: hasBias), lif,
        ]))
    let parameters = Parameters(zerosFor: network)
    parameters.initialise(seed: seed)
    let learning: any LearningRule =
      switch rule {
      case .lfp, .stepwiseLFP, .normalizedLFP:
        try LFPLearning(
          rules: network.layers.map { _ in .epsilon(1e-6) },
          reward: SequenceReward(reading: .printed),
          normalization: rule == .normalizedLFP ? .largest : .none, network: network,
          capacity: capacity,
          workers: workers)
      case .surrogate, .stepwiseSurrogate:
        SurrogateLearning(
          function: .fastSigmoid(slope: 25), network: network, capacity: capacity, workers: workers)
      }
    trainer = Trainer(
      network: network, parameters: parameters, rule: wrap(learning), after: earlier,
      optimizer: Optimizer(optimizer, clipping: clipping, network: network, workers: workers),
      batchSize: 16, seed: seed, onNonFinite: onNonFinite, workers: workers)
  }

  /// Trains whole epochs.
  func train(epochs: Int) throws {
    for _ in 0..<epochs { _ = try trainer.trainEpoch(on: samples) { _, _ in true } }
  }

  /// The checkpoint's bytes as it stands.
  var bytes: [UInt8] { Checkpoint.encode(trainer).encoded() }

  /// Noisy 8 × 8 images of horizontal (0) or vertical (1) stripes; two of three on a background that
  /// is the same everywhere.
  static func stripes(count: Int) throws -> ImageDataset {
    var generator = SeededGenerator(seed: 99)
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for index in 0..<count {
      let label = index % 2
      labels.append(UInt8(label))
      let phase = generator.integer(below: 4)
      for row in 0..<8 {
        for column in 0..<8 {
          let stripe = ((label == 0 ? row : column) + phase) % 4
          let noise = generator.integer(below: 60)
          let isFlat = index % 3 > 0
          let bright = stripe < (isFlat ? 1 : 2)
          pixels.append(UInt8(bright ? 180 + noise : isFlat ? 20 : 20 + noise))
        }
      }
    }
    return try ImageDataset(
      name: "stripes", rows: 8, columns: 8, classes: 2, pixels: pixels, labels: labels)
  }
}
