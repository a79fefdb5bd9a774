import SpikeKernels

/// Where the positions of a connection lie on the cells it sees: how large a ``PatchTable`` will be,
/// known before it is made.
struct PatchGeometry: Sendable {
  /// The cells.
  let cells: PooledCells
  /// Whether a source is a cell as PyTorch counts it, as of a constant input, rather than a spike train.
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
  init(dense cells: PooledCells, countsCells: Bool) {
    self.cells = cells
    self.countsCells = countsCells
    rows = Axis(cells.height, kernel: cells.height)
    columns = Axis(cells.width, kernel: cells.width)
    kernel = (cells.width, cells.height * cells.width)
  }

  /// A position for each place of a kernel that fits the padded cells; padding itself is not seen.
  init(_ convolution: Convolution, _ cells: PooledCells, countsCells: Bool) {
    self.cells = cells
    self.countsCells = countsCells
    let (size, stride, padding) = (convolution.kernel, convolution.stride, convolution.padding)
    rows = Axis(cells.height, kernel: size, stride: stride, padding: padding)
    columns = Axis(cells.width, kernel: size, stride: stride, padding: padding)
    kernel = (size, size * size)
  }

  /// What padding adds around the cells; nil without padding.
  var frame: GridFrame? {
    guard rows.padding > 0 else { return nil }
    return GridFrame(
      channels: cells.channels, height: cells.height, width: cells.width, padding: rows.padding)
  }

  /// The same over framed cells, of which every position sees a whole kernel.
  func framed(_ frame: GridFrame) -> PatchGeometry {
    PatchGeometry(
      Convolution(channels: 1, kernel: rows.kernel, stride: rows.stride, padding: 0),
      PooledCells(
        GridLayout(
          channels: cells.channels, height: cells.height + 2 * frame.padding,
          width: cells.width + 2 * frame.padding)), countsCells: countsCells)
  }

  /// Whether it has a single position, which sees every cell once and in order.
  var isWhole: Bool {
    [rows, columns].allSatisfy {
      $0.positions == 1 && $0.kernel == $0.cells && $0[0].count == $0.cells
    }
  }

  /// Entries of the table; nil where they are more than can be counted.
  var entries: Int? {
    checkedProduct([rows.seen, columns.seen, cells.channels, countsCells ? 1 : cells.share])
  }

  /// A source and the weight row that its spikes add.
  struct Entry: Sendable {
    let source: Int32
    let row: Int32
  }

  /// The part of the kernel that a position sees; positions that see the same differ by their
  /// ``origin(_:)`` only.
  struct Shape: Hashable, Sendable {
    let rows: Range<Int>
    let columns: Range<Int>
  }

  /// The part of the kernel that a position sees.
  func shape(_ position: Int) -> Shape {
    let (row, column) = spans(position)
    return Shape(
      rows: row.offset..<row.offset + row.count,
      columns: column.offset..<column.offset + column.count)
  }

  /// The source of the first cell that a position sees.
  func origin(_ position: Int) -> Int {
    let (row, column) = spans(position)
    return source(channel: 0, row: row.first, column: column.first, place: 0)
  }

  /// How many entries a position has.
  func count(_ position: Int) -> Int {
    let (row, column) = spans(position)
    return row.count * column.count * cells.channels * (countsCells ? 1 : cells.share)
  }

  /// Entries of a position, in ascending order of sources.
  func entries(_ position: Int) -> [Entry] {
    let (row, column) = spans(position)
    var entries: [Entry] = []
    func add(_ channel: Int, _ y: Int, _ x: Int) {
      let weights =
        channel * kernel.size + (row.offset + y) * kernel.width + column.offset + x
      for place in 0..<(countsCells ? 1 : cells.share) {
        let source = source(
          channel: channel, row: row.first + y, column: column.first + x, place: place)
        entries.append(Entry(source: Int32(source), row: Int32(weights)))
      }
    }
    // Counted as PyTorch does, channels come first; in memory they come last.
    let (slow, fast) = countsCells ? (cells.channels, 1) : (1, cells.channels)
    for outer in 0..<slow {
      for y in 0..<row.count {
        for x in 0..<column.count {
          for inner in 0..<fast { add(outer + inner, y, x) }
        }
      }
    }
    // Windows of average pools lie across each other.
    if cells.share > 1 { entries.sort { $0.source < $1.source } }
    return entries
  }

  private func spans(
    _ position: Int
  ) -> (
    row: (first: Int, offset: Int, count: Int), column: (first: Int, offset: Int, count: Int)
  ) {
    (rows[position / columns.positions], columns[position % columns.positions])
  }

  private func source(channel: Int, row: Int, column: Int, place: Int) -> Int {
    if countsCells { return cells.index(channel: channel, row: row, column: column) }
    return cells.share == 1
      ? cells.layout.index(channel: channel, row: row, column: column)
      : cells.train(channel: channel, row: row, column: column, place: place)
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
