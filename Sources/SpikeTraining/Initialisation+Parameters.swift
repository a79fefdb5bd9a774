import SpikeKernels
import SpikeSim

extension Initialisation {
  /// Fills the parameters of a network.
  ///
  /// - Parameters:
  ///   - seed: The run's seed; every layer draws from a stream of its own.
  ///   - calibration: Values of the calibration batch, [samples][inputs]; used by ``firingRate(_:)``.
  public func fill(
    _ parameters: Parameters, of network: Network, seed: UInt64, calibration: [Float],
    workers: Workers
  ) {
    switch self {
    case .pytorch: parameters.initialise(seed: seed)
    case .kaiming:
      for (index, layer) in parameters.layers.enumerated() {
        var generator = SeededGenerator(seed: seed, stream: Streams.initialisation + UInt64(index))
        let bound = (6 / Float(layer.shape.inputs)).squareRoot()
        let weights = (0..<layer.shape.inputs * layer.shape.outputs).map { _ in
          generator.uniform(from: -bound, to: bound)
        }
        layer.store(
          weightRows: weights, biases: [Float](repeating: 0, count: layer.shape.outputs))
      }
    case .firingRate(let rate):
      parameters.initialise(seed: seed)
      let samples = calibration.count / max(1, network.inputs)
      guard samples > 0 else { return }
      FiringRateCalibration(
        network: network, input: calibration, samples: samples, seed: seed, workers: workers
      ).scale(parameters, to: rate)
    }
  }
}

/// Scales the layers of a network, one after another from the input, to a mean firing rate.
///
/// A neuron fires more the larger its weights and bias are, whatever their signs average to: the
/// rate rises with the common factor of a layer, to be found by bisection. Small β then no longer
/// means silence: what leaks away is made up for by stronger currents.
struct FiringRateCalibration {
  let network: Network
  let input: [Float]
  let samples: Int
  let seed: UInt64
  let workers: Workers

  /// Factors that are tried lie between these.
  static let bounds: ClosedRange<Float> = 1e-3...1e3
  /// Halvings of the interval: the factor is found to a few parts in a thousand.
  static let halvings = 14

  func scale(_ parameters: Parameters, to rate: Float) {
    let trace = Trace(network: network, capacity: samples, membranes: .none)
    trace.input.all.assign(input)
    let simulator = Simulator(network: network, capacity: samples, workers: workers)
    for (index, layer) in parameters.layers.enumerated() {
      let weights = Buffer(layer.weight.elements, filler: 0)
      let biases = Buffer(layer.bias.elements, filler: 0)
      func apply(_ factor: Float) {
        layer.weight.copy(from: weights)
        layer.bias.copy(from: biases)
        Kernels.scale(layer.weight.all, by: factor)
        Kernels.scale(layer.bias.all, by: factor)
      }
      var (low, high) = (Self.bounds.lowerBound, Self.bounds.upperBound)
      for _ in 0..<Self.halvings {
        // Halved on a logarithmic scale.
        let middle = (low * high).squareRoot()
        apply(middle)
        simulator.simulate(
          trace, parameters: parameters, samples: samples, chance: .init(seed: seed))
        if measure(trace.populations[index]) < rate { low = middle } else { high = middle }
      }
      apply((low * high).squareRoot())
    }
  }

  private func measure(_ population: PopulationTrace) -> Float {
    Float(population.spikeCount(samples: 0..<samples))
      / Float(samples * population.neurons * population.steps)
  }
}
