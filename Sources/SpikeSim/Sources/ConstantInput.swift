import SpikeKernels

/// The values that a dense layer is fed at every step, without their background: most of an image
/// is one value, and of that one product with the sums of all weights does.
///
/// With b the value that more than half of a sample's inputs have (0 where none is),
///
///     W·x = b·Σ_k w_k + Σ_k (x_k − b)·w_k
///
/// and only inputs at which x − b is not 0 are multiplied, as is the way back.
final class ConstantInput: Sendable {
  private let inputs: Int
  private let leavesOutBackgrounds: Bool
  /// The background of each sample.
  private let backgrounds: Buffer<Float>
  /// Samples packed beside each other.
  private let packed: PackedBlocks
  private let zero = Buffer<Int32>(count: 1, repeating: 0)
  private let one = Buffer<Int32>(count: 1, repeating: 1)

  /// - Parameter leavesOutBackgrounds: Otherwise only values of 0 are left out.
  init(inputs: Int, capacity: Int, leavesOutBackgrounds: Bool = true) {
    self.inputs = inputs
    self.leavesOutBackgrounds = leavesOutBackgrounds
    backgrounds = Buffer(count: PackedBlocks.blocks(capacity) * PackedGrid.lanes, repeating: 0)
    packed = PackedBlocks(rows: capacity, items: inputs)
  }

  /// Bytes that so many inputs of so many samples take.
  static func bytes(inputs: Int, capacity: Int) -> Double {
    Buffer<Float>.bytes(count: PackedBlocks.blocks(capacity) * PackedGrid.lanes)
      + PackedBlocks.bytes(rows: capacity, items: inputs) + 2 * Buffer<Int32>.bytes(count: 1)
  }

  /// The backgrounds of the samples packed last; nil where none has one other than 0.
  func backgrounds(samples: Int) -> Region<Float>? {
    (0..<samples).contains { backgrounds[$0] != 0 } ? backgrounds.region(0, samples) : nil
  }

  /// Packs samples, [samples][inputs], for ``current(of:_:tile:columnSums:into:stride:)``.
  ///
  /// - Returns: How many of their values are not 0.
  @discardableResult
  func pack(_ x: Region<Float>, samples: Int, _ workers: Workers) -> Int {
    let lanes = PackedGrid.lanes
    let nonzero = workers.map(PackedBlocks.blocks(samples), filler: 0) { block, _ in
      let range = block * lanes..<min(samples, (block + 1) * lanes)
      for sample in range where leavesOutBackgrounds {
        backgrounds[sample] = Kernels.background(of: x.dropping(sample * inputs, count: inputs))
      }
      let rows = x.dropping(range.lowerBound * inputs, count: range.count * inputs)
      packed.pack(
        block, rows,
        PackedGrid(
          rows: range.count, rowStride: inputs, items: inputs, itemStride: 1,
          hasRowBackgrounds: true),
        backgrounds: leavesOutBackgrounds
          ? backgrounds.region(range.lowerBound, range.count) : nil)
      return Kernels.countNonzero(rows)
    }
    return nonzero.reduce(0, +)
  }

  /// The current of a tile for a block of samples, rows `stride` apart.
  ///
  /// - Parameter columnSums: The sums of the tile's weights over all inputs; nil where no sample has
  ///   a background.
  func current(
    of samples: Range<Int>, _ layer: Parameters.Layer, tile: Int, columnSums: Region<Float>?,
    into current: Region<Float>, stride: Int
  ) {
    let vectors = layer.shape.vectors
    let block = samples.lowerBound / PackedGrid.lanes
    var (start, startStride) = (layer.biasTile(tile), 0)
    if let columnSums {
      Kernels.packedProduct(
        PackedRows(
          list: zero.all, values: backgrounds.region(block * PackedGrid.lanes, PackedGrid.lanes),
          counts: one.all, items: 1, rows: samples.count), rows: columnSums, rowStride: 0,
        vectors: vectors, start: start, startStride: 0, out: current, outStride: stride)
      (start, startStride) = (current, stride)
    }
    Kernels.packedProduct(
      packed.rows(block..<block + 1, count: samples.count), rows: layer.weightTile(tile),
      rowStride: layer.shape.width, vectors: vectors, start: start, startStride: startStride,
      out: current, outStride: stride)
  }

  /// The currents of all samples by given weights, rows of the layer's padded outputs; packs them.
  ///
  /// - Parameters:
  ///   - x: [samples][inputs].
  ///   - columnSums: Room for a number an output.
  func currents(
    of x: Region<Float>, _ layer: Parameters.Layer, samples: Int, columnSums: Region<Float>,
    into currents: Region<Float>, _ workers: Workers
  ) {
    let shape = layer.shape
    pack(x, samples: samples, workers)
    let hasBackground = backgrounds(samples: samples) != nil
    workers.forEach(shape.tiles) { tile, _ in
      let first = tile * shape.width
      let sums = hasBackground ? columnSums.dropping(first, count: shape.width) : nil
      if let sums {
        Kernels.columnSums(
          values: layer.weightTile(tile), vectors: shape.vectors, inputs: inputs, sums: sums)
      }
      for block in 0..<PackedBlocks.blocks(samples) {
        let range =
          block * PackedGrid.lanes..<min(samples, (block + 1) * PackedGrid.lanes)
        current(
          of: range, layer, tile: tile, columnSums: sums,
          into: currents.dropping(range.lowerBound * shape.paddedOutputs + first),
          stride: shape.paddedOutputs)
      }
    }
  }
}
