import Foundation
import SpikeKernels
import SpikeSim
import SpikeSurrogate
import Testing
import TestSupport

/// Gradients of every layer, loss, surrogate and reset: the literal ones against finite differences,
/// with spikes replaced by the surrogate's smooth primitive, and ours against the literal ones.
@Suite struct GradientFamilyTests {
  /// A surrogate, its derivative in double and the primitive of that.
  struct Smooth: Sendable, CustomTestStringConvertible {
    let function: SurrogateFunction
    let slope: @Sendable (Double) -> Double
    let primitive: @Sendable (Double) -> Double
    var testDescription: String { "\(function)" }
  }

  static let smooth: [Smooth] = [
    Smooth(
      function: .fastSigmoid(slope: 5), slope: { 1 / pow(1 + 5 * abs($0), 2) },
      primitive: { $0 / (1 + 5 * abs($0)) }),
    Smooth(
      function: .arctangent(alpha: 2), slope: { 1 / (1 + pow(.pi * $0, 2)) },
      primitive: { atan(.pi * $0) / .pi }),
    Smooth(
      function: .sigmoid(slope: 4),
      slope: {
        let s = 1 / (1 + exp(-4 * $0))
        return 4 * s * (1 - s)
      }, primitive: { 1 / (1 + exp(-4 * $0)) }),
    Smooth(
      function: .triangular(slope: 0.8), slope: { 0.8 * max(0, 1 - 0.8 * abs($0)) },
      primitive: {
        let v = min(1, max(-1, 0.8 * $0))
        return v - v * abs(v) / 2
      }),
    Smooth(function: .straightThrough, slope: { _ in 1 }, primitive: { $0 }),
  ]

  static let losses: [LossFunction] = [
    .countCrossEntropy, .rateCrossEntropy, .meanSquaredCount(correct: 0.8, wrong: 0.1),
  ]

  static func stack(
    _ reset: Reset, _ adaptation: Adaptation?
  ) -> (shape: [Int], layers: [LayerSpec]) {
    func lif(_ beta: Float) -> LayerSpec {
      .lif(LIFParameters(beta: beta, threshold: 1, reset: reset, adaptation: adaptation))
    }
    return (
      [1, 8, 8],
      [
        .conv2d(Convolution(channels: 3, kernel: 3)), lif(0.9), .maxPool(size: 2),
        .conv2d(Convolution(channels: 4, kernel: 2, stride: 1, padding: 1)), .averagePool(size: 2),
        lif(0.8), .flatten, .dense(units: 6), lif(0.6), .dense(units: 3), lif(0.9),
      ]
    )
  }

  struct Case {
    let network: Network
    let parameters: Parameters
    let input: [Float]

    init(_ reset: Reset, _ adaptation: Adaptation? = nil) throws {
      try self.init(GradientFamilyTests.stack(reset, adaptation))
    }

    init(_ stack: (shape: [Int], layers: [LayerSpec])) throws {
      let (shape, layers) = stack
      network = try Network(NetworkSpec(inputShape: shape, steps: 6, layers: layers))
      parameters = Parameters(zerosFor: network)
      var generator = SeededGenerator(seed: 22)
      for layer in parameters.layers {
        let bound = 4 / Float(layer.shape.inputs).squareRoot()
        layer.store(
          weightRows: (0..<layer.shape.inputs * layer.shape.outputs).map { _ in
            generator.uniform(from: -bound, to: bound)
          }, biases: (0..<layer.shape.outputs).map { _ in generator.uniform(from: 0.1, to: 0.6) })
        layer.initialiseNeurons(&generator)
      }
      input = (0..<network.inputs).map { _ in generator.uniform(from: -0.5, to: 1.5) }
    }
  }

  /// A threshold that adapts.
  static let adaptation = Adaptation(decay: 0.8, strength: 0.3)

  @Test(arguments: smooth, Reset.allCases)
  func `the literal gradient is that of finite differences`(smooth: Smooth, reset: Reset) throws {
    try compareWithDifferences(smooth, try Case(reset))
  }

  @Test(arguments: smooth, Reset.allCases)
  func `so it is where thresholds adapt`(smooth: Smooth, reset: Reset) throws {
    try compareWithDifferences(smooth, try Case(reset, Self.adaptation))
  }

