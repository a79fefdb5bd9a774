import SpikeKernels
import SpikeSim
import SpikeTraining
import Testing

@Suite struct ScheduleTests {
  private func factors(_ schedule: Schedule, _ steps: [Int]) -> [Float] {
    steps.map { schedule.factor(step: $0, stepsPerEpoch: 10, epochs: 4) }
  }

  @Test func `a step schedule falls by a factor every so many epochs`() {
    #expect(factors(.step(epochs: 2, factor: 0.5), [0, 19, 20, 39]) == [1, 1, 0.5, 0.5])
    #expect(factors(.constant, [0, 39]) == [1, 1])
  }

  @Test func `a cosine goes from 1 over the middle to its end`() {
    let found = factors(.cosine(final: 0.2), [0, 20, 40])
    for (value, expected) in zip(found, [Float(1), 0.6, 0.2]) {
      #expect(abs(value - expected) < 1e-6)
    }
  }

  @Test func `one cycle rises to 1 and falls to its end`() {
    let found = factors(.oneCycle(warmup: 0.25, initial: 0.1, final: 0), [0, 5, 10, 25, 40])
    for (value, expected) in zip(found, [Float(0.1), 0.55, 1, 0.5, 0]) {
      #expect(abs(value - expected) < 1e-6)
    }
  }
}

@Suite struct InitialisationTests {
  private let network: Network
  private let input: [Float]

  init() throws {
    func lif(_ beta: Float) -> LayerSpec { .lif(LIFParameters(beta: beta)) }
    network = try Network(
      NetworkSpec(
        inputShape: [1, 10, 10], steps: 5,
        layers: [
          .conv2d(Convolution(channels: 6, kernel: 3)), lif(0.3), .maxPool(size: 2),
          .dense(units: 60), lif(0.3), .dense(units: 10), lif(0.3),
        ]))
    var generator = SeededGenerator(seed: 2)
    input = (0..<40 * 100).map { _ in generator.uniform() }
  }

  private func filled(_ initialisation: Initialisation) -> (Parameters, [Float]) {
    let parameters = Parameters(zerosFor: network)
    let workers = Workers(threads: 2)
    initialisation.fill(
      parameters, of: network, seed: 1, calibration: input, workers: workers)
    let trace = Trace(network: network, capacity: 40, membranes: .none)
    trace.input.all.assign(input)
    Simulator(network: network, capacity: 40, workers: workers)
      .simulate(trace, parameters: parameters, samples: 40)
    return (
      parameters,
      trace.populations.map {
        Float($0.spikeCount(samples: 0..<40)) / Float(40 * $0.neurons * $0.steps)
      }
    )
  }

  @Test func `at small beta the default is silent and calibrated layers fire as told`() {
    #expect(filled(.pytorch).1[1] < 0.001)
    let rates = filled(.firingRate(0.1)).1
    for rate in rates { #expect(abs(rate - 0.1) < 0.02, "\(rates)") }
  }

  @Test func `weights keep to the bounds of their distribution`() {
    let (pytorch, kaiming) = (filled(.pytorch).0, filled(.kaiming).0)
    for (index, layer) in pytorch.layers.enumerated() {
      let bound = 1 / Float(layer.shape.inputs).squareRoot()
      let largest = layer.weightRows.map { abs($0) }.max() ?? 0
      #expect(largest <= bound && largest > 0.8 * bound)
      let wide = kaiming.layers[index].weightRows.map { abs($0) }.max() ?? 0
      #expect(wide <= bound * Float(6).squareRoot() && wide > 2 * bound)
      #expect(kaiming.layers[index].biases.allSatisfy { $0 == 0 })
    }
  }
}
