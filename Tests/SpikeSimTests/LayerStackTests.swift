import SpikeKernels
import SpikeSim
import Testing

@Suite struct LayerStackTests {
  static let lif = LayerSpec.lif(LIFParameters())

  static func network(
    _ layers: [LayerSpec], shape: [Int] = [1, 8, 8], encoding: Encoding = .constant, steps: Int = 10
  ) throws -> Network {
    try Network(
      NetworkSpec(inputShape: shape, steps: steps, encoding: encoding, layers: layers))
  }

  @Test(arguments: [
    ([LayerSpec.dense(units: 4)], 0, "ends with a lif"),
    ([.lif(LIFParameters())], 0, "needs a connection"),
    ([.dense(units: 4), .dense(units: 4), lif], 1, "directly after another"),
    ([.conv2d(Convolution(channels: 2, kernel: 9)), lif], 0, "larger than its input"),
    ([.conv2d(Convolution(channels: 2, kernel: 3, padding: 3)), lif], 0, "padding"),
    (
      [
        .conv2d(Convolution(channels: 2, kernel: 3)), lif, .maxPool(size: 7), .dense(units: 2), lif,
      ],
      2, "larger than its input"
    ),
    (
      [
        .dense(units: 4), lif, .averagePool(size: 1), .maxPool(size: 1), .flatten,
        .lif(LIFParameters()),
      ],
      5, "needs a connection"
    ),
    (
      [
        .conv2d(Convolution(channels: 2, kernel: 3)), lif, .averagePool(size: 2), .maxPool(size: 1),
        .dense(units: 2), lif,
      ], 3, "cannot follow an average pool"
    ),
    ([.maxPool(size: 2), .dense(units: 4), lif], 0, "not before the first"),
    ([.dense(units: 4), lif, .dropout(1), .dense(units: 2), lif], 2, "allowed is 0"),
    ([.dense(units: 4), .lif(LIFParameters(beta: 1.5))], 1, "beta is 1.5"),
  ])
  func `a layer that does not fit is named`(layers: [LayerSpec], index: Int, part: String) {
    let error = #expect(throws: NetworkError.self) { try Self.network(layers) }
    guard case .layer(let found, let why)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == index)
    #expect(why.contains(part), "\(why)")
    // What a network refuses is refused without making one, in the same words.
    #expect(throws: NetworkError.layer(found, why)) {
      try Network.classes(
        of: NetworkSpec(inputShape: [1, 8, 8], steps: 10, encoding: .constant, layers: layers))
    }
  }

  @Test func `shapes are those of PyTorch`() throws {
    let network = try Self.network(
      [
        .conv2d(Convolution(channels: 12, kernel: 5)), Self.lif, .maxPool(size: 2),
        .conv2d(Convolution(channels: 64, kernel: 5)), Self.lif, .maxPool(size: 2), .flatten,
        .dense(units: 10), Self.lif,
      ], shape: [1, 28, 28])
    #expect(network.layers.map(\.layout.shape) == [[12, 24, 24], [64, 8, 8], [10]])
    #expect(network.layers.map(\.weightShape) == [[12, 1, 5, 5], [64, 12, 5, 5], [10, 1024]])
    #expect(network.parameterCount == 12 * 26 + 64 * 301 + 10 * 1025)
  }

  // MARK: Encodings

  private func encoded(_ encoding: Encoding, _ values: [Float], seed: UInt64 = 0) throws -> Trace {
    let network = try Self.network(
      [.dense(units: 2), Self.lif], shape: [values.count], encoding: encoding, steps: 40)
    let trace = Trace(network: network, capacity: 1, membranes: .none)
    trace.values.all.assign(values)
    Simulator(network: network, capacity: 1, workers: Workers(threads: 1)).simulate(
      trace, parameters: Parameters(zerosFor: network), samples: 1, chance: .init(seed: seed))
    return trace
  }

  @Test func `latency: one spike, the brighter the earlier, none for black`() throws {
    let trace = try encoded(.latency, [1, 0.5, 0.01, 0, -3, 7])
    let spikes = try #require(trace.input.spikes)
    let first = (0..<6).map { neuron in
      (0..<40).filter { spikes.spiked(sample: 0, step: $0, neuron: neuron) }
    }
    #expect(first == [[0], [20], [39], [], [], [0]])
  }

  @Test func `rate: a pixel spikes as often as it is bright, and alike for the same seed`() throws {
    let values: [Float] = [0, 1] + [Float](repeating: 0.3, count: 100)
    let spikes = try #require(try encoded(.rate, values).input.spikes)
    let again = try #require(try encoded(.rate, values).input.spikes)
    let other = try #require(try encoded(.rate, values, seed: 1).input.spikes)
    let counts = (0..<102).map { spikes.spikeCount(sample: 0, neuron: $0) }
    #expect(counts[0] == 0 && counts[1] == 40)
    // 4000 draws at 0.3: five standard errors.
    let rate = Double(counts.dropFirst(2).reduce(0, +)) / 4000
    #expect(abs(rate - 0.3) < 5 * (0.21 / 4000).squareRoot())
    #expect(counts == (0..<102).map { again.spikeCount(sample: 0, neuron: $0) })
    #expect(counts != (0..<102).map { other.spikeCount(sample: 0, neuron: $0) })
  }

  // MARK: Dropout

  @Test func `dropout leaves a share out in training and nothing in evaluation`() throws {
    let network = try Self.network(
      [
        .dense(units: 200), Self.lif, .dropout(0.25), .dense(units: 1),
        .lif(LIFParameters(beta: 1)),
      ],
      shape: [1], steps: 40)
    let parameters = Parameters(zerosFor: network)
    // Every hidden neuron spikes at every step; each adds 0.001 to a membrane that never fires.
    parameters.layers[0].store(
      weightRows: [Float](repeating: 3, count: 200), biases: [Float](repeating: 0, count: 200))
    parameters.layers[1].store(
      weightRows: [Float](repeating: 0.0001, count: 200), biases: [0])
    let trace = Trace(network: network, capacity: 1, membranes: .all)
    trace.values.all.assign([1])
    let simulator = Simulator(network: network, capacity: 1, workers: Workers(threads: 1))
    func last(_ chance: Simulator.Chance) -> Float {
      simulator.simulate(trace, parameters: parameters, samples: 1, chance: chance)
      return trace.output.membrane(sample: 0, step: 39, neuron: 0)
    }
    let whole = last(.init())
    #expect(abs(whole - 0.8) < 1e-4)
    // 8000 draws, each kept with 0.75 and scaled by 4/3: the mean stays, five standard errors.
    let kept = last(.init(seed: 1, batch: 7, isTraining: true))
    #expect(abs(kept - 0.8) < 0.8 * 5 * Float((0.25 / 0.75 / 8000).squareRoot()))
    #expect(kept != whole)
    #expect(last(.init(seed: 1, batch: 7, isTraining: true)) == kept)
    #expect(last(.init(seed: 1, batch: 8, isTraining: true)) != kept)
  }
}
