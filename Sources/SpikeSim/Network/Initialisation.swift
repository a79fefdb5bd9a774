import SpikeKernels

extension Parameters {
  /// Fills weights and biases as PyTorch's `Linear` does: uniform on ±1/√fan-in, every layer from
  /// a stream of its own.
  ///
  /// - Parameter seed: The run's seed.
  public func initialise(seed: UInt64) {
    for (index, layer) in layers.enumerated() {
      var generator = SeededGenerator(seed: seed, stream: Streams.initialisation + UInt64(index))
      let bound = 1 / Float(layer.shape.inputs).squareRoot()
      let weights = (0..<layer.shape.inputs * layer.shape.outputs).map { _ in
        generator.uniform(from: -bound, to: bound)
      }
      // None are drawn where there are none.
      let biases = (0..<(layer.hasBias ? layer.shape.outputs : 0)).map { _ in
        generator.uniform(from: -bound, to: bound)
      }
      layer.store(weightRows: weights, biases: biases)
      layer.initialiseNeurons(&generator)
    }
  }
}

/// Where the streams of a seed are used, so that no two purposes share numbers.
public enum Streams {
  /// What dropout and rate encoding draw; from here on, one a batch, sample and purpose.
  static let chance: UInt64 = 1 << 40
  /// Initial parameters; one stream a layer.
  public static let initialisation: UInt64 = 1 << 32
}
