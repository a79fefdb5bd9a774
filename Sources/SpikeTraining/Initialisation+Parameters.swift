import SpikeKernels
import SpikeSim

extension Initialisation {
  /// Fills the parameters of a network.
  ///
  /// - Parameters:
  ///   - parameters: The network's weights, biases and learnt constants.
  ///   - network: The network.
  ///   - seed: The run's seed; every layer draws from a stream of its own.
  ///   - calibration: Values of the calibration batch, [samples][inputs]; used by ``firingRate(_:)``, which
  ///     without any is PyTorch's default.
  ///   - workers: The threads.
  /// - Returns: For ``firingRate(_:)``, what became of each layer.
  /// - Throws: For ``stored(_:)``, as ``StoredParameters/read(into:of:)``; nothing else.
  @discardableResult
  public func fill(
    _ parameters: Parameters, of network: Network, seed: UInt64, calibration: [Float],
    workers: Workers
  ) throws -> [CalibratedLayer] {
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
        layer.initialiseNeurons(&generator)
      }
    case .firingRate(let rate):
      parameters.initialise(seed: seed)
      let samples = calibration.count / max(1, network.inputs)
      guard samples > 0 else { return [] }
      return FiringRateCalibration(
        network: network, input: calibration, samples: samples, seed: seed, workers: workers
      ).scale(parameters, to: rate)
    case .stored(let stored): try stored.read(into: parameters, of: network)
    }
    return []
  }
}
