import SpikeKernels
import SpikeSim
import Testing

@testable import SpikeTraining

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

  private func filled(
    _ initialisation: Initialisation, expecting missed: Int = 0
  ) throws -> (Parameters, [Float]) {
    let parameters = Parameters(zerosFor: network)
    let workers = Workers(threads: 2)
    let calibrated = try initialisation.fill(
      parameters, of: network, seed: 1, calibration: input, workers: workers)
    #expect(calibrated.count { $0.isMissed } == missed)
    let trace = Trace(network: network, capacity: 40, membranes: .none)
    trace.values.all.assign(input)
    Simulator(network: network, capacity: 40, workers: workers)
      .simulate(trace, parameters: parameters, samples: 40)
    return (
      parameters,
      trace.populations.map {
        Float($0.spikeCount(samples: 0..<40)) / Float(40 * $0.neurons * $0.steps)
      }
    )
  }

  @Test func `at small beta the default is silent and calibrated layers fire as told`() throws {
    #expect(try filled(.pytorch).1[1] < 0.001)
    let rates = try filled(.firingRate(0.1)).1
    for rate in rates { #expect(abs(rate - 0.1) < 0.02, "\(rates)") }
  }

  @Test func `a rate that no factor reaches is reported with the layer and what was reached`()
    throws
  {
    let parameters = Parameters(zerosFor: network)
    let layers = try Initialisation.firingRate(0.9).fill(
      parameters, of: network, seed: 1, calibration: input, workers: Workers(threads: 1))
    // Neurons whose current is negative never fire, however large the factor.
    let missed = layers.count { $0.isMissed }
    let rates = try filled(.firingRate(0.9), expecting: missed).1
    #expect(missed > 0)
    #expect(layers.map(\.layer) == [1, 4, 6] && layers.map(\.reached) == rates)
    let plain = try filled(.pytorch).0
    for (index, layer) in layers.enumerated() where layer.isMissed {
      #expect(layer.wanted == 0.9 && layer.reached < 0.81)
      // What a hundred times as much would reach is within a tenth.
      #expect(layer.factor < 50, "\(layer)")
      let scaled = zip(parameters.layers[index].weightRows, plain.layers[index].weightRows)
      #expect(scaled.allSatisfy { $0 == $1 * layer.factor })
    }
  }

  @Test func `what calibration tells is the mean rate, its factor, and the dead`() throws {
    var layer = CalibratedLayer(
      layer: 4, wanted: 0.9, reached: 0.42345, factor: 3.14159, neurons: 60, dead: 25)
    let rate =
      "network.layers[4] fires at a mean rate of 0.423 with its weights scaled by 3.142, not at the "
      + "0.9 asked for"
    let dead =
      "network.layers[4]: 25 of 60 neurons never fire on the training images that the weights were scaled by "
      + "(network.initialisation firingRate); the rate is a mean over the layer"
    #expect(layer.notes == [rate, dead])
    layer.reached = 0.85
    #expect(layer.notes == [dead])
    layer.dead = 0
    #expect(layer.notes == [])
  }

  @Test func `a network's beginning is the network, as far as it goes`() throws {
    let parameters = try filled(.firingRate(0.1)).0
    func trace(_ network: Network) -> Trace {
      let trace = Trace(network: network, capacity: 40, membranes: .all)
      trace.values.all.assign(input)
      Simulator(network: network, capacity: 40, workers: Workers(threads: 2))
        .simulate(trace, parameters: parameters, samples: 40)
      return trace
    }
    let whole = trace(network)
    for count in 1...3 {
      let part = network.prefix(layers: count)
      #expect(part.layers.count == count && part.spec.layers.count == [2, 5, 7][count - 1])
      let (found, expected) = (trace(part).output, whole.populations[count - 1])
      for sample in 0..<40 {
        #expect(
          found.membranes(sample)?.elements == expected.membranes(sample)?.elements)
      }
    }
  }

  @Test func `weights keep to the bounds of their distribution`() throws {
    let (pytorch, kaiming) = (try filled(.pytorch).0, try filled(.kaiming).0)
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
