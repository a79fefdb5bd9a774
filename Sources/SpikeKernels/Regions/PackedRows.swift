import CSpikeKernels

/// How up to ``lanes`` rows of values lie, each of `items` values.
package struct PackedGrid: Sendable {
  /// Rows that are packed beside each other.
  package static let lanes = Int(SPIKE_PACKED)

  /// Rows there are.
  package let rows: Int
  /// From one row to the next.
  package let rowStride: Int
  /// Values of a row.
  package let items: Int
  /// From one value to the next.
  package let itemStride: Int
  /// Whether each row has a background of its own, rather than each item.
  package let hasRowBackgrounds: Bool

  /// Names a grid.
  package init(
    rows: Int, rowStride: Int, items: Int, itemStride: Int, hasRowBackgrounds: Bool = false
  ) {
    precondition((1...Self.lanes).contains(rows), "\(rows) rows packed")
    self.rows = rows
    self.rowStride = rowStride
    self.items = items
    self.itemStride = itemStride
    self.hasRowBackgrounds = hasRowBackgrounds
  }
}

/// Rows packed in blocks of ``PackedGrid/lanes``: what they have at the items at which any row of
/// their block differs from its background.
package struct PackedRows: Sendable {
  /// The items of each block, [blocks][items].
  package let list: Region<Int32>
  /// [blocks][items][``PackedGrid/lanes``].
  package let values: Region<Float>
  /// How many items each block lists.
  package let counts: Region<Int32>
  /// Room for items in a block.
  package let items: Int
  /// Rows there are.
  package let rows: Int

  /// Names packed rows.
  package init(
    list: Region<Int32>, values: Region<Float>, counts: Region<Int32>, items: Int, rows: Int
  ) {
    let blocks = (rows + PackedGrid.lanes - 1) / PackedGrid.lanes
    precondition(counts.count >= blocks && list.count >= blocks * items, "blocks without items")
    precondition(values.count >= blocks * items * PackedGrid.lanes, "items without values")
    self.list = list
    self.values = values
    self.counts = counts
    self.items = items
    self.rows = rows
  }
}
