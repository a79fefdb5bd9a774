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
  let inputs: Int
  let leavesOutBackgrounds: Bool
  /// The background of each sample.
  private let backgrounds: Buffer<Float>
  /// Samples packed beside each other; the same inputs; and the backgrounds, one row.
  private let bySample: PackedBlocks
  private let byInput: PackedBlocks
  private let ofBackgrounds: PackedBlocks
  private let zero = Buffer<Int32>(count: 1, repeating: 0)
  private let one = Buffer<Int32>(count: 1, repeating: 1)

  /// - Parameter leavesOutBackgrounds: Otherwise only values of 0 are left out.
  init(inputs: Int, capacity: Int, leavesOutBackgrounds: Bool = true) {
    self.inputs = inputs
    self.leavesOutBackgrounds = leavesOutBackgrounds
    backgrounds = Buffer(count: Self.blocks(capacity) * PackedGrid.lanes, repeating: 0)
    bySample = PackedBlocks(rows: capacity, items: inputs)
    byInput = PackedBlocks(rows: inputs, items: capacity)
    ofBackgrounds = PackedBlocks(rows: 1, items: capacity)
  }

  /// Bytes that so many inputs of so many samples take.
  static func bytes(inputs: Int, capacity: Int) -> Double {
    Buffer<Float>.bytes(count: blocks(capacity) * PackedGrid.lanes)
      + PackedBlocks.bytes(rows: capacity, items: inputs)
      + PackedBlocks.bytes(rows: inputs, items: capacity)
      + PackedBlocks.bytes(rows: 1, items: capacity) + 2 * Buffer<Int32>.bytes(count: 1)
  }

  /// Blocks of rows that are computed together.
  static func blocks(_ rows: Int) -> Int { (rows + PackedGrid.lanes - 1) / PackedGrid.lanes }

  /// Whether any of some samples has a background other than 0.
  func hasBackground(samples: Int) -> Bool {
    (0..<samples).contains { backgrounds[$0] != 0 }
  }

  // MARK: Forward

  /// Packs samples, [samples][inputs], for ``current(of:_:tile:columnSums:into:stride:)``.
  ///
  /// - Returns: How many of their values are not 0.
  @discardableResult
  func pack(_ x: Region<Float>, samples: Int, _ workers: Workers) -> Int {
    let lanes = PackedGrid.lanes
    let nonzero = workers.map(Self.blocks(samples), filler: 0) { block, _ in
      let range = block * lanes..<min(samples, (block + 1) * lanes)
      for sample in range where leavesOutBackgrounds {
        backgrounds[sample] = Kernels.background(of: x.dropping(sample * inputs, count: inputs))
      }
      bySample.pack(
        block, x.dropping(range.lowerBound * inputs),
        PackedGrid(
          rows: range.count, rowStride: inputs, items: inputs, itemStride: 1,
          hasRowBackgrounds: true),
        backgrounds: backgrounds.region(range.lowerBound, range.count))
      return Kernels.countNonzero(x.dropping(range.lowerBound * inputs, count: range.count * inputs))
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
      bySample.rows(block..<block + 1, count: samples.count), rows: layer.weightTile(tile),
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
    let hasBackground = hasBackground(samples: samples)
    workers.forEach(shape.tiles) { tile, _ in
      let first = tile * shape.width
      let sums = hasBackground ? columnSums.dropping(first, count: shape.width) : nil
      if let sums {
        Kernels.columnSums(
          values: layer.weightTile(tile), vectors: shape.vectors, inputs: inputs, sums: sums)
      }
      for block in 0..<Self.blocks(samples) {
        let range =
          block * PackedGrid.lanes..<min(samples, (block + 1) * PackedGrid.lanes)
        current(
          of: range, layer, tile: tile, columnSums: sums,
          into: currents.dropping(range.lowerBound * shape.paddedOutputs + first),
          stride: shape.paddedOutputs)
      }
    }
  }

  // MARK: Backward

  /// Packs the same samples for ``add(_:row:vectors:blocks:to:)``.
  func packInputs(_ x: Region<Float>, samples: Int, _ workers: Workers) {
    let lanes = PackedGrid.lanes
    ofBackgrounds.pack(
      0, backgrounds.all, PackedGrid(rows: 1, rowStride: 0, items: samples, itemStride: 1),
      backgrounds: nil)
    workers.forEach(Self.blocks(inputs)) { block, _ in
      byInput.pack(
        block, x.dropping(block * lanes),
        PackedGrid(
          rows: min(lanes, inputs - block * lanes), rowStride: 1, items: samples,
          itemStride: inputs),
        backgrounds: backgrounds.region(0, samples))
    }
  }

  /// background[n] += Σ_s b[s]·sums[s][n]: what every input of a tile receives for the background.
  ///
  /// - Parameters:
  ///   - sums: [capacity][row].
  ///   - row: From one sample to the next, at least 16 · vectors.
  func addBackground(
    _ sums: Region<Float>, row: Int, vectors: Int, to background: Region<Float>
  ) {
    Kernels.packedProduct(
      ofBackgrounds.rows(0..<1, count: 1), rows: sums, rowStride: row, vectors: vectors,
      start: background, startStride: 0, out: background, outStride: 16 * vectors)
  }

  /// weights[k][n] += Σ_s (x[s][k] − b[s])·sums[s][n] for some blocks of inputs k.
  ///
  /// - Parameters:
  ///   - sums: [capacity][row].
  ///   - row: From one sample to the next, at least 16 · vectors.
  ///   - weights: The tile, from its first input on.
  func add(
    _ sums: Region<Float>, row: Int, vectors: Int, blocks: Range<Int>, to weights: Region<Float>
  ) {
    let (width, first) = (16 * vectors, blocks.lowerBound * PackedGrid.lanes)
    let rows = weights.dropping(first * width)
    Kernels.packedProduct(
      byInput.rows(blocks, count: min(inputs, blocks.upperBound * PackedGrid.lanes) - first),
      rows: sums, rowStride: row, vectors: vectors, start: rows, startStride: width, out: rows,
      outStride: width)
  }
}

