import SpikeKernels

/// Which cells feed a connection at each of its positions, and by which weight row.
///
/// A dense layer has one position that sees every cell; a convolution a position for each of its
/// outputs' places, that sees the cells under the kernel, padding left out. Behind an average pool a
/// weight row is that of every cell of its window. Cells that lie side by side make a run, so that
/// the spikes among them are found as one stretch of a list; positions share what their runs say.
public final class PatchTable: Sendable {
  private let geometry: PatchGeometry
  /// Positions of the connection.
  public let positions: Int
  /// The most entries of a position.
  public let largest: Int
  /// What they see.
  package let patches: PatchRegions
  /// The same for kernels that read values where they lie; nil where spikes are read.
  let sliding: SlidingView?

  /// A run goes on over this many cells that do not belong to the patch: the padding of channels.
  private static let gap: Int32 = 16

  /// Finds the runs of a plan, position by position.
  ///
  /// - Complexity: O(entries) in time where positions see the edges, O(runs) elsewhere: what sees the
  ///   same part of a kernel has the same runs at another place. Memory for one position's entries,
  ///   and for runs that differ.
  init(_ plan: PatchGeometry) {
    geometry = plan
    positions = plan.rows.positions * plan.columns.positions
    var (starts, runs, map, largest): ([Int32], [Int32], [Int32], Int) = ([0], [], [], 0)
    var known: [[Int32]: Int32] = [:]
    var shapes: [PatchGeometry.Shape: [Int32]] = [:]
    for position in 0..<positions {
      let (shape, origin) = (plan.shape(position), Int32(plan.origin(position)))
      if shapes[shape] == nil {
        let entries = plan.entries(position)
        largest = max(largest, entries.count)
        shapes[shape] = Self.runs(of: entries).flatMap { first, rows in
          let start = known[rows] ?? Int32(map.count)
          if Int(start) == map.count {
            known[rows] = start
            // Each begins at a multiple of 16, as lane vectors do.
            map += rows + [Int32](repeating: -1, count: (16 - rows.count % 16) % 16)
          }
          return [first - origin, first - origin + Int32(rows.count), start]
        }
      }
      let own = shapes[shape] ?? []
      for run in stride(from: 0, to: own.count, by: 3) {
        runs += [own[run] + origin, own[run + 1] + origin, own[run + 2]]
      }
      starts.append(Int32(runs.count / 3))
    }
    self.largest = largest
    patches = PatchRegions(
      starts: Buffer(starts, filler: 0).all, runs: Buffer(runs, filler: 0).all,
      map: Buffer(map, filler: 0).all)
    sliding = SlidingView(plan, patches)
  }

  /// Stretches of sources, ascending, with the weight row of each source or -1.
  private static func runs(
    of entries: [PatchGeometry.Entry]
  ) -> [(first: Int32, rows: [Int32])] {
    var found: [(first: Int32, rows: [Int32])] = []
    var (first, end, rows): (Int32, Int32, [Int32]) = (0, 0, [])
    for entry in entries {
      if rows.isEmpty || entry.source > end + gap {
        if !rows.isEmpty { found.append((first, rows)) }
        (first, rows) = (entry.source, [])
      } else {
        for _ in end..<entry.source { rows.append(-1) }
      }
      rows.append(entry.row)
      end = entry.source + 1
    }
    return rows.isEmpty ? found : found + [(first, rows)]
  }

  /// How many entries a position has.
  func count(_ position: Int) -> Int { geometry.count(position) }

  /// What a position sees.
  package func patch(_ position: Int) -> PatchRegion { patches.patch(position) }
}
