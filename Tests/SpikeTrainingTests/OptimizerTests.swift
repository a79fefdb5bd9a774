import SpikeKernels
import SpikeSim
import SpikeTraining
import Testing

@Suite struct OptimizerTests {
  /// One weight and one bias, moved by hand-worked steps.
  private func moved(
    _ spec: OptimizerSpec, clipping: Clipping = .none, weightDecay: Float = 0,
    gradients: [(Float, Float)], factors: [Float] = [1, 1, 1]
  ) throws -> (weight: Float, bias: Float) {
    let network = try Network(
      NetworkSpec(inputShape: [1], steps: 1, layers: [.dense(units: 1), .lif(LIFParameters())]))
    let workers = Workers(threads: 1)
    let optimizer = Optimizer(
      spec, clipping: clipping, weightDecay: weightDecay, network: network, workers: workers)
    let parameters = Parameters(zerosFor: network)
    parameters.layers[0].store(weightRows: [2], biases: [-4])
    let direction = Parameters(zerosFor: network)
    for ((weight, bias), factor) in zip(gradients, factors) {
      direction.layers[0].store(weightRows: [weight], biases: [bias])
      optimizer.step(parameters, against: direction, factor: factor)
    }
    return (parameters.layers[0].weightRows[0], parameters.layers[0].biases[0])
  }

  @Test func `weight decay is decoupled: with Adam it is torch's AdamW`() throws {
    // torch 2.15.0, AdamW(lr=0.1, weight_decay=0.5) in float64.
    let (weight, bias) = try moved(
      .adam(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8), weightDecay: 0.5,
      gradients: [(1, -2), (3, 0.5), (-1, 1)])
    #expect(abs(weight - 1.488942) < 1e-5)
    #expect(abs(bias + 3.289907) < 1e-5)
    // Without a gradient, w = 2·(1 − 0.1·0.5)³; a schedule's factor scales the decay too.
    let still = try moved(
      .sgd(learningRate: 0.1, momentum: 0), weightDecay: 0.5, gradients: [(0, 0), (0, 0), (0, 0)],
      factors: [1, 1, 0.5])
    #expect(abs(still.weight - 2 * 0.95 * 0.95 * 0.975) < 1e-6)
  }

  @Test func `SGD keeps a velocity`() throws {
    // v = 1, then 0.5 + 2 = 2.5; w = 2 − 0.1 − 0.25.
    let (weight, bias) = try moved(
      .sgd(learningRate: 0.1, momentum: 0.5), gradients: [(1, 0), (2, 0)])
    #expect(abs(weight - 1.65) < 1e-6)
    #expect(bias == -4)
  }

  @Test func `momentum (5) averages directions, three steps by hand`() throws {
    // α = 0.75, η = 0.1, directions 4, 8, −4 and all of it the other way round for the bias:
    // d = 0.25·4 = 1; then 0.75 + 0.25·8 = 2.75; then 2.0625 − 0.25·4 = 1.0625.
    // w = 2 − 0.1·1 = 1.9; − 0.275 = 1.625; − 0.10625 = 1.51875.
    let average = OptimizerSpec.sgd(learningRate: 0.1, momentum: 0.75, form: .average)
    let gradients: [(Float, Float)] = [(4, -4), (8, -8), (-4, 4)]
    for (steps, weight) in [(1, Float(1.9)), (2, 1.625), (3, 1.51875)] {
      let moved = try moved(average, gradients: Array(gradients.prefix(steps)))
      #expect(abs(moved.weight - weight) < 1e-6)
      #expect(abs(moved.bias - (-4 + 2 - weight)) < 1e-6)
    }
    // PyTorch's steps are up to 1 / (1 − μ) as large: exactly so for one of a constant factor.
    let sum = try moved(.sgd(learningRate: 0.025, momentum: 0.75), gradients: gradients)
    #expect(abs(sum.weight - 1.51875) < 1e-6)
  }

