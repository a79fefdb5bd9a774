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
  private static let gap: Int32 = 16

  /// Finds the runs of a plan, position by position.
  ///
  /// - Complexity: O(entries · log of a position's) in time; memory for one position's entries, and
  ///   for runs that differ.
  init(_ plan: PatchPlan) {
    positions = plan.rows.positions * plan.columns.positions
    var (starts, runs, map, largest): ([Int32], [Int32], [Int32], Int) = ([0], [], [], 0)
    var known: [[Int32]: Int] = [:]
    for position in 0..<positions {
      var entries: [(source: Int32, row: Int32)] = []
      plan.forEach(position) { entries.append(($1, $0)) }
      entries.sort { $0.source < $1.source }
      largest = max(largest, entries.count)
      for (first, rows) in Self.runs(of: entries) {
        let start = known[rows] ?? map.count
        if start == map.count {
          known[rows] = start
          map += rows
        }
        runs += [first, first + Int32(rows.count), Int32(start)]
      }
      starts.append(Int32(runs.count / 3))
    }
    self.largest = largest
    patches = PatchRegions(
      starts: Buffer(starts, filler: 0).all, runs: Buffer(runs, filler: 0).all,
      map: Buffer(map, filler: 0).all)
  }

  /// Stretches of sources, ascending, with the weight row of each source or -1.
  private static func runs(
    of entries: [(source: Int32, row: Int32)]
  ) -> [(first: Int32, rows: [Int32])] {
    var found: [(first: Int32, rows: [Int32])] = []
    var end: Int32 = 0
    for (source, row) in entries {
      if found.isEmpty || source > end + gap {
        found.append((source, [row]))
      } else {
        for _ in end..<source { found[found.count - 1].rows.append(-1) }
        found[found.count - 1].rows.append(row)
      }
      end = source + 1
    }
    return found
  }

  /// What a position sees.
  package func patch(_ position: Int) -> PatchRegion { patches.patch(position) }
}
