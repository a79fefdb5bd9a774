import SpikeKernels

/// One named tensor of a layer: a matrix of weights, stored in tiles, or a vector.
///
/// Whatever treats all parameters alike (optimiser, clipping, checkpoints, checks for NaN) walks over
/// the tensors of each layer and knows no names.
public struct ParameterTensor: Sendable {
  /// The name within its layer, PyTorch's: `weight`, `bias`.
  public let name: String
  /// The shape as PyTorch has it: [out, in] or [out, in, height, width] of a matrix, [out] of a vector.
  public let shape: [Int]
  /// How a matrix lies in memory; nil for a vector.
  public let tiles: TileShape?
  /// The values: a matrix as ``tiles`` says, a vector followed by zeros as padding.
  public let values: Buffer<Float>
  /// Of constants of neurons: what they are kept in. Nil for weights and biases.
  public let range: ClosedRange<Float>?
  /// Of constants of neurons: what they are before anything is learnt. Nil for weights and biases.
  public let start: Float?

  /// A matrix of zeros.
  init(_ name: String, matrix tiles: TileShape, shape: [Int]) {
    (self.name, self.shape, self.tiles, range, start) = (name, shape, tiles, nil, nil)
    values = Buffer(count: tiles.count, repeating: 0)
  }

  /// A vector of zeros.
  ///
  /// - Parameters:
  ///   - padded: Its values with padding.
  ///   - range: What they are kept in.
  ///   - start: What they are before anything is learnt.
  init(
    _ name: String, vector count: Int, padded: Int, range: ClosedRange<Float>? = nil,
    start: Float? = nil
  ) {
    (self.name, shape, tiles, self.range, self.start) = (name, [count], nil, range, start)
    values = Buffer(count: padded, repeating: 0)
  }

  /// Moves values of constants that have left their range back to its end. NaN passes through unchanged, so
  /// that the check after the step finds it.
  public func keepInRange() {
    guard let range else { return }
    for index in 0..<count {
      if values[index] < range.lowerBound { values[index] = range.lowerBound }
      if values[index] > range.upperBound { values[index] = range.upperBound }
    }
  }

  /// Values without padding.
  public var count: Int { shape.reduce(1, *) }

  /// The values of one tile of a matrix, or of a whole vector, padding included.
  public func tile(_ index: Int) -> Region<Float> {
    guard let tiles else { return values.all }
    return values.region(index * tiles.tileCount, tiles.tileCount)
  }

  /// The values in PyTorch's order, without padding.
  public var rowMajor: [Float] {
    tiles.map { $0.rowMajor(values) } ?? Array(values.elements.prefix(count))
  }

  /// Stores values given in PyTorch's order.
  public func store(rowMajor rows: [Float]) {
    precondition(rows.count == count, "\(rows.count) values for \(name) of \(count)")
    if let tiles {
      tiles.store(rowMajor: rows, into: values)
    } else {
      values.all.assign(rows)
    }
  }

  /// The neuron that a value belongs to and, of a matrix, the input it comes from.
  ///
  /// - Parameter index: In PyTorch's order.
  public func place(of index: Int) -> (neuron: Int, input: Int?) {
    guard let tiles else { return (index, nil) }
    let (neuron, input) = index.quotientAndRemainder(dividingBy: tiles.inputs)
    return (neuron, input)
  }
}
