import SpikeKernels

/// Which cells feed a connection at each of its positions: entries of (weight row, source cell).
///
/// A dense layer has one position that sees every cell; a convolution a position for each of its
/// outputs' places, that sees the cells under the kernel, padding left out. Behind an average pool a
/// weight row has an entry for every cell of its window.
public final class PatchTable: Sendable {
  /// Positions of the connection.
  public let positions: Int
  /// The most entries of a position.
  public let largest: Int
  private let starts: [Int]
  private let rows: Buffer<Int32>
  private let sources: Buffer<Int32>

  /// A table of entries, position by position, each in ascending order of rows.
  init(_ entries: [[(row: Int, source: Int)]]) {
    positions = entries.count
    largest = entries.map(\.count).max() ?? 0
    starts = entries.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    let all = entries.joined()
    rows = Buffer(all.map { Int32($0.row) }, filler: 0)
    sources = Buffer(all.map { Int32($0.source) }, filler: 0)
  }

  /// Weight rows of a position's entries.
  package func rows(_ position: Int) -> Region<Int32> {
    rows.region(starts[position], starts[position + 1] - starts[position])
  }

  /// Source cells of a position's entries.
  package func sources(_ position: Int) -> Region<Int32> {
    sources.region(starts[position], starts[position + 1] - starts[position])
  }
}
