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

    /// All zeros.
    init(zerosFor shape: TileShape, weightShape: [Int]) {
      (self.shape, self.weightShape) = (shape, weightShape)
      weight = Buffer(count: shape.count, repeating: 0)
      bias = Buffer(count: shape.paddedOutputs, repeating: 0)
    }

    /// Bytes that a connection's values take.
    static func bytes(shape: TileShape) -> Double {
      Buffer<Float>.bytes(count: shape.count) + Buffer<Float>.bytes(count: shape.paddedOutputs)
    }
  }

  /// The connections from input to output.
  public let layers: [Layer]

  /// All zeros.
  ///
  /// - Complexity: O(parameters), in time and memory.
  public init(zerosFor network: Network) {
    layers = network.stages.map { Layer(zerosFor: $0.shape, weightShape: $0.weightShape) }
  }

  /// Bytes that a value for every weight and bias takes.
  package static func bytes(for network: Network) -> Double {
    network.stages.reduce(0) { $0 + Layer.bytes(shape: $1.shape) }
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
