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
    /// Biases, padded with zeros. Of a connection without biases zeros, and no tensor of the layer; a
    /// direction has sums there all the same, which tell whether all feedback is finite.
    public let bias: Buffer<Float>
    /// All of the layer's tensors: weights, biases where there are any, and those of its neurons.
    public let tensors: [ParameterTensor]
    /// How many of them are the connection's: 1 without biases.
    public var ofConnection: Int { hasBias ? 2 : 1 }
    /// Whether there are biases.
    public let hasBias: Bool

    /// All zeros.
    ///
    /// - Parameter more: Tensors behind the weights and biases.
    init(
      zerosFor shape: TileShape, weightShape: [Int], hasBias: Bool = true,
      more: [ParameterTensor] = []
    ) {
      self.init(
        [
          ParameterTensor("weight", matrix: shape, shape: weightShape),
          ParameterTensor("bias", vector: shape.outputs, padded: shape.paddedOutputs),
        ] + more, shape: shape, weightShape: weightShape, hasBias: hasBias)
    }

    /// Given tensors, of which the first are weights and biases.
    ///
    /// - Parameter hasBias: Whether the second is one of the layer's tensors.
    init(
      _ tensors: [ParameterTensor], shape: TileShape, weightShape: [Int], hasBias: Bool = true
    ) {
      (self.shape, self.weightShape, self.hasBias) = (shape, weightShape, hasBias)
      self.tensors = hasBias ? tensors : [tensors[0]] + tensors.dropFirst(2)
      (weight, bias) = (tensors[0].values, tensors[1].values)
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
    layers = network.layers.map {
      Layer(
        zerosFor: $0.shape, weightShape: $0.weightShape, hasBias: $0.hasBias,
        more: Layer.tensorsOfNeurons(of: $0))
    }
  }

  /// Bytes that a value for every weight and bias takes.
  package static func bytes(for network: Network) -> Double {
    network.layers.reduce(0) {
      $0 + Layer.bytes(shape: $1.shape) + Layer.bytesOfNeurons(of: $1)
    }
  }

  /// Every tensor with its full name, `layers.0.weight`, layer by layer from the input.
  public var named: [(name: String, tensor: ParameterTensor)] {
    layers.enumerated().flatMap { index, layer in
      layer.tensors.map { ("layers.\(index).\($0.name)", $0) }
    }
  }

  /// Copies all values of parameters of the same network.
  public func copy(from other: Parameters) {
    for (mine, theirs) in zip(named, other.named) {
      mine.tensor.values.copy(from: theirs.tensor.values)
    }
  }

  /// Sets every value to 0.
  public func clear() {
    for (_, tensor) in named { tensor.values.fill(0) }
    clearUnusedBiases()
  }

  /// Sets what lies in place of biases that there are none of to 0.
  public func clearUnusedBiases() {
    for layer in layers where !layer.hasBias { layer.bias.fill(0) }
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
  public var weightRows: [Float] { tensors[0].rowMajor }

  /// The biases without padding, [outputs].
  public var biases: [Float] { Array(bias.elements.prefix(shape.outputs)) }

  /// Stores weights in PyTorch's order and biases [outputs], where there are any.
  public func store(weightRows: [Float], biases: [Float]) {
    tensors[0].store(rowMajor: weightRows)
    if hasBias { tensors[1].store(rowMajor: biases) }
  }
}
