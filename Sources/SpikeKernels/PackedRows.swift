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

/// Packed rows: what they have at the items at which any differs from its background.
package struct PackedRows: Sendable {
  /// The items.
  package let list: Region<Int32>
  /// [items listed][``PackedGrid/lanes``].
  package let values: Region<Float>
  /// Rows there are.
  package let rows: Int

  /// Names packed rows.
  package init(list: Region<Int32>, values: Region<Float>, rows: Int) {
    precondition(values.count >= list.count * PackedGrid.lanes, "items without values")
    self.list = list
    self.values = values
    self.rows = rows
  }
}
