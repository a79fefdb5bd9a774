import SpikeKernels
import Testing

@testable import SpikeSim

/// Networks without spikes: their shapes, and what they do forward.
@Suite struct UnitNetworkTests {
  private func make(_ layers: [LayerSpec], _ shape: [Int] = [1, 4, 4]) throws -> Network {
    try Network(NetworkSpec(inputShape: shape, steps: 1, layers: layers))
  }

  @Test func `units and neurons do not mix, and a network without spikes has one step`() throws {
    let (dense, lif) = (LayerSpec.dense(units: 3), LayerSpec.lif(LIFParameters()))
    for layers: [LayerSpec] in [[dense, .relu, dense, lif], [dense, .relu], [.relu, dense]] {
      #expect(throws: NetworkError.self) { try make(layers) }
    }
    #expect(throws: NetworkError.units(steps: 5)) {
      try Network(
        NetworkSpec(
          inputShape: [4], steps: 5, layers: [.dense(units: 3), .relu, .dense(units: 2)]))
    }
    let network = try make([.dense(units: 3), .relu, .dense(units: 2)])
    #expect(network.layers.map(\.unit) == [.relu, .logits])
    #expect(network.classes == 2)
  }

  @Test func `logits by hand`() throws {
    let network = try make([.dense(units: 2), .relu, .dense(units: 2)], [2])
    let parameters = Parameters(zerosFor: network)
    parameters.layers[0].store(weightRows: [1, -1, 2, 1], biases: [0.5, -1])
    parameters.layers[1].store(weightRows: [1, 2, -3, 4], biases: [0, 0.25])
    let trace = Trace(network: network, capacity: 2, membranes: .learning)
    trace.values.all.assign([1, 2, 3, 1])
    Simulator(network: network, capacity: 2, workers: Workers(threads: 1))
      .simulate(trace, parameters: parameters, samples: 2)
    // Sample 0: z = (−0.5, 3), units (0, 3). Sample 1: z = (2.5, 6).
    #expect(trace.output.sums(sample: 0) == [6, 12.25])
    #expect(trace.output.sums(sample: 1) == [14.5, 16.75])
    #expect(trace.predictedClass(sample: 0) == 1)
    #expect(
      (0..<2).map { trace.populations[0].spiked(sample: 0, step: 0, neuron: $0) } == [false, true])
  }

  @Test
  func `the largest of rectified values is the rectified largest; means are of what is rectified`()
    throws
  {
    let convolution = LayerSpec.conv2d(Convolution(channels: 1, kernel: 1))
    let cases: [(LayerSpec, [Float])] = [
      (.maxPool(size: 2), [4, 0, 8, 7]),
      (.averagePool(size: 2), [1.75, 0, 3.25, 4]),
    ]
    for (pool, expected) in cases {
      let network = try make([convolution, .relu, pool, .dense(units: 4)])
      let parameters = Parameters(zerosFor: network)
      parameters.layers[0].store(weightRows: [1], biases: [0])
      parameters.layers[1].store(
        weightRows: (0..<16).map { $0 % 5 == 0 ? 1 : 0 }, biases: [0, 0, 0, 0])
      let trace = Trace(network: network, capacity: 1, membranes: .none)
      trace.values.all.assign([1, 2, -1, -2, 4, -3, -4, -5, 8, 5, 7, 6, -1, -2, -9, 3])
      Simulator(network: network, capacity: 1, workers: Workers(threads: 1))
        .simulate(trace, parameters: parameters, samples: 1)
      #expect(trace.output.sums(sample: 0) == expected)
    }
  }
}
