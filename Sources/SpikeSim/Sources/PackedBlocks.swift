import SpikeKernels

/// Rows of values, packed ``SpikeKernels/PackedGrid/lanes`` beside each other: what products with values that
/// are mostly one and the same multiply.
final class PackedBlocks: Sendable {
  private let items: Int
  private let list: Buffer<Int32>
  private let values: Buffer<Float>
  private let counts: Buffer<Int32>

  /// Room for so many rows of so many items.
  init(rows: Int, items: Int) {
    let blocks = Self.blocks(rows)
    self.items = items
    list = Buffer(count: blocks * items, repeating: 0)
    values = Buffer(count: blocks * items * PackedGrid.lanes, repeating: 0)
    counts = Buffer(count: blocks, repeating: 0)
  }

  /// Bytes that so many rows take.
  static func bytes(rows: Int, items: Int) -> Double {
    let blocks = blocks(rows)
    let entries = Double(blocks) * Double(items)
    return Buffer<Int32>.bytes(count: entries) + Buffer<Int32>.bytes(count: blocks)
      + Buffer<Float>.bytes(count: entries * Double(PackedGrid.lanes))
  }

  /// Blocks of rows that are computed together.
  static func blocks(_ rows: Int) -> Int { (rows + PackedGrid.lanes - 1) / PackedGrid.lanes }

  /// Packs one block.
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
