import SpikeKernels
import SpikeSim
import Testing

/// Networks small enough to count by hand, and others against the simulator's own counts.
@Suite struct SpikeStatisticsTests {
  /// Three inputs, two neurons, two neurons; β 0.5, θ 1, T 3.
  ///
  ///     W0 = [ 1.5 0 0.5 ]   W1 = [ 2 0 ]   no biases; 6 of the 10 weights are 0
  ///          [ 0   1 0   ]        [ 0 0 ]
  ///
  /// For the input (1, 0, 0.5) the current of the first neuron is 1.75 at every step:
  /// U = 1.75, 1.625, 1.5625: it spikes three times. The second stays at 0. Each spike is a current of
  /// 2 for the first output: U = 2, 1 + 2 − 1 = 2, 2: three spikes, and no change after the first
  /// step. The second output stays at 0. For the input 0 nothing happens.
  static func counts(
    _ inputs: [Float], labels: [Int], steps: Int = 3, threads: Int = 1
  ) throws -> SpikeCounts {
    let lif = LayerSpec.lif(LIFParameters(beta: 0.5))
    let network = try Network(
      NetworkSpec(
        inputShape: [3], steps: steps,
        layers: [.dense(units: 2), lif, .dense(units: 2), lif]))
    let parameters = Parameters(zerosFor: network)
    parameters.layers[0].store(weightRows: [1.5, 0, 0.5, 0, 1, 0], biases: [0, 0])
    parameters.layers[1].store(weightRows: [2, 0, 0, 0], biases: [0, 0])
    return try Self.count(network, parameters, inputs, labels: labels, threads: threads)
  }

  static func count(
    _ network: Network, _ parameters: Parameters, _ inputs: [Float], labels: [Int],
    threads: Int = 1
  ) throws -> SpikeCounts {
    let workers = Workers(threads: threads)
    let trace = Trace(network: network, capacity: labels.count, membranes: .updates)
    trace.values.all.assign(inputs)
    Simulator(network: network, capacity: labels.count, workers: workers)
      .simulate(trace, parameters: parameters, samples: labels.count)
    let statistics = SpikeStatistics(network: network, workers: workers)
    statistics.add(trace, labels: labels)
    return statistics.counts(with: parameters)
  }

  @Test func `a network worked out by hand`() throws {
    let counts = try Self.counts([1, 0, 0.5, 0, 0, 0], labels: [0, 1])
    #expect(counts.samples == 2)
    #expect(counts.zeroWeights == 6)
    // Ten weights, three steps, two samples.
    #expect(counts.denseOperations == 60)
    // 0.5 is no spike: two values other than 0 meet one weight other than 0 each, at three steps.
    // Three spikes of the first neuron meet one.
    #expect(counts.effective == SynapticOperations(additions: 3, multiplyAdds: 6))
    // All four neurons of both samples at the first step; then twice the first neuron.
    #expect(counts.membraneUpdates == 10)
    // Nobody spikes for the second sample: the first class is its answer.
    #expect(counts.confusion == [[1, 0], [1, 0]])
    for population in counts.populations {
      #expect(population.neurons == [3, 0])
      #expect(population.steps == [1, 1, 1])
      #expect(population.classes == [3, 0])
      #expect(population.intervals == [2, 0])
      #expect(population.active == 1)
      #expect(population.spikes == 3)
    }
  }

  @Test func `an input of zeros and ones counts as spikes`() throws {
    let counts = try Self.counts([1, 0, -1], labels: [0])
    // The current is 1: U = 1, which is no spike, 1.5, 0.75. Two inputs, three steps; one spike.
    #expect(counts.effective == SynapticOperations(additions: 7))
    #expect(counts.populations[0].steps == [0, 1, 0])
    #expect(counts.populations[0].intervals == [0, 0])
  }

  @Test func `a silent network has no spikes, and every membrane counts once`() throws {
    let counts = try Self.counts([0, 0, 0, 0, 0, 0], labels: [1, 1])
    #expect(counts.effective == SynapticOperations())
    #expect(counts.membraneUpdates == 8)
    #expect(counts.populations.allSatisfy { $0.spikes == 0 && $0.active == 0 })
    #expect(counts.confusion == [[0, 0], [2, 0]])
  }

  @Test func `one step has no intervals`() throws {
    let counts = try Self.counts([1, 0, 0.5], labels: [0], steps: 1)
    #expect(counts.membraneUpdates == 4)
    #expect(counts.effective == SynapticOperations(additions: 1, multiplyAdds: 2))
    #expect(counts.populations[0].intervals.isEmpty)
    #expect(counts.populations[0].steps == [1])
  }

