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
  private let capacity: Int
  /// The background of each sample.
  private let backgrounds: Buffer<Float>
  private let bySample: PackedBlocks
  private let byInput: PackedBlocks
  private let ofBackgrounds: PackedBlocks
  /// One item with the value 1 in each row.
  private let ones: PackedRows
  private let zero: Region<Int32>

  init(inputs: Int, capacity: Int) {
    let lanes = PackedGrid.lanes
    (self.inputs, self.capacity) = (inputs, capacity)
    backgrounds = Buffer(count: (capacity + lanes - 1) / lanes * lanes, repeating: 0)
    bySample = PackedBlocks(rows: capacity, items: inputs)
    byInput = PackedBlocks(rows: inputs, items: capacity)
    ofBackgrounds = PackedBlocks(rows: 1, items: capacity)
    zero = Buffer<Int32>(count: 1, repeating: 0).all
    ones = PackedRows(
      list: zero, values: Buffer<Float>(count: lanes, repeating: 1).all, rows: lanes)
  }

  /// Blocks of samples that are computed together.
  static func blocks(_ count: Int) -> Int { (count + PackedGrid.lanes - 1) / PackedGrid.lanes }

  /// Packs samples, [samples][inputs], for ``current(of:_:tile:columnSums:into:stride:)``.
  func pack(_ x: Region<Float>, samples: Int, _ workers: Workers) {
    let lanes = PackedGrid.lanes
    workers.forEach(Self.blocks(samples)) { block, _ in
      let range = block * lanes..<min(samples, (block + 1) * lanes)
      for sample in range {
        backgrounds[sample] = Kernels.background(of: x.dropping(sample * inputs, count: inputs))
      }
      bySample.pack(
        block, x.dropping(range.lowerBound * inputs),
        PackedGrid(
          rows: range.count, rowStride: inputs, items: inputs, itemStride: 1,
          hasRowBackgrounds: true),
        backgrounds: backgrounds.region(range.lowerBound, range.count))
    }
  }

  /// Packs the same samples for ``add(_:rows:of:width:to:)``.
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

  /// Whether any of some samples has a background other than 0.
  func hasBackground(samples: Int) -> Bool {
    (0..<samples).contains { backgrounds[$0] != 0 }
  }

  /// The current of a tile for a block of samples, rows `stride` apart.
  ///
  /// - Parameter columnSums: The sums of the tile's weights over all inputs; nil where no sample has
  ///   a background.
  func current(
    of block: Int, _ layer: Parameters.Layer, tile: Int, columnSums: Region<Float>?,
    into current: Region<Float>, stride: Int
  ) {
    let (packed, vectors) = (bySample.rows(block), layer.shape.vectors)
    var (start, startStride) = (layer.biasTile(tile), 0)
    if let columnSums {
      let values = backgrounds.region(block * PackedGrid.lanes, PackedGrid.lanes)
      Kernels.packedProduct(
        PackedRows(list: zero, values: values, rows: packed.rows), rows: columnSums, rowStride: 0,
        vectors: vectors, start: start, startStride: 0, out: current, outStride: stride)
      (start, startStride) = (current, stride)
    }
    Kernels.packedProduct(
      packed, rows: layer.weightTile(tile), rowStride: layer.shape.width, vectors: vectors,
      start: start, startStride: startStride, out: current, outStride: stride)
  }

  /// weights[k][n] += Σ_s x[s][k]·sums[s][n] for some blocks of inputs k.
  ///
  /// - Parameters:
  ///   - sums: [samples][16 · vectors].
  ///   - background: Scratch for as many as a row of those.
  ///   - weights: The tile, from its first input on.
  func add(
    _ sums: Region<Float>, vectors: Int, blocks: Range<Int>, background: Region<Float>,
    to weights: Region<Float>
  ) {
    let width = 16 * vectors
    let ofBackground = ofBackgrounds.rows(0)
    if ofBackground.list.count > 0 {
      background.fill(0)
      Kernels.packedProduct(
        ofBackground, rows: sums, rowStride: width, vectors: vectors, start: background,
        startStride: 0, out: background, outStride: width)
    }
    for block in blocks {
      let packed = byInput.rows(block)
      let rows = weights.dropping(block * PackedGrid.lanes * width, count: packed.rows * width)
      if ofBackground.list.count > 0 {
        Kernels.packedProduct(
          PackedRows(list: ones.list, values: ones.values, rows: packed.rows), rows: background,
          rowStride: 0, vectors: vectors, start: rows, startStride: width, out: rows,
          outStride: width)
      }
      Kernels.packedProduct(
        packed, rows: sums, rowStride: width, vectors: vectors, start: rows, startStride: width,
        out: rows, outStride: width)
    }
  }
}

/// Rows of values, packed block by block.
private final class PackedBlocks: Sendable {
  private let items: Int
  private let list: Buffer<Int32>
  private let values: Buffer<Float>
  private let counts: Buffer<Int32>
  private let rowCounts: Buffer<Int32>

  init(rows: Int, items: Int) {
    let blocks = ConstantInput.blocks(rows)
    self.items = items
    list = Buffer(count: blocks * items, repeating: 0)
    values = Buffer(count: blocks * items * PackedGrid.lanes, repeating: 0)
    counts = Buffer(count: blocks, repeating: 0)
    rowCounts = Buffer(count: blocks, repeating: 0)
  }

  func pack(_ block: Int, _ x: Region<Float>, _ grid: PackedGrid, backgrounds: Region<Float>?) {
    rowCounts[block] = Int32(grid.rows)
    counts[block] = Int32(
      Kernels.pack(
        x, grid, backgrounds: backgrounds, list: list.region(block * items, items),
        values: values.region(block * items * PackedGrid.lanes, items * PackedGrid.lanes)))
  }

  func rows(_ block: Int) -> PackedRows {
    let count = Int(counts[block])
    return PackedRows(
      list: list.region(block * items, count),
      values: values.region(block * items * PackedGrid.lanes, count * PackedGrid.lanes),
      rows: Int(rowCounts[block]))
  }
}
