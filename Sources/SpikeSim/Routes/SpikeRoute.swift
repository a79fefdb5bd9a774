/// What happens to spikes between a population (or the encoded input) and the connection they
/// feed: pools, dropout, flattening.
///
/// A max pool makes new spike trains on a smaller grid, since of each window at most one spike
/// counts at a step. An average pool makes none: the connection adds a weight row for each spike of
/// the window, a share as large (``gain``). So what reaches the connection are always plain spikes
/// on one grid, `layout`, times one factor.
public struct SpikeRoute: Hashable, Sendable {
  /// One step that changes spike trains.
  enum Operation: Hashable, Sendable {
    case maxPool(size: Int, from: GridLayout, to: GridLayout)
    /// Each cell is kept or left out, with all the spike trains that feed it.
    case dropout(rate: Float, cells: PooledCells)
  }

  /// Where the spikes come from.
  let base: GridLayout
  /// The grid of the spike trains that reach the connection.
  private(set) var layout: GridLayout
  /// What one spike counts for.
  public private(set) var gain: Float = 1
  /// What those that dropout kept count for beside it, in training.
  public private(set) var dropoutGain: Float = 1
  /// Steps in order.
  private(set) var operations: [Operation] = []
  /// The cells that the connection sees.
  private(set) var cells: PooledCells

  /// Spikes as they come.
  init(base: GridLayout) {
    self.base = base
    layout = base
    cells = PooledCells(base)
  }

  /// Spike trains that reach the connection, with padding.
  public var trains: Int { layout.padded }

  /// How many dropouts lie on the way; each keeps a number for every spike train.
  public var dropouts: Int {
    operations.count { if case .dropout = $0 { true } else { false } }
  }

  /// Whether a spike's way depends on the other spikes or on chance.
  var routes: Bool { !operations.isEmpty }

  /// Adds a max pool; false where an average pool came before, whose graded values have no spikes.
  mutating func maxPool(_ size: Int) -> Bool {
    guard cells.share == 1 else { return false }
    let to = GridLayout(
      channels: layout.channels, height: layout.height / size, width: layout.width / size,
      stride: layout.stride)
    operations.append(.maxPool(size: size, from: layout, to: to))
    layout = to
    cells = PooledCells(to)
    return true
  }

  /// Adds an average pool.
  mutating func averagePool(_ size: Int) {
    gain /= Float(size * size)
    cells = cells.averagePooled(size)
  }

  /// Adds dropout with a probability in [0, 1).
  mutating func dropout(_ rate: Float) {
    guard rate > 0 else { return }
    operations.append(.dropout(rate: rate, cells: cells))
    dropoutGain /= 1 - rate
  }

  /// The spike train of ``layout`` that each neuron of ``base`` belongs to; -1 where it was cut off.
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
