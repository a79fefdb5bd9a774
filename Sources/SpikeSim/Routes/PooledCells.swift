/// The cells that a connection sees, and the spike trains that feed each: one spike train, or behind average
/// pools those of a window.
///
/// Nothing is stored a cell: a network of any size takes the same few words.
struct PooledCells: Hashable, Sendable {
  /// The grid of the spike trains.
  let layout: GridLayout
  /// Sizes of the average pools behind ``layout``, from first to last.
  let windows: [Int]
  let channels: Int
  let height: Int
  let width: Int

  /// A cell for each spike train.
  init(_ layout: GridLayout) {
    self.layout = layout
    windows = []
    (channels, height, width) = (layout.channels, layout.height, layout.width)
  }

  private init(pooling cells: PooledCells, _ size: Int) {
    layout = cells.layout
    windows = cells.windows + (size > 1 ? [size] : [])
    (channels, height, width) = (cells.channels, cells.height / size, cells.width / size)
  }

  /// The cells behind an average pool, which must fit.
  func averagePooled(_ size: Int) -> PooledCells { PooledCells(pooling: self, size) }

  /// Number of cells.
  var count: Int { channels * height * width }

  /// Spike trains that feed each cell.
  var share: Int { windows.reduce(1) { $0 * $1 * $1 } }

  /// Where a cell is counted by PyTorch.
  func index(channel: Int, row: Int, column: Int) -> Int {
    (channel * height + row) * width + column
  }

  /// One of the spike trains that feed a cell: `place` 0 …< ``share``, window by window row by row, the
  /// last pool's first.
  func train(channel: Int, row: Int, column: Int, place: Int) -> Int {
    var (row, column, place, share) = (row, column, place, share)
    for size in windows.reversed() {
      share /= size * size
      let offset = place / share
      place %= share
      (row, column) = (row * size + offset / size, column * size + offset % size)
    }
    return layout.index(channel: channel, row: row, column: column)
  }

  /// For each spike train of ``layout``, padding included, the cell it feeds as PyTorch counts it; 0 where
  /// it feeds none.
  ///
  /// - Complexity: O(spike trains), in time and memory.
  var owners: [Int32] {
    var owners = [Int32](repeating: 0, count: layout.padded)
    let share = share
    for channel in 0..<channels {
      for row in 0..<height {
        for column in 0..<width {
          let cell = Int32(index(channel: channel, row: row, column: column))
          for place in 0..<share {
            owners[train(channel: channel, row: row, column: column, place: place)] = cell
          }
        }
      }
    }
    return owners
  }
}
