import SpikeKernels

/// The order in which one epoch visits the images, cut into batches.
///
/// It depends on nothing but the seed and the epoch: an interrupted run finds its place again
/// without stored state, and no epoch has to be drawn to get to the next.
///
///     for batch in BatchOrder(count: train.count, batchSize: 128, seed: 0, epoch: 3) { … }
public struct BatchOrder: RandomAccessCollection, Sendable, Hashable {
  /// A shuffled 0 ..< count.
  public let order: [Int]

  /// The size of every batch but perhaps the last.
  public let batchSize: Int

  /// The number of batches.
  public let endIndex: Int

  /// The first batch's index, 0.
  public var startIndex: Int { 0 }

  /// Shuffles the images for an epoch.
  ///
  /// - Parameters:
  ///   - count: The number of images.
  ///   - batchSize: The size of a batch.
  ///   - seed: The run's seed.
  ///   - epoch: The epoch, from 0.
  ///   - droppingLast: Whether a last batch that is not full is left out (default: it is kept).
  /// - Precondition: `count` and `epoch` are not negative, `batchSize` is positive.
  /// - Complexity: O(`count`).
  public init(
    count: Int, batchSize: Int, seed: UInt64, epoch: Int, droppingLast: Bool = false
  ) {
    precondition(count >= 0 && epoch >= 0 && batchSize > 0)
    var generator = SeededGenerator(seed: seed, stream: Self.firstStream + UInt64(epoch))
    order = generator.permutation(of: count)
    self.batchSize = batchSize
    endIndex = count / batchSize + (droppingLast || count % batchSize == 0 ? 0 : 1)
  }

  /// The indices of the images of one batch.
  ///
  /// - Precondition: `index` is in 0 ..< ``endIndex``.
  public subscript(index: Int) -> ArraySlice<Int> {
    precondition(0 <= index && index < endIndex, "no batch \(index) among \(endIndex)")
    return order[(index * batchSize)..<Swift.min((index + 1) * batchSize, order.count)]
  }

  /// The streams of a run's seed that belong to the order of batches: one an epoch, from here on.
  /// The letters are "batches".
  private static let firstStream: UInt64 = 0x62_6174_6368_6573
}
