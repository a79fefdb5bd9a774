/// What happens to spikes between a population (or the encoded input) and the connection they
/// feed: pools, dropout, flattening.
///
/// A max pool makes new spike trains on a smaller grid, since of each window at most one spike
/// counts at a step. An average pool makes none: the connection adds a weight row for each spike of
/// the window, a share as large (``gain``). So what reaches the connection are always plain spikes
/// on one grid, ``layout``, times one factor.
public struct SignalPlan: Hashable, Sendable {
  /// One step that changes trains.
  enum Operation: Hashable, Sendable {
    case maxPool(size: Int, from: GridLayout, to: GridLayout)
    /// `cells[i]` is the cell that decides whether train i is kept.
    case dropout(rate: Float, cells: [Int32], count: Int)
  }

  /// Where the spikes come from.
  let base: GridLayout
  /// The grid of the trains that reach the connection.
  private(set) var layout: GridLayout
  /// What one spike counts for.
  private(set) var gain: Float = 1
  /// What those that dropout kept count for beside it, in training.
  private(set) var dropoutGain: Float = 1
  /// Steps in order.
  private(set) var operations: [Operation] = []
  /// Channels, height and width as the connection sees them, and for each of its cells, counted as
  /// PyTorch does, the trains of ``layout`` that feed it.
  private(set) var shape: (channels: Int, height: Int, width: Int)
  private(set) var cells: [[Int32]]

  /// Spikes as they come.
  init(base: GridLayout) {
    self.base = base
    layout = base
    shape = (base.channels, base.height, base.width)
    cells = (0..<base.neurons).map { [Int32(base.index(ofCounted: $0))] }
  }

  /// Trains that reach the connection, with padding.
  public var trains: Int { layout.padded }

  /// Whether a spike's way depends on the other spikes or on chance.
  var routes: Bool { !operations.isEmpty }

  /// Adds a max pool; false where an average pool came before, whose graded values have no spikes.
  mutating func maxPool(_ size: Int) -> Bool {
    guard cells.allSatisfy({ $0.count == 1 }) else { return false }
    let to = GridLayout(
      channels: layout.channels, height: layout.height / size, width: layout.width / size,
      stride: layout.stride)
    operations.append(.maxPool(size: size, from: layout, to: to))
    layout = to
    shape = (to.channels, to.height, to.width)
    cells = (0..<to.neurons).map { [Int32(to.index(ofCounted: $0))] }
    return true
  }

  /// Adds an average pool.
  mutating func averagePool(_ size: Int) {
    let (height, width) = (shape.height / size, shape.width / size)
    gain /= Float(size * size)
    cells = (0..<shape.channels * height * width).map { cell in
      let (channel, row, column) = (
        cell / (height * width), cell / width % height, cell % width
      )
      return (0..<size * size).flatMap { offset in
        let (y, x) = (row * size + offset / size, column * size + offset % size)
        return cells[(channel * shape.height + y) * shape.width + x]
      }
    }
    shape = (shape.channels, height, width)
  }

  /// Adds dropout with a probability in [0, 1).
  mutating func dropout(_ rate: Float) {
    guard rate > 0 else { return }
    var owner = [Int32](repeating: 0, count: layout.padded)
    for (cell, trains) in cells.enumerated() {
      for train in trains { owner[Int(train)] = Int32(cell) }
    }
    operations.append(.dropout(rate: rate, cells: owner, count: cells.count))
    dropoutGain /= 1 - rate
  }

  /// The train of ``layout`` that each neuron of ``base`` belongs to; -1 where it was cut off.
  var destinations: [Int32] {
    var places = (0..<Int32(base.padded)).map { $0 }
    for case .maxPool(let size, let from, let to) in operations {
      places = places.map { place in
        guard place >= 0 else { return -1 }
        let (position, channel) = (Int(place) / from.stride, Int(place) % from.stride)
        let (row, column) = (position / from.width / size, position % from.width / size)
        guard row < to.height && column < to.width else { return -1 }
        return Int32(to.index(channel: channel, row: row, column: column))
      }
    }
    return places
  }

  /// Compared by where it begins and what it does.
  public static func == (left: Self, right: Self) -> Bool {
    left.base == right.base && left.operations == right.operations && left.cells == right.cells
  }

  /// See ``==(_:_:)``.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(base)
    hasher.combine(operations)
  }
}