/// Rows of values, packed block by block.
private final class PackedBlocks: Sendable {
  private let items: Int
  private let list: Buffer<Int32>
  private let values: Buffer<Float>
  private let counts: Buffer<Int32>

  init(rows: Int, items: Int) {
    let blocks = ConstantInput.blocks(rows)
    self.items = items
    list = Buffer(count: blocks * items, repeating: 0)
    values = Buffer(count: blocks * items * PackedGrid.lanes, repeating: 0)
    counts = Buffer(count: blocks, repeating: 0)
  }

  static func bytes(rows: Int, items: Int) -> Double {
    let blocks = ConstantInput.blocks(rows)
    let entries = Double(blocks) * Double(items)
    return Buffer<Int32>.bytes(count: entries) + Buffer<Int32>.bytes(count: blocks)
      + Buffer<Float>.bytes(count: entries * Double(PackedGrid.lanes))
  }

  func pack(_ block: Int, _ x: Region<Float>, _ grid: PackedGrid, backgrounds: Region<Float>?) {
    counts[block] = Int32(
      Kernels.pack(
        x, grid, backgrounds: backgrounds, list: list.region(block * items, items),
        values: values.region(block * items * PackedGrid.lanes, items * PackedGrid.lanes)))
  }

  /// The rows of some blocks.
  func rows(_ blocks: Range<Int>, count: Int) -> PackedRows {
    let (first, lanes) = (blocks.lowerBound * items, PackedGrid.lanes)
    return PackedRows(
      list: list.region(first, blocks.count * items),
      values: values.region(first * lanes, blocks.count * items * lanes),
      counts: counts.region(blocks.lowerBound, blocks.count), items: items, rows: count)
  }
}
