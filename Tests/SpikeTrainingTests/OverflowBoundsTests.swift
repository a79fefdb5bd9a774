import SpikeKernels
import SpikeSim
import Testing

@testable import SpikeTraining

/// Up to its bounds, no parameters of a network make a membrane infinite.
@Suite struct OverflowBoundsTests {
  static let networks: [String: NetworkSpec] = {
    func lif(_ reset: Reset, beta: Float = 1) -> LayerSpec {
      .lif(LIFParameters(beta: beta, threshold: 1e-3, reset: reset))
    }
    return [
      "dense": NetworkSpec(
        inputShape: [50], steps: 40,
        layers: [.dense(units: 9), lif(.none), .dense(units: 3), lif(.subtract)]),
      "convolutions and pools": NetworkSpec(
        inputShape: [2, 8, 8], steps: 12,
        layers: [
          .conv2d(Convolution(channels: 3, kernel: 3)), .averagePool(size: 2), lif(.none),
          .averagePool(size: 3), .dropout(0.9), .flatten, .dense(units: 3), lif(.zero),
        ]),
      "an encoded input": NetworkSpec(
        inputShape: [30], steps: 33, encoding: .rate,
        layers: [.dense(units: 9), lif(.none), .dense(units: 3), lif(.none)]),
    ]
  }()

  @Test(arguments: networks.keys.sorted(), [Float(1), 255, 1e20])
  func `within the bounds every membrane is finite`(name: String, pixel: Float) throws {
    let network = try Network(try #require(Self.networks[name]))
    let bounds = OverflowBounds(network, largestInput: pixel)
    var generator = SeededGenerator(seed: 5)
    for isWorst in [true, false] {
      let parameters = Parameters(zerosFor: network)
      for (layer, bound) in zip(parameters.layers, bounds.largest) {
        func value() -> Float { isWorst || generator.uniform() < 0.6 ? bound : -bound }
        layer.store(
          weightRows: (0..<layer.shape.inputs * layer.shape.outputs).map { _ in value() },
          biases: (0..<layer.shape.outputs).map { _ in value() })
      }
      #expect(bounds.hold(parameters))
      let trace = Trace(network: network, capacity: 2, membranes: .all)
      // One image of the largest value, and one whose background has the other sign.
      let size = network.inputs
      trace.values.all.assign(
        [Float](repeating: pixel, count: size)
          + (0..<size).map { $0 % 3 == 0 ? pixel : -pixel })
      for isTraining in [true, false] {
        Simulator(network: network, capacity: 2, workers: Workers(threads: 1)).simulate(
          trace, parameters: parameters, samples: 2,
          chance: .init(seed: 1, isTraining: isTraining))
        for population in trace.populations {
          for sample in 0..<2 {
            let membranes = try #require(population.membranes(sample))
            #expect(Kernels.allFinite(membranes), "\(name), \(pixel), \(isWorst)")
          }
        }
      }
      // The bound is none that ordinary weights come near to.
      #expect(bounds.largest.allSatisfy { $0 > (pixel > 1000 ? 1e10 : 1e28) })
      parameters.layers[1].bias[2] = bounds.largest[1].nextUp
      #expect(!bounds.hold(parameters))
    }
  }
}
