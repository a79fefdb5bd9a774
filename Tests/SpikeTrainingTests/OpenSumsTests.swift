import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeSurrogate
import SpikeTraining
import Testing

/// Sums that a rule leaves open and an optimiser adds piece by piece, against sums that are all added first.
@Suite struct OpenSumsTests {
  private static let inputs = 1_500
  private static let batch = 7
  private let workers = Workers(threads: 2)

  /// A wide layer, of several tiles and of several pieces a tile, and a layer on it.
  private func network(spiking: Bool) throws -> Network {
    let unit = spiking ? LayerSpec.lif(LIFParameters(threshold: 0.5)) : .relu
    return try Network(
      NetworkSpec(
        inputShape: [Self.inputs], steps: spiking ? 3 : 1,
        layers: [.dense(units: 150), unit, .dense(units: 4)] + (spiking ? [unit] : [])))
  }

  /// Rules of one part, and one that treats signs apart and leaves nothing open.
  enum Method: CaseIterable {
    case gradient, surrogate, epsilon, epsilonOfUnits, alphaBeta

    var isSpiking: Bool { self != .gradient && self != .epsilonOfUnits }
    var leavesOpen: Bool { self != .alphaBeta }
  }

  private func rule(_ method: Method, _ network: Network) throws -> any LearningRule {
    func lfp(_ rule: LFPRule, _ reward: any Reward) throws -> LFPLearning {
      try LFPLearning(
        rules: network.layers.map { _ in rule }, reward: reward, network: network,
        capacity: Self.batch, workers: workers)
    }
    return switch method {
    case .gradient:
      GradientLearning(network: network, capacity: Self.batch, workers: workers)
    case .surrogate:
      SurrogateLearning(
        function: .fastSigmoid(slope: 25), network: network, capacity: Self.batch,
        workers: workers)
    case .epsilon: try lfp(.epsilon(1e-6), SequenceReward(reading: .printed))
    case .epsilonOfUnits: try lfp(.epsilon(1e-6), LogisticReward())
    case .alphaBeta:
      try lfp(
        .alphaBeta(alpha: 2, membrane: .path, epsilon: 1e-6), SequenceReward(reading: .printed))
    }
  }

  /// A batch whose values are mostly one and the same, which is not 0.
  private func learn(
    _ rule: any LearningRule, _ network: Network, _ parameters: Parameters, at seed: UInt64,
    samplesAtATime: Int, into direction: Parameters
  ) {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<Self.batch * Self.inputs).map { _ in
      generator.uniform() < 0.7 ? Float(-1) : generator.uniform(from: -1, to: 1)
    }
    for first in stride(from: 0, to: Self.batch, by: samplesAtATime) {
      let part = first..<min(Self.batch, first + samplesAtATime)
      let trace = Trace(network: network, capacity: Self.batch, membranes: .learning)
      trace.values.region(0, part.count * Self.inputs).assign(
        Array(values[part.lowerBound * Self.inputs..<part.upperBound * Self.inputs]))
      Simulator(network: network, capacity: Self.batch, workers: workers)
        .simulate(trace, parameters: parameters, samples: part.count)
      _ = rule.accumulate(
        trace, labels: part.map { $0 % 4 }, batch: Self.batch, parameters: parameters,
        into: direction)
    }
  }

  /// Two steps of training.
  private func train(
    _ method: Method, _ spec: OptimizerSpec, clipping: Clipping, samplesAtATime: Int,
    leavingOpen: Bool
  ) throws -> [[Float]] {
    let network = try network(spiking: method.isSpiking)
    let (rule, parameters) = (try rule(method, network), Parameters(zerosFor: network))
    parameters.initialise(seed: 3)
    let before = parameters.layers.map(\.weightRows)
    // More threads than the rule has.
    let optimizer = Optimizer(
      spec, clipping: clipping, network: network, workers: workers
    )
    let direction = Parameters(zerosFor: network)
    for seed in [UInt64(5), 6] {
      learn(
        rule, network, parameters, at: seed, samplesAtATime: samplesAtATime, into: direction)
      var open: OpenSums?
      if leavingOpen {
        open = rule.gatherLeavingOpen(direction, parameters: parameters)
      } else {
        rule.gather(direction, parameters: parameters)
      }
      optimizer.step(parameters, against: direction, adding: open, turning: rule.turn)
      #expect(direction.named.allSatisfy { $0.tensor.values.elements.allSatisfy { $0 == 0 } })
    }
    #expect(zip(before, parameters.layers).allSatisfy { $0 != $1.weightRows })
    let moved = parameters.named + optimizer.moments.flatMap { $0.named }
    return moved.map(\.tensor.rowMajor)
  }

  @Test(arguments: Method.allCases, [1, 3, 7])
  func `moves are the same byte for byte`(method: Method, samplesAtATime: Int) throws {
    let specs = [
      OptimizerSpec.sgd(learningRate: 0.5, momentum: 0.9),
      .adam(learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
    ]
    let clippings = [Clipping.none, .adaptive(limit: 0.1), .adaptive(limit: 0.1, layers: .hidden)]
    for (spec, clipping) in specs.flatMap({ spec in clippings.map { (spec, $0) } }) {
      func bits(leavingOpen: Bool) throws -> [[UInt32]] {
        try train(
          method, spec, clipping: clipping, samplesAtATime: samplesAtATime, leavingOpen: leavingOpen
        ).map { $0.map(\.bitPattern) }
      }
      let (open, closed) = (try bits(leavingOpen: true), try bits(leavingOpen: false))
      #expect(open == closed, "\(spec) \(clipping)")
    }
  }

  @Test(arguments: Method.allCases)
  func `weights of dense layers of values are left open, and nothing else is`(
    method: Method
  ) throws {
    let network = try network(spiking: method.isSpiking)
    let (rule, parameters) = (try rule(method, network), Parameters(zerosFor: network))
    parameters.initialise(seed: 3)
    let (open, whole) = (Parameters(zerosFor: network), Parameters(zerosFor: network))
    learn(rule, network, parameters, at: 5, samplesAtATime: 7, into: open)
    _ = rule.gatherLeavingOpen(open, parameters: parameters)
    // What was left is forgotten by the next batch.
    learn(rule, network, parameters, at: 5, samplesAtATime: 7, into: whole)
    rule.gather(whole, parameters: parameters)
    #expect(open.layers[0].weightRows.allSatisfy { $0 == 0 } == method.leavesOpen)
    #expect(whole.layers[0].weightRows.contains { $0 != 0 })
    #expect(open.layers[0].biases == whole.layers[0].biases)
    let isSecondWhole = open.layers[1].weightRows == whole.layers[1].weightRows
    #expect(isSecondWhole == method.isSpiking)
  }

  @Test func `what was left open does not enter the next batch`() throws {
    let network = try network(spiking: false)
    let parameters = Parameters(zerosFor: network)
    parameters.initialise(seed: 3)
    func direction(after seeds: [UInt64]) throws -> [[Float]] {
      let rule = try rule(.gradient, network)
      for seed in seeds {
        let dropped = Parameters(zerosFor: network)
        learn(rule, network, parameters, at: seed, samplesAtATime: 3, into: dropped)
        _ = rule.gatherLeavingOpen(dropped, parameters: parameters)
      }
      let direction = Parameters(zerosFor: network)
      learn(rule, network, parameters, at: 6, samplesAtATime: 3, into: direction)
      rule.finish(direction, parameters: parameters)
      return direction.named.map(\.tensor.rowMajor)
    }
    #expect(try direction(after: [5]) == direction(after: []))
  }
}