  @Test func `a learning rate that changes scales the average, not what it remembers`() throws {
    // d = 0.5·2 = 1 at η = 0.1, then 0.5·1 + 0.5·2 = 1.5 at a tenth of it: w = 2 − 0.1 − 0.015.
    let moved = try moved(
      .sgd(learningRate: 0.1, momentum: 0.5, form: .average), gradients: [(2, 0), (2, 0)],
      factors: [1, 0.1])
    #expect(abs(moved.weight - 1.885) < 1e-6)
  }

  @Test func `Adam's first step is the learning rate, whatever the gradient's size`() throws {
    for gradient in [Float(1e-3), 1, 1e3] {
      let (weight, bias) = try moved(
        .adam(learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
        gradients: [(gradient, -gradient)])
      #expect(abs(weight - 1.9) < 1e-5)
      #expect(abs(bias + 3.9) < 1e-5)
    }
  }

  @Test func `adaptive clipping bounds a step by a share of the unit's norm`() throws {
    // ‖w‖ = 2 and ‖b‖ = 4: a limit of 0.1 allows 0.2 and 0.4; a gradient of 0.05 passes.
    let sgd = OptimizerSpec.sgd(learningRate: 1, momentum: 0)
    let large = try moved(sgd, clipping: .adaptive(limit: 0.1), gradients: [(10, -10)])
    #expect(abs(large.weight - 1.8) < 1e-5)
    #expect(abs(large.bias + 3.6) < 1e-5)
    let small = try moved(sgd, clipping: .adaptive(limit: 0.1), gradients: [(0.05, 0.05)])
    #expect(abs(small.weight - 1.95) < 1e-6)
    #expect(abs(small.bias + 4.05) < 1e-6)
  }

  @Test func `the floor bounds the steps of a unit that is smaller`() throws {
    // The weight is 2, below a floor of 5; the bias 4 too: 0.1 · 5 = 0.5 is allowed to both.
    let sgd = OptimizerSpec.sgd(learningRate: 1, momentum: 0)
    let moved = try moved(
      sgd, clipping: .adaptive(limit: 0.1, floor: 5), gradients: [(10, -10)])
    #expect(abs(moved.weight - 1.5) < 1e-5)
    #expect(abs(moved.bias + 3.5) < 1e-5)
  }

  @Test(arguments: [
    (ClippedLayers.all, [0, 1, 2]), (.hidden, [0, 1]), (.listed([2]), [2]),
    (.listed([1, 0]), [0, 1]),
  ])
  func `only the layers that are named are clipped`(layers: ClippedLayers, clipped: [Int]) throws {
    let lif = LayerSpec.lif(LIFParameters())
    let network = try Network(
      NetworkSpec(
        inputShape: [1], steps: 1,
        layers: [.dense(units: 1), lif, .dense(units: 1), lif, .dense(units: 1), lif]))
    let workers = Workers(threads: 2)
    let optimizer = Optimizer(
      .sgd(learningRate: 1, momentum: 0), clipping: .adaptive(limit: 0.1, layers: layers),
      network: network, workers: workers)
    let (parameters, direction) = (
      Parameters(zerosFor: network), Parameters(zerosFor: network)
    )
    for layer in 0..<3 {
      parameters.layers[layer].store(weightRows: [2], biases: [-4])
      direction.layers[layer].store(weightRows: [10], biases: [-10])
    }
    optimizer.step(parameters, against: direction)
    for layer in 0..<3 {
      // ‖w‖ = 2 and ‖b‖ = 4: a limit of 0.1 allows 0.2 and 0.4.
      let isClipped = clipped.contains(layer)
      let moved = parameters.layers[layer]
      #expect(abs(moved.weightRows[0] - (isClipped ? 1.8 : -8)) < 1e-5)
      #expect(abs(moved.biases[0] - (isClipped ? -3.6 : 6)) < 1e-5)
    }
  }
}
