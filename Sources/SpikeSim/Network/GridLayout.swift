/// How the neurons of a population, or the cells of an input, lie in memory: positions row by row,
/// the channels of a position side by side and padded to a stride. A dense population is a single
/// position whose channels are its neurons.
///
/// Outside, and in the order of weights, cells are counted as PyTorch does: [channels, height,
/// width], the width fastest.
public struct GridLayout: Hashable, Sendable {
  /// Channels of a position.
  public let channels: Int
  /// Rows of positions.
  public let height: Int
  /// Positions in a row.
  public let width: Int
  /// Channels with padding: the distance of two positions in memory.
  public let stride: Int

  /// Whether it is a plain list of neurons rather than a grid of a single position.
  public let isList: Bool

  /// Lays out a grid.
  ///
  /// - Parameters:
  ///   - channels: Cells of a position.
  ///   - height: Rows of positions.
  ///   - width: Columns of positions.
  ///   - stride: At least `channels`; the next multiple of 16 unless told.
  ///   - isList: A single position is one unless told.
  public init(
    channels: Int, height: Int, width: Int, stride: Int? = nil, isList: Bool? = nil
  ) {
    self.isList = isList ?? (height * width == 1)
    self.channels = channels
    self.height = height
    self.width = width
    self.stride = stride ?? (channels + 15) / 16 * 16
  }

  /// Number of positions.
  public var positions: Int { height * width }
  /// Number of neurons.
  public var neurons: Int { channels * positions }
  /// Number of neurons with padding.
  public var padded: Int { stride * positions }
  /// Shape as PyTorch has it: [channels, height, width], or [neurons] for a list.
  public var shape: [Int] { isList ? [channels] : [channels, height, width] }

  /// Where a neuron lies.
  public func index(channel: Int, row: Int, column: Int) -> Int {
    (row * width + column) * stride + channel
  }

  /// Where the neuron lies that PyTorch counts as the n-th.
  public func index(ofCounted n: Int) -> Int {
    n % positions * stride + n / positions
  }

  /// All neurons in the order in which they lie, padding left out.
  var inMemoryOrder: [Int32] {
    (0..<positions).flatMap { position in
      (0..<channels).map { Int32(position * stride + $0) }
    }
  }
}
