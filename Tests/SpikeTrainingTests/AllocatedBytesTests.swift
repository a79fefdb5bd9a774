import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeSurrogate
import Testing

@testable import SpikeTraining

/// What rules and trainings say they take, beside what their buffers took.
@Suite struct AllocatedBytesTests {
  private func taken(_ make: () throws -> Any) rethrows -> Double {
    let ledger = MemoryLedger()
    try MemoryLedger.$current.withValue(ledger) { try withExtendedLifetime(make()) {} }
    return Double(ledger.bytes)
  }

  private static let lif = LayerSpec.lif(LIFParameters())
  private static let network = Result {
    try Network(
      NetworkSpec(
        inputShape: [1, 8, 8], steps: 20, encoding: .rate,
        layers: [
          .conv2d(Convolution(channels: 3, kernel: 3)), .maxPool(size: 2), lif, .dense(units: 30),
          lif, .dense(units: 2), lif,
        ]))
  }

  @Test(arguments: [
    LFPRule.zero(epsilon: 1e-6), .epsilon(1e-6), .signedEpsilon(1e-6),
    .zPlusZMinus(membrane: .path, epsilon: 1e-6),
    .alphaBeta(alpha: 2, membrane: .path, epsilon: 1e-6),
    .alphaBeta(alpha: 2, membrane: .contribution, epsilon: 1e-6),
  ])
  func `every rule of LFP takes what it says`(rule: LFPRule) throws {
    let network = try Self.network.get()
    let rules = network.layers.map { _ in rule }
    for normalization in Normalization.allCases {
      let made = try taken {
        try LFPLearning(
          rules: rules, reward: SequenceReward(reading: .printed), normalization: normalization,
          network: network, capacity: 9, workers: Workers(threads: 2))
      }
      #expect(
        made
          == LFPLearning.bytes(
            rules: rules, normalization: normalization, network: network, capacity: 9, threads: 2))
    }
  }

  @Test(arguments: Normalization.allCases)
  func `surrogates take what they say`(normalization: Normalization) throws {
    let network = try Self.network.get()
    let made = taken {
      SurrogateLearning(
        function: .arctangent(alpha: 2), normalization: normalization, network: network,
        capacity: 9, workers: Workers(threads: 2))
    }
    #expect(
      made
        == SurrogateLearning.bytes(
          normalization: normalization, network: network, capacity: 9, threads: 2))
  }

  /// Convolutions and dense layers without spikes.
  private func units() throws -> Network {
    try Network(
      NetworkSpec(
        inputShape: [1, 8, 8], steps: 1,
        layers: [
          .conv2d(Convolution(channels: 3, kernel: 3)), .relu, .maxPool(size: 2), .dense(units: 30),
          .relu, .dense(units: 2),
        ]))
  }

  @Test func `rules of networks without spikes take what they say, and so does their trace`() throws
  {
    let network = try units()
    let gradient = taken {
      GradientLearning(network: network, capacity: 9, workers: Workers(threads: 2))
    }
    #expect(
      gradient
        == GradientLearning.bytes(
          normalization: .none, network: network, capacity: 9, threads: 2))
    for rule in [LFPRule.epsilon(1e-6), .alphaBeta(alpha: 2, membrane: .path, epsilon: 1e-6)] {
      let rules = network.layers.map { _ in rule }
      let made = try taken {
        try LFPLearning(
          rules: rules, reward: LogisticReward(), network: network, capacity: 9,
          workers: Workers(threads: 2))
      }
      #expect(
        made
          == LFPLearning.bytes(
            rules: rules, normalization: .none, network: network, capacity: 9, threads: 2))
    }
    let trace = taken { Trace(network: network, capacity: 9, membranes: .learning) }
    #expect(trace == Trace.bytes(network: network, capacity: 9, membranes: .learning))
  }

  @Test(arguments: [NonFinitePolicy.stop, .warn])
  func `trainers, optimizers, evaluators and samples take what they say`(
    policy: NonFinitePolicy
  ) throws {
    let (network, workers) = (try Self.network.get(), Workers(threads: 2))
    let spec = OptimizerSpec.adam(learningRate: 0.1, beta1: 0.9, beta2: 0.9, epsilon: 1e-8)
    func optimizer() -> Optimizer {
      Optimizer(spec, clipping: .none, network: network, workers: workers)
    }
    #expect(Optimizer.bytes(spec, network: network) == taken(optimizer))
    let rule = SurrogateLearning(
      function: .straightThrough, network: network, capacity: 5, workers: workers)
    let (parameters, moments) = (Parameters(zerosFor: network), optimizer())
    let trainer = taken {
      Trainer(
        network: network, parameters: parameters, rule: rule, optimizer: moments, batchSize: 9,
        seed: 1, onNonFinite: policy, workers: workers)
    }
    #expect(
      trainer
        == Trainer.bytes(
          network: network, capacity: 5, moments: 2, onNonFinite: policy, threads: 2))
    for countsUpdates in [false, true] {
      let evaluator = taken {
        Evaluator(network: network, countsUpdates: countsUpdates, workers: workers)
      }
      #expect(
        evaluator
          == Evaluator.bytes(network: network, countsUpdates: countsUpdates, threads: 2))
    }
    let images = try SmallTraining.stripes(count: 11)
    // Labels are a list of whole numbers.
    #expect(
      Samples.bytes(of: .images(images))
        == taken { Samples(images, pixels: 0...1) } + 8 * 11)
  }

  @Test func `a training takes no more once it runs, but for a moment`() throws {
    let training = try SmallTraining(.lfp)
    try training.train(epochs: 1)
    let made = try taken {
      try training.train(epochs: 1)
      return 0
    }
    let trace = Trace.bytes(network: training.trainer.network, capacity: 16, membranes: .learning)
    // Results of shared loops, of a few bytes an item, five batches and some loops each.
    #expect(made < trace)
  }
}
