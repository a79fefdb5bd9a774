import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeTraining
import Testing

/// The direction of a batch is the sum over its samples, or their mean.
@Suite struct ReductionTests {
  private let network: Network
  private let parameters: Parameters
  private let workers = Workers(threads: 2)

  init() throws {
    let lif = LayerSpec.lif(LIFParameters())
    network = try Network(
      NetworkSpec(
        inputShape: [5], steps: 6, layers: [.dense(units: 20), lif, .dense(units: 3), lif]))
    parameters = Parameters(zerosFor: network)
    var generator = SeededGenerator(seed: 4)
    for layer in parameters.layers {
      layer.store(
        weightRows: (0..<layer.shape.inputs * layer.shape.outputs).map { _ in
          generator.uniform(from: -1, to: 1)
        }, biases: (0..<layer.shape.outputs).map { _ in generator.uniform(from: 0, to: 0.4) })
    }
  }

  /// A batch of four, learnt from in traces of so many samples.
  private func learning(
    _ reduction: Reduction, normalization: Normalization = .none, samplesAtATime: Int = 4
  ) throws -> (rule: LFPLearning, direction: Parameters) {
    let rule = try LFPLearning(
      rules: [.epsilon(1e-6), .epsilon(1e-6)], reward: SequenceReward(reading: .printed),
      normalization: normalization, reduction: reduction, network: network, capacity: 4,
      workers: workers)
    let direction = Parameters(zerosFor: network)
    var generator = SeededGenerator(seed: 6)
    let input = (0..<4 * 5).map { _ in generator.uniform(from: -1, to: 2) }
    let labels = [0, 2, 1, 2]
    for first in stride(from: 0, to: 4, by: samplesAtATime) {
      let trace = Trace(network: network, capacity: samplesAtATime, membranes: .all)
      trace.values.all.assign(Array(input[first * 5..<(first + samplesAtATime) * 5]))
      Simulator(network: network, capacity: samplesAtATime, workers: workers)
        .simulate(trace, parameters: parameters, samples: samplesAtATime)
      _ = rule.accumulate(
        trace, labels: Array(labels[first..<first + samplesAtATime]), batch: 4,
        parameters: parameters, into: direction)
    }
    return (rule, direction)
  }

  private func values(_ parameters: Parameters) -> [Float] {
    parameters.layers.flatMap { $0.weightRows + $0.biases }
  }

  @Test(
    // What is normalised must come as a whole batch.
    arguments: [(Normalization.none, 1), (.none, 2), (.none, 4), (.largest, 4), (.step, 4)])
  func `the mean is the sum over the samples of the batch, divided by their number`(
    normalization: Normalization, samplesAtATime: Int
  ) throws {
    func direction(_ reduction: Reduction) throws -> [Float] {
      let (rule, direction) = try learning(
        reduction, normalization: normalization, samplesAtATime: samplesAtATime)
      rule.finish(direction, parameters: parameters)
      return values(direction)
    }
    let (sum, mean) = (try direction(.sum), try direction(.mean))
    #expect(sum.contains { $0 != 0 })
    // A quarter is exact.
    #expect(mean == sum.map { $0 / 4 })
  }

  @Test func `the optimiser moves by the mean`() throws {
    func moved(_ reduction: Reduction, rate: Float) throws -> [Float] {
      let (rule, direction) = try learning(reduction)
      rule.gather(direction, parameters: parameters)
      let moved = Parameters(zerosFor: network)
      moved.copy(from: parameters)
      Optimizer(
        .sgd(learningRate: rate, momentum: 0), clipping: .none, network: network, workers: workers
      ).step(moved, against: direction, turning: rule.turn)
      return values(moved)
    }
    #expect(try moved(.mean, rate: 0.5) == moved(.sum, rate: 0.125))
    #expect(try moved(.mean, rate: 0.5) != moved(.sum, rate: 0.5))
  }
}
