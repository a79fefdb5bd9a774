import SpikeFiles
import SpikeLFP
import SpikeSim
import SpikeSurrogate
import SpikeTraining
import Testing

@Suite struct TrainerTests {
  @Test(arguments: SmallRule.allCases) func `a small network learns stripes`(rule: SmallRule) throws
  {
    let training = try SmallTraining(rule)
    let evaluator = Evaluator(
      network: training.trainer.network, batchSize: 20, workers: training.workers)
    try training.train(epochs: 8)
    let tally = evaluator.evaluate(training.trainer.parameters, on: training.samples)
    #expect(tally.samples == 75)
    #expect(tally.accuracy > 0.95)
  }

  @Test func `an epoch sees every image once, the last batch short`() throws {
    let training = try SmallTraining(.lfp)
    var calls: [Int] = []
    let tally = try training.trainer.trainEpoch(on: training.samples) { done, of in
      calls.append(done)
      #expect(of == 5)
      return true
    }
    #expect(calls == [1, 2, 3, 4, 5])
    #expect(tally?.samples == 75)
  }

  @Test func `synaptic operations are those counted by hand`() throws {
    // Two inputs (one of them 0), three neurons driven to a known number of spikes, two outputs.
    let lif = LayerSpec.lif(LIFParameters(beta: 1))
    let network = try Network(
      NetworkSpec(
        inputShape: [2], steps: 4, layers: [.dense(units: 3), lif, .dense(units: 2), lif]))
    let parameters = Parameters(zerosFor: network)
    // Neuron 0 gets 1.5 a step: U = 1.5, 2 (−1), 2.5, 3: spikes at all four. Neuron 1 gets 0.6:
    // 0.6, 1.2, then 0.8, 1.4: spikes at steps 1 and 3. Neuron 2 gets nothing.
    parameters.layers[0].store(weightRows: [1.5, 9, 0.6, 9, 0, 9], biases: [0, 0, 0])
    let trace = Trace(network: network, capacity: 1, membranes: .all)
    trace.values.all.assign([1, 0])
    let simulator = Simulator(network: network, capacity: 1, workers: .init(threads: 1))
    let operations = simulator.simulate(trace, parameters: parameters, samples: 1)
    #expect((0..<3).map { trace.populations[0].spikeCount(sample: 0, neuron: $0) } == [4, 2, 0])
    // One input that is not 0, to three neurons; six spikes, to two.
    #expect(operations == SynapticOperations(additions: 12, multiplyAdds: 3))
  }

  @Test func `operations of learning are those counted by hand`() throws {
    // As above: two inputs (one of them 0), three neurons that spike 4, 2 and 0 times in 4 steps,
    // two outputs that never spike: the target is rewarded at every step, the other never.
    let lif = LayerSpec.lif(LIFParameters(beta: 1))
    let network = try Network(
      NetworkSpec(
        inputShape: [2], steps: 4, layers: [.dense(units: 3), lif, .dense(units: 2), lif]))
    let parameters = Parameters(zerosFor: network)
    parameters.layers[0].store(weightRows: [1.5, 9, 0.6, 9, 0, 9], biases: [0, 0, 0])
    parameters.layers[1].store(
      weightRows: [0.1, 0.1, 0.1, 0.05, 0.05, 0.05], biases: [0, 0])
    let trace = Trace(network: network, capacity: 1, membranes: .all)
    trace.values.all.assign([1, 0])
    Simulator(network: network, capacity: 1, workers: .init(threads: 1))
      .simulate(trace, parameters: parameters, samples: 1)
    func operations(_ rule: some LearningRule) -> SynapticOperations {
      rule.accumulate(
        trace, labels: [0], batch: 1, parameters: parameters,
        into: Parameters(zerosFor: network)
      ).operations
    }
    // LFP: six spikes meet one rewarded output, adding to d(W) and receiving reward. Both spiking
    // neurons are rewarded; with the one input that is not 0 they make two pairs.
    let lfp = try LFPLearning(
      rules: [.epsilon(1e-6), .epsilon(1e-6)], reward: SignReward(), network: network, capacity: 1,
      workers: .init(threads: 1))
    #expect(operations(lfp) == SynapticOperations(additions: 6, multiplyAdds: 6 + 2))
    // LFP-z⁺z⁻ also adds up magnitudes: each pair that adds to d(W) counts once more.
    let magnitudes = try LFPLearning(
      rules: [
        .zPlusZMinus(membrane: .path, epsilon: 1e-6), .zPlusZMinus(membrane: .path, epsilon: 1e-6),
      ],
      reward: SignReward(), network: network, capacity: 1, workers: .init(threads: 1))
    #expect(operations(magnitudes) == SynapticOperations(additions: 12, multiplyAdds: 6 + 4))
    // Surrogate: six spikes meet two outputs; at each of 4 steps both outputs hand to 3 neurons; all
    // 3 neurons meet the one input.
    let surrogate = SurrogateLearning(
      function: .fastSigmoid(slope: 25), network: network, capacity: 1,
      workers: .init(threads: 1))
    #expect(operations(surrogate) == SynapticOperations(additions: 12, multiplyAdds: 24 + 3))
  }

  @Test func `a checkpoint of another network is refused by the tensor that differs`() throws {
    let (small, large) = (try SmallTraining(.lfp), try SmallTraining(.lfp, hidden: 71))
    let error = #expect(throws: DataError.self) {
      try Checkpoint.restore(large.trainer, from: Checkpoint.encode(small.trainer))
    }
    #expect(
      error
        == .tensorShape(
          path: "<memory>", tensor: "layers.0.weight", expected: [71, 64], found: [70, 64]))
  }

  @Test func `a checkpoint with a weight that is no number is refused`() throws {
    let training = try SmallTraining(.lfp)
    var file = Checkpoint.encode(training.trainer)
    var biases = try file.floats("layers.1.bias")
    biases[7] = .nan
    file.set("layers.1.bias", shape: [biases.count], biases)
    file.addChecksum()
    let error = #expect(throws: DataError.self) {
      try Checkpoint.restore(training.trainer, from: file)
    }
    #expect(
      error
        == .malformed(
          path: "<memory>", part: "tensor layers.1.bias, element 7", expected: "a finite number",
          found: "nan"))
  }
}