  @Test func `the padding of a convolution is no operation`() throws {
    // Each cell of 2 × 2 is seen by all four positions of a 3 × 3 kernel with padding 1.
    let network = try Network(
      NetworkSpec(
        inputShape: [1, 2, 2], steps: 2,
        layers: [
          .conv2d(Convolution(channels: 3, kernel: 3, padding: 1)), .lif(LIFParameters()),
          .averagePool(size: 2), .dense(units: 2), .lif(LIFParameters()),
        ]))
    let parameters = Parameters(zerosFor: network)
    // Only the first channel spikes, at every step and position; θ is 1.
    let kernel = [Float](repeating: 4, count: 9) + [Float](repeating: 0, count: 18)
    parameters.layers[0].store(weightRows: kernel, biases: [0, 0, 0])
    parameters.layers[1].store(weightRows: [1, 1, 1, 0, 1, 1], biases: [0, 0])
    let counts = try Self.count(network, parameters, [0.5, 0, 0, 0.5], labels: [1])
    // 4 cells · 4 positions · 3 channels, 3 cells behind the pool · 2, two steps.
    #expect(counts.denseOperations == 2 * (48 + 6))
    // Two cells at four positions with one channel whose weights are not 0; behind the pool one cell
    // with a share, which is no spike, and one of its weights is 0. Two steps.
    #expect(counts.effective == SynapticOperations(multiplyAdds: 2 * (2 * 4 + 1)))
    #expect(counts.zeroWeights == 18 + 1)
    #expect(counts.populations[0].neurons == [2, 2, 2, 2] + [Int](repeating: 0, count: 8))
  }

  static let stacks: [[LayerSpec]] = [
    [.dense(units: 70), LayerStackTests.lif, .dense(units: 5), LayerStackTests.lif],
    [
      .conv2d(Convolution(channels: 3, kernel: 3, stride: 2, padding: 1)), LayerStackTests.lif,
      .maxPool(size: 2), .dropout(0.5), .dense(units: 5), LayerStackTests.lif,
    ],
    [
      .conv2d(Convolution(channels: 18, kernel: 3)), .maxPool(size: 2), LayerStackTests.lif,
      .conv2d(Convolution(channels: 4, kernel: 2)), LayerStackTests.lif, .flatten,
      .dense(units: 5), LayerStackTests.lif,
    ],
    [
      .dense(units: 20), .lif(LIFParameters(recurrence: .allToAll)), .dense(units: 7),
      .lif(LIFParameters(recurrence: .oneToOne, synapticDecay: 0.5)), .dense(units: 5),
      .lif(LIFParameters(learned: LearnedConstants([.beta], per: .neuron))),
    ],
  ]

  @Test(arguments: stacks, [Encoding.constant, .rate, .latency])
  func `counts are the simulator's own and those of every single spike`(
    layers: [LayerSpec], encoding: Encoding
  ) throws {
    for steps in [1, 9, 40] {
      let network = try LayerStackTests.network(layers, encoding: encoding, steps: steps)
      let parameters = Parameters(zerosFor: network)
      parameters.initialise(seed: 5)
      for layer in parameters.layers { Kernels.scale(layer.weight.all, by: 3) }
      var generator = SeededGenerator(seed: UInt64(steps))
      let samples = 7
      let inputs = (0..<samples * 64).map { _ in max(0, generator.uniform(from: -1, to: 1)) }
      let labels = (0..<samples).map { $0 % 5 }
      let trace = Trace(network: network, capacity: samples, membranes: .all)
      trace.values.all.assign(inputs)
      let operations = Simulator(network: network, capacity: samples, workers: Workers(threads: 1))
        .simulate(trace, parameters: parameters, samples: samples)
      let counts = try Self.count(network, parameters, inputs, labels: labels)
      // No weight is 0 and no average pool takes part: the simulator counts the same, the constant
      // current of the first connection once.
      #expect(counts.effective.additions == operations.additions)
      #expect(counts.effective.multiplyAdds == operations.multiplyAdds * steps)
      var updates = 0
      for (population, counted) in zip(trace.populations, counts.populations) {
        var intervals = [Int](repeating: 0, count: steps - 1)
        var perStep = [Int](repeating: 0, count: steps)
        for sample in 0..<samples {
          for neuron in 0..<population.neurons {
            let spiking = (0..<steps).filter {
              population.spiked(sample: sample, step: $0, neuron: neuron)
            }
            for step in spiking { perStep[step] += 1 }
            for (one, next) in zip(spiking, spiking.dropFirst()) { intervals[next - one - 1] += 1 }
            updates +=
              1
              + (0..<steps - 1).count {
                population.membrane(sample: sample, step: $0, neuron: neuron)
                  != population.membrane(sample: sample, step: $0 + 1, neuron: neuron)
              }
          }
        }
        #expect(counted.intervals == intervals)
        #expect(counted.steps == perStep)
        #expect(
          counted.neurons
            == (0..<population.neurons).map { neuron in
              (0..<samples).reduce(0) { $0 + population.spikeCount(sample: $1, neuron: neuron) }
            })
        #expect(
          counted.active
            == (0..<samples).reduce(0) { sum, sample in
              sum
                + (0..<population.neurons).count {
                  population.spikeCount(sample: sample, neuron: $0) > 0
                }
            })
      }
      #expect(counts.membraneUpdates == updates)
      for threads in [2, 8] {
        #expect(
          try Self.count(network, parameters, inputs, labels: labels, threads: threads) == counts)
      }
    }
  }
}
