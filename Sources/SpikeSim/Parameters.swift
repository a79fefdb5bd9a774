import SpikeKernels

/// A value for every weight and bias of a network: the parameters themselves, a direction they
/// move in, or an optimiser's moments.
public final class Parameters: Sendable {
  /// One connection's values.
  public struct Layer: Sendable {
    /// How the weights lie in memory.
    public let shape: TileShape
    /// Shape of the weights as PyTorch has it: [out, in] or [out, in, height, width].
    public let weightShape: [Int]
    /// Weights, tiled as ``shape`` says.
    public let weight: Buffer<Float>
    /// Biases, padded with zeros.
    public let bias: Buffer<Float>
  }

  /// The connections from input to output.
  public let layers: [Layer]

  /// All zeros.
  ///
  /// - Complexity: O(parameters), in time and memory.
  public init(zerosFor network: Network) {
    layers = network.stages.map { stage in
      Layer(
        shape: stage.shape, weightShape: stage.weightShape,
        weight: Buffer(count: stage.shape.count, repeating: 0),
        bias: Buffer(count: stage.shape.paddedOutputs, repeating: 0))
    }
  }

  /// Copies all values of parameters of the same network.
  public func copy(from other: Parameters) {
    for (mine, theirs) in zip(layers, other.layers) {
      mine.weight.copy(from: theirs.weight)
      mine.bias.copy(from: theirs.bias)
    }
  }
}

extension Parameters.Layer {
  /// The weights of one tile, [inputs][width].
  public func weightTile(_ tile: Int) -> Region<Float> {
    weight.region(tile * shape.tileCount, shape.tileCount)
  }

  /// The biases of one tile, [width].
  public func biasTile(_ tile: Int) -> Region<Float> {
    bias.region(tile * shape.width, shape.width)
  }

  /// The weights as PyTorch holds them, in the order of ``weightShape``.
  public var weightRows: [Float] { shape.rowMajor(weight) }

  /// The biases without padding, [outputs].
  public var biases: [Float] { Array(bias.elements.prefix(shape.outputs)) }

  /// Stores weights in PyTorch's order and biases [outputs].
  public func store(weightRows: [Float], biases: [Float]) {
    precondition(biases.count == shape.outputs, "\(biases.count) biases of \(shape.outputs)")
    shape.store(rowMajor: weightRows, into: weight)
    bias.all.assign(biases)
  }
}
