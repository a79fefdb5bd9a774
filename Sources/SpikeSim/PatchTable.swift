import SpikeKernels

/// Which cells feed a connection at each of its positions, and by which weight row.
///
/// A dense layer has one position that sees every cell; a convolution a position for each of its
/// outputs' places, that sees the cells under the kernel, padding left out. Behind an average pool a
/// weight row is that of every cell of its window. Cells that lie side by side make a run, so that
/// the spikes among them are found as one stretch of a list; positions share what their runs say.
public final class PatchTable: Sendable {
  /// Positions of the connection.
  public let positions: Int
  /// The most entries of a position.
  public let largest: Int
  /// What they see.
  package let patches: PatchRegions

  /// A run goes on over this many cells that do not belong to the patch: the padding of channels.
  private static let gap = 16

  /// A table of entries, position by position.
  init(_ entries: [[(row: Int, source: Int)]]) {
    positions = entries.count
    largest = entries.map(\.count).max() ?? 0
    var (starts, runs, map): ([Int32], [Int32], [Int32]) = ([0], [], [])
    var known: [[Int32]: Int] = [:]
    for position in entries {
      for (first, rows) in Self.runs(of: position.sorted { $0.source < $1.source }) {
        let start = known[rows] ?? map.count
        if start == map.count {
          known[rows] = start
          map += rows
        }
        runs += [Int32(first), Int32(first + rows.count), Int32(start)]
      }
      starts.append(Int32(runs.count / 3))
    }
    patches = PatchRegions(
      starts: Buffer(starts, filler: 0).all, runs: Buffer(runs, filler: 0).all,
      map: Buffer(map, filler: 0).all)
  }

  /// Stretches of sources, ascending, with the weight row of each source or -1.
  private static func runs(
    of entries: [(row: Int, source: Int)]
  ) -> [(first: Int, rows: [Int32])] {
    var found: [(first: Int, rows: [Int32])] = []
    for (row, source) in entries {
      let end = found.last.map { $0.first + $0.rows.count } ?? 0
      if found.isEmpty || source > end + gap {
        found.append((source, [Int32(row)]))
      } else {
        found[found.count - 1].rows +=
          [Int32](repeating: -1, count: source - end) + [Int32(row)]
      }
    }
    return found
  }

  /// What a position sees.
  package func patch(_ position: Int) -> PatchRegion { patches.patch(position) }
}