  private func compareWithDifferences(_ smooth: Smooth, _ example: Case) throws {
    let literal = LiteralGradient(example.network, example.parameters)
    let input = example.input.map(Double.init)
    for loss in Self.losses {
      let base = literal.output(input, spike: smooth.primitive)
      let found = literal.gradient(
        input, spike: smooth.primitive, slope: smooth.slope
      ) { loss.evaluate($0, label: 1).slopes }
      let (weights, biases, neurons) = (found.weights, found.biases, found.neurons)
      var generator = SeededGenerator(seed: 3)
      for stage in weights.indices {
        for _ in 0..<4 {
          let weight = generator.integer(below: weights[stage].count)
          let bias = generator.integer(below: biases[stage].count)
          for (w, b, expected) in [
            (Optional(weight), Int?.none, weights[stage][weight]),
            (Int?.none, Optional(bias), biases[stage][bias]),
          ] {
            let step = 1e-5
            let values = [step, -step].map {
              loss.evaluate(
                literal.output(
                  input, spike: smooth.primitive, resets: base.resets, moving: stage, weight: w,
                  bias: b, by: $0), label: 1
              ).loss
            }
            let difference = (values[0] - values[1]) / (2 * step)
            // Kinks (a maximum, a corner of the primitive) make a difference inexact: the bound is
            // loose against rounding and tight against a wrong term.
            #expect(abs(difference - expected) <= 1e-4 * max(1, abs(expected)))
          }
        }
        for (tensor, values) in neurons[stage].sorted(by: { $0.key < $1.key }) {
          for _ in 0..<4 {
            let index = generator.integer(below: values.count)
            let step = 1e-5
            let moved = [step, -step].map {
              loss.evaluate(
                literal.output(
                  input, spike: smooth.primitive, resets: base.resets, moving: stage,
                  tensor: tensor, index: index, by: $0), label: 1
              ).loss
            }
            let difference = (moved[0] - moved[1]) / (2 * step)
            #expect(
              abs(difference - values[index]) <= 1e-4 * max(1, abs(values[index])), "\(tensor)")
          }
        }
      }
    }
  }

  @Test(arguments: smooth, Reset.allCases)
  func `our gradient is the literal one`(smooth: Smooth, reset: Reset) throws {
    for normalization in Normalization.allCases {
      try compare(smooth, try Case(reset), normalization)
    }
  }

  @Test(arguments: smooth, Reset.allCases)
  func `our gradient is the literal one where thresholds adapt`(
    smooth: Smooth, reset: Reset
  ) throws {
    for normalization in [Normalization.none, .largest] {
      try compare(smooth, try Case(reset, Self.adaptation), normalization)
    }
  }

  /// Neurons that are integrated one step at a time.
  static func stepwise(_ reset: Reset) -> (shape: [Int], layers: [LayerSpec]) {
    func lif(
      _ beta: Float, _ recurrence: Recurrence? = nil, synapticDecay: Float? = nil,
      _ sharing: LearnedConstants.Sharing? = nil
    ) -> LayerSpec {
      .lif(
        LIFParameters(
          beta: beta, threshold: 1, reset: reset, recurrence: recurrence,
          synapticDecay: synapticDecay,
          learned: sharing.map { LearnedConstants([.beta, .threshold], per: $0) }))
    }
    return (
      [1, 8, 8],
      [
        .conv2d(Convolution(channels: 3, kernel: 3)), lif(0.9, synapticDecay: 0.6, .neuron),
        .maxPool(size: 2), .dense(units: 18), lif(0.8, .allToAll, .layer), .dense(units: 6),
        lif(0.6, .oneToOne, synapticDecay: 0.3), .dense(units: 3), lif(0.9, .allToAll),
      ]
    )
  }

  @Test(arguments: smooth, Reset.allCases)
  func `step by step the literal gradient is that of finite differences`(
    smooth: Smooth, reset: Reset
  ) throws {
    try compareWithDifferences(smooth, try Case(Self.stepwise(reset)))
  }

  @Test(arguments: smooth, Reset.allCases)
  func `step by step our gradient is the literal one`(smooth: Smooth, reset: Reset) throws {
    for normalization in Normalization.allCases {
      try compare(smooth, try Case(Self.stepwise(reset)), normalization)
    }
  }

  /// Shapes at the edge of what a network may have.
  static let edges: [String: (shape: [Int], layers: [LayerSpec])] = {
    let lif = LayerSpec.lif(LIFParameters(beta: 0.9, threshold: 1, reset: .subtract))
    return [
      "one position that sees a part": (
        [2, 9, 9],
        [
          .conv2d(Convolution(channels: 20, kernel: 5, stride: 6)), lif, .flatten, .dense(units: 3),
          lif,
        ]
      ),
      "one position over the edge": (
        [1, 5, 4],
        [
          .conv2d(Convolution(channels: 17, kernel: 4, stride: 6, padding: 1)),
          .averagePool(size: 1), lif, .flatten, .dense(units: 3), lif,
        ]
      ),
      "one position behind spikes": (
        [1, 6, 6],
        [
          .conv2d(Convolution(channels: 3, kernel: 2)), lif,
          .conv2d(Convolution(channels: 18, kernel: 3, stride: 4, padding: 1)), lif, .flatten,
          .dense(units: 3), lif,
        ]
      ),
      "wide max pool of a constant input": (
        [1, 18, 18],
        [
          .conv2d(Convolution(channels: 4, kernel: 2)), .maxPool(size: 17), lif, .flatten,
          .dense(units: 3), lif,
        ]
      ),
      "max pools of currents": (
        [2, 11, 11],
        [
          .conv2d(Convolution(channels: 18, kernel: 2)), .maxPool(size: 2), lif,
          .conv2d(Convolution(channels: 20, kernel: 3, padding: 1)), .maxPool(size: 2), lif,
          .conv2d(Convolution(channels: 70, kernel: 2)), .maxPool(size: 1), lif, .flatten,
          .dense(units: 3), lif,
        ]
      ),
      "wide max pool of spikes": (
        [1, 18, 18],
        [
          .conv2d(Convolution(channels: 2, kernel: 1)), lif,
          .conv2d(Convolution(channels: 3, kernel: 2)), .maxPool(size: 17), lif, .flatten,
          .dense(units: 3), lif,
        ]
      ),
    ]
  }()

  @Test(arguments: edges.keys.sorted())
  func `our gradient is the literal one at the edges of shapes`(name: String) throws {
    try compare(Self.smooth[0], try Case(try #require(Self.edges[name])), .none)
  }

  private func compare(
    _ smooth: Smooth, _ example: Case, _ normalization: Normalization
  ) throws {
    let trace = Trace(network: example.network, capacity: 1, membranes: .all)
    trace.values.all.assign(example.input)
    Simulator(network: example.network, capacity: 1, workers: Workers(threads: 2))
      .simulate(trace, parameters: example.parameters, samples: 1)
    #expect(trace.populations.allSatisfy { $0.spikeCount(samples: 0..<1) > 0 })
    for loss in Self.losses {
      let learning = SurrogateLearning(
        function: smooth.function, loss: loss, normalization: normalization,
        network: example.network, capacity: 1, workers: Workers(threads: 2))
      let direction = Parameters(zerosFor: example.network)
      let lesson = learning.accumulate(
        trace, labels: [1], batch: 1, parameters: example.parameters, into: direction)
      learning.finish(direction, parameters: example.parameters)
      let literal = LiteralGradient(example.network, example.parameters)
      let input = example.input.map(Double.init)
      let hard: @Sendable (Double) -> Double = { $0 > 0 ? 1 : 0 }
      let expected = literal.gradient(
        input, spike: hard, slope: smooth.slope, normalization: normalization
      ) { loss.evaluate($0, label: 1).slopes }
      let (weights, biases, neurons) = (expected.weights, expected.biases, expected.neurons)
      let output = literal.output(input, spike: hard).output
      #expect(abs(lesson.objective - loss.evaluate(output, label: 1).loss) < 1e-9)
      for (index, layer) in direction.layers.enumerated() {
        #expect(relativeDifference(layer.weightRows, weights[index].map { Float($0) }) < 1e-4)
        #expect(relativeDifference(layer.biases, biases[index].map { Float($0) }) < 1e-4)
        for tensor in layer.tensors.dropFirst(layer.ofConnection) {
          let expected = try #require(neurons[index][tensor.name])
          #expect(
            relativeDifference(tensor.rowMajor, expected.map { Float($0) }) < 1e-4,
            "\(tensor.name) of layer \(index)")
        }
      }
    }
  }
}
