import SpikeKernels
import SpikeLFP
import SpikeSim
import Testing
import TestSupport

/// A random network of a kind, with three samples.
struct StackExample {
  /// The stacks that are tried: dense, convolutions with stride and padding, pools of spikes and of
  /// currents, every reset, spikes as input.
  static let stacks: [String: Stack] = {
    func lif(_ beta: Float, _ reset: Reset = .subtract) -> LayerSpec {
      .lif(LIFParameters(beta: beta, threshold: 1, reset: reset))
    }
    func adaptive(_ beta: Float, _ reset: Reset = .subtract) -> LayerSpec {
      .lif(
        LIFParameters(
          beta: beta, threshold: 1, reset: reset,
          adaptation: Adaptation(decay: 0.8, strength: 0.3)))
    }
    return [
      "dense": Stack(
        [6], [.dense(units: 20), lif(0.9), .dense(units: 9), lif(0.5), .dense(units: 3), lif(0.9)]
      ),
      "convolution, max pool": Stack(
        [1, 8, 8],
        [
          .conv2d(Convolution(channels: 4, kernel: 3)), lif(0.9), .maxPool(size: 2),
          .conv2d(Convolution(channels: 5, kernel: 2, stride: 1, padding: 1)), lif(0.8),
          .averagePool(size: 2), .flatten, .dense(units: 3), lif(0.9),
        ]
      ),
      "pools before the neurons": Stack(
        [2, 9, 9],
        [
          .conv2d(Convolution(channels: 3, kernel: 3, stride: 2, padding: 1)), .maxPool(size: 2),
          lif(0.9), .conv2d(Convolution(channels: 18, kernel: 2, padding: 1)),
          .averagePool(size: 2),
          lif(0.7), .dense(units: 3), lif(0.9),
        ]
      ),
      "other resets": Stack(
        [5],
        [
          .dense(units: 12), lif(0.9, .zero), .dense(units: 8), lif(0.6, .none), .dense(units: 3),
          lif(0.9),
        ]
      ),
      "adaptive thresholds": Stack(
        [1, 8, 8], steps: 35,
        [
          .conv2d(Convolution(channels: 4, kernel: 3)), adaptive(0.9), .maxPool(size: 2),
          .conv2d(Convolution(channels: 5, kernel: 2, padding: 1)), .averagePool(size: 2),
          adaptive(0.8, .zero), .dense(units: 20), adaptive(0.9, .none), .dense(units: 3),
          adaptive(0.9),
        ]),
      "adaptive thresholds, dense": Stack(
        [6],
        [.dense(units: 20), adaptive(0.9), .dense(units: 9), lif(0.5), .dense(units: 3), lif(0.9)]
      ),
      "wide and long": Stack(
        [9], steps: 35,
        [.dense(units: 37), lif(0.9), .dense(units: 18), lif(0.9), .dense(units: 3), lif(0.9)]),
      "spikes, dense": Stack(
        [14], encoding: .latency,
        [.dense(units: 20), lif(0.9), .dense(units: 9), lif(0.9), .dense(units: 3), lif(0.9)]),
      "spikes, convolution": Stack(
        [2, 12, 12], encoding: .latency,
        [
          .averagePool(size: 2), .conv2d(Convolution(channels: 6, kernel: 3, padding: 1)), lif(0.9),
          .maxPool(size: 2), .dense(units: 3), lif(0.9),
        ]),
    ]
  }()

  struct Stack {
    var shape: [Int]
    var steps = 8
    var encoding = Encoding.constant
    var layers: [LayerSpec]

    init(
      _ shape: [Int], steps: Int = 8, encoding: Encoding = .constant, _ layers: [LayerSpec]
    ) {
      (self.shape, self.steps, self.encoding, self.layers) = (shape, steps, encoding, layers)
    }
  }

  let network: Network
  let parameters: Parameters
  let input: [Float]
  let labels = [0, 2, 1]

  init(_ stack: String, seed: UInt64) throws {
    let stack = try #require(
      Self.stacks[stack] ?? Self.edges[stack] ?? Self.stepwise[stack] ?? Self.units[stack])
    network = try Network(
      NetworkSpec(
        inputShape: stack.shape, steps: stack.steps, encoding: stack.encoding,
        layers: stack.layers))
    parameters = Parameters(zerosFor: network)
    var generator = SeededGenerator(seed: seed)
    for layer in parameters.layers {
      let bound = 2.5 / Float(layer.shape.inputs).squareRoot()
      layer.store(
        weightRows: (0..<layer.shape.inputs * layer.shape.outputs).map { _ in
          generator.uniform(from: -bound, to: bound)
        }, biases: (0..<layer.shape.outputs).map { _ in generator.uniform(from: -0.1, to: 0.4) })
      Self.fillNeurons(layer, &generator)
    }
    // Most of the first sample is a background, and of the second nothing.
    let size = network.inputs
    input = (0..<3 * size).map { place in
      let value = generator.uniform(from: -1, to: 2)
      return generator.uniform() < 0.7 && place < 2 * size ? (place < size ? -0.5 : 0) : value
    }
  }

  /// The simulated batch.
  var trace: Trace {
    let trace = Trace(network: network, capacity: labels.count, membranes: .all)
    trace.values.all.assign(input)
    Simulator(network: network, capacity: labels.count, workers: Workers(threads: 2))
      .simulate(trace, parameters: parameters, samples: labels.count)
    return trace
  }

  /// The literal feedback of the batch.
  func literal(
    _ rules: [LiteralRule], _ normalization: LiteralLFP.Normalization, _ judge: LiteralJudge
  ) -> LiteralLFP.Feedback {
    LiteralLFP(network, parameters, rules: rules, normalization: normalization).run(
      labels.indices.map { sample in
        input[sample * network.inputs..<(sample + 1) * network.inputs].map(Double.init)
      }, labels: labels, judge: judge)
  }
}
