/// Where the positions of a connection lie on the cells it sees: how large a ``PatchTable`` will be,
/// known before it is made.
struct PatchPlan: Sendable {
  /// The cells.
  let cells: SignalCells
  /// Whether a source is a cell as PyTorch counts it, as of a constant input, rather than a train.
  let countsCells: Bool
  /// Rows of positions, and what they see of the cells' rows.
  let rows: Axis
  /// Columns of positions.
  let columns: Axis
  /// Width of the kernel, and weight rows of one channel.
  private let kernel: (width: Int, size: Int)

  /// Places of a kernel along one axis of the cells.
  struct Axis: Sendable {
    let cells: Int
    let kernel: Int
    let stride: Int
    let padding: Int
    /// Number of places.
    let positions: Int

    init(_ cells: Int, kernel: Int, stride: Int = 1, padding: Int = 0) {
      (self.cells, self.kernel, self.stride, self.padding) = (cells, kernel, stride, padding)
      positions = (cells + 2 * padding - kernel) / stride + 1
    }

    /// What a place sees: cells from `first` on, under the kernel from `offset` on.
    subscript(position: Int) -> (first: Int, offset: Int, count: Int) {
      let start = position * stride - padding
      let first = max(0, start)
      return (first, first - start, min(cells, start + kernel) - first)
    }

    /// Cells that all places see together.
    var seen: Int { (0..<positions).reduce(0) { $0 + self[$1].count } }
  }

  /// One position that sees every cell.
  init(dense cells: SignalCells, countsCells: Bool) {
    self.cells = cells
    self.countsCells = countsCells
    rows = Axis(cells.height, kernel: cells.height)
    columns = Axis(cells.width, kernel: cells.width)
    kernel = (cells.width, cells.height * cells.width)
  }

  /// A position for each place of a kernel that fits the padded cells; padding itself is not seen.
  init(_ convolution: Convolution, _ cells: SignalCells, countsCells: Bool) {
    self.cells = cells
    self.countsCells = countsCells
    let (size, stride, padding) = (convolution.kernel, convolution.stride, convolution.padding)
    rows = Axis(cells.height, kernel: size, stride: stride, padding: padding)
    columns = Axis(cells.width, kernel: size, stride: stride, padding: padding)
    kernel = (size, size * size)
  }

  /// Entries of the table; nil where they are more than can be counted.
  var entries: Int? {
    checkedProduct([rows.seen, columns.seen, cells.channels, countsCells ? 1 : cells.share])
  }

  /// Entries of a position, (weight row, source), in ascending order of rows.
  func forEach(_ position: Int, _ body: (_ row: Int32, _ source: Int32) -> Void) {
    let (row, column) = (rows[position / columns.positions], columns[position % columns.positions])
    let (share, layout) = (cells.share, cells.layout)
    for channel in 0..<cells.channels {
      for y in 0..<row.count {
        let weights = channel * kernel.size + (row.offset + y) * kernel.width + column.offset
        for x in 0..<column.count {
          let (place, here, there) = (Int32(weights + x), row.first + y, column.first + x)
          if countsCells {
            body(place, Int32(cells.index(channel: channel, row: here, column: there)))
          } else if share == 1 {
            body(place, Int32(layout.index(channel: channel, row: here, column: there)))
          } else {
            for part in 0..<share {
              let train = cells.train(channel: channel, row: here, column: there, place: part)
              body(place, Int32(train))
            }
          }
        }
      }
    }
  }
}

/// The product of positive factors; nil where one is not, or the product is no `Int`.
func checkedProduct(_ factors: [Int]) -> Int? {
  var result = 1
  for factor in factors {
    let (next, overflow) = result.multipliedReportingOverflow(by: factor)
    guard factor > 0 && !overflow else { return nil }
    result = next
  }
  return result
}
