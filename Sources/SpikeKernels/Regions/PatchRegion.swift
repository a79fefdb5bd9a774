/// The sources that one position of a connection sees: runs of sources side by side, and the weight
/// row of each.
package struct PatchRegion: Sendable {
  /// Three numbers a run: its first source, the source after its last, and where the entry of its
  /// first source stands in ``map``.
  package let runs: Region<Int32>
  /// The weight row of each entry; -1 where there is none.
  package let map: Region<Int32>

  /// Names a patch.
  package init(runs: Region<Int32>, map: Region<Int32>) {
    precondition(runs.count % 3 == 0, "half a run")
    self.runs = runs
    self.map = map
  }

  /// Every source and its weight row, in order.
  package var entries: [(source: Int, row: Int)] {
    stride(from: 0, to: runs.count, by: 3).flatMap { run in
      (Int(runs[run])..<Int(runs[run + 1])).compactMap { source in
        let row = map[Int(runs[run + 2]) + source - Int(runs[run])]
        return row < 0 ? nil : (source, Int(row))
      }
    }
  }
}

/// What all positions of a connection see.
package struct PatchRegions: Sendable {
  /// The first run of each position, and the number of all runs last.
  package let starts: Region<Int32>
  /// Three numbers a run, see ``PatchRegion/runs``.
  package let runs: Region<Int32>
  /// The weight row of each entry; -1 where there is none.
  package let map: Region<Int32>

  /// Names patches.
  package init(starts: Region<Int32>, runs: Region<Int32>, map: Region<Int32>) {
    precondition(starts.count > 0 && runs.count % 3 == 0, "half a run")
    self.starts = starts
    self.runs = runs
    self.map = map
  }

  /// Number of positions.
  package var positions: Int { starts.count - 1 }

  /// What a position sees.
  package func patch(_ position: Int) -> PatchRegion {
    let first = Int(starts[position])
    return PatchRegion(
      runs: runs.dropping(3 * first, count: 3 * (Int(starts[position + 1]) - first)), map: map)
  }
}
