import CSpikeKernels

/// How the weights of a dense layer lie in memory: in column tiles that stay in the L2 cache.
///
/// A tile holds ``width`` outputs for every input, [inputs][width], tiles one after another. The
/// outputs past the last are padding, always zero. A spike of input i adds row i of each tile.
public struct TileShape: Hashable, Sendable {
  /// Inputs of the layer.
  public let inputs: Int
  /// Outputs of the layer.
  public let outputs: Int
  /// Lane vectors of 16 outputs in a tile, 1 ... 8.
  public let vectors: Int

  /// Lays out a layer; tiles are 64 outputs wide, or narrower where the layer is.
  ///
  /// - Precondition: At least one input and output, and fewer than 2³¹ elements in all.
  public init(inputs: Int, outputs: Int) {
    self.init(inputs: inputs, outputs: outputs, vectors: min(4, (outputs + 15) / 16))
  }

  /// Lays out a layer with tiles of `vectors` · 16 outputs.
  public init(inputs: Int, outputs: Int, vectors: Int) {
    precondition(inputs > 0 && outputs > 0, "a layer of \(inputs) inputs and \(outputs) outputs")
    precondition((1...Int(SPIKE_MAX_VECTORS)).contains(vectors), "\(vectors) vectors")
    self.inputs = inputs
    self.outputs = outputs
    self.vectors = vectors
    precondition(count <= Int(Int32.max), "a layer of \(inputs) × \(outputs) weights")
  }

  /// Outputs in a tile, a multiple of 16.
  public var width: Int { 16 * vectors }
  /// Number of tiles.
  public var tiles: Int { (outputs + width - 1) / width }
  /// Outputs with padding.
  public var paddedOutputs: Int { tiles * width }
  /// Floats in one tile.
  public var tileCount: Int { inputs * width }
  /// Floats in all tiles.
  public var count: Int { tiles * tileCount }

  /// Position of the weight from an input to an output.
  public func offset(input: Int, output: Int) -> Int {
    output / width * tileCount + input * width + output % width
  }

  /// The output whose weight lies at an offset, see ``offset(input:output:)``.
  package func output(at offset: Int) -> Int { offset / tileCount * width + offset % width }

  /// The weights in PyTorch's order, [outputs][inputs], padding left out.
  public func rowMajor(_ tiled: Buffer<Float>) -> [Float] {
    precondition(tiled.count == count, "\(tiled.count) floats in \(count)")
    var rows = [Float](repeating: 0, count: inputs * outputs)
    for output in 0..<outputs {
      for input in 0..<inputs {
        rows[output * inputs + input] = tiled[offset(input: input, output: output)]
      }
    }
    return rows
  }

  /// Stores weights given in PyTorch's order, [outputs][inputs].
  public func store(rowMajor rows: [Float], into tiled: Buffer<Float>) {
    precondition(rows.count == inputs * outputs, "\(rows.count) weights of \(inputs)×\(outputs)")
    precondition(tiled.count == count, "\(tiled.count) floats in \(count)")
    for output in 0..<outputs {
      for input in 0..<inputs {
        tiled[offset(input: input, output: output)] = rows[output * inputs + input]
      }
    }
  }
}
