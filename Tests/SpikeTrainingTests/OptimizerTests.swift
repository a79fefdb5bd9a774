import SpikeKernels
import SpikeSim
import SpikeTraining
import Testing

@Suite struct OptimizerTests {
  /// One weight and one bias, moved by hand-worked steps.
  private func moved(
    _ spec: OptimizerSpec, clipping: Clipping = .none, gradients: [(Float, Float)]
  ) throws -> (weight: Float, bias: Float) {
    let network = try Network(
      NetworkSpec(inputShape: [1], steps: 1, layers: [.dense(units: 1), .lif(LIFParameters())]))
    let workers = Workers(threads: 1)
    let optimizer = Optimizer(spec, clipping: clipping, network: network, workers: workers)
    let parameters = Parameters(zerosFor: network)
    parameters.layers[0].store(weightRows: [2], biases: [-4])
    let direction = Parameters(zerosFor: network)
    for (weight, bias) in gradients {
      direction.layers[0].store(weightRows: [weight], biases: [bias])
      optimizer.step(parameters, against: direction)
    }
    return (parameters.layers[0].weightRows[0], parameters.layers[0].biases[0])
  }

  @Test func `SGD keeps a velocity`() throws {
    // v = 1, then 0.5 + 2 = 2.5; w = 2 − 0.1 − 0.25.
    let (weight, bias) = try moved(
      .sgd(learningRate: 0.1, momentum: 0.5), gradients: [(1, 0), (2, 0)])
    #expect(abs(weight - 1.65) < 1e-6)
    #expect(bias == -4)
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
}
