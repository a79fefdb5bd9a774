import CSpikeKernels

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

/// What all positions of a connection see. A class, so that asking for one position's patch, which every
/// walk does for every position of every sample, counts no references to what the others see.
package final class PatchRegions: Sendable {
  /// The first run of each position, and the number of all runs last.
  package let starts: Region<Int32>
  /// Three numbers a run, see ``PatchRegion/runs``.
  package let runs: Region<Int32>
  /// The weight row of each entry; -1 where there is none.
  package let map: Region<Int32>
  /// The same for copying: the first source of each run; its first piece and the one after its last;
  /// three numbers a piece, in which rows follow each other as sources do: where in its run it
  /// begins, its first row, its length.
  private let sources, pieces, list: Region<Int32>
  /// What all positions see alike, at different places; nil where some see less, as at padded edges.
  package let sliding: SlidingRegions?

  /// Names patches.
  ///
  /// - Complexity: O(runs + map).
  package init(starts: Region<Int32>, runs: Region<Int32>, map: Region<Int32>) {
    precondition(starts.count > 0 && runs.count % 3 == 0, "half a run")
    self.starts = starts
    self.runs = runs
    self.map = map
    var (sources, pieces, list): ([Int32], [Int32], [Int32]) = ([], [], [])
    // Many runs share their entries.
    var known: [SIMD2<Int32>: SIMD2<Int32>] = [:]
    for run in stride(from: 0, to: runs.count, by: 3) {
      let key = SIMD2(runs[run + 2], runs[run + 1] - runs[run])
      if known[key] == nil {
        let first = Int32(list.count / 3)
        list += Self.pieces(map, first: Int(key[0]), count: Int(key[1]))
        known[key] = SIMD2(first, Int32(list.count / 3))
      }
      let own = known[key] ?? .zero
      sources.append(runs[run])
      pieces += [own[0], own[1]]
    }
    self.sources = Buffer(sources, filler: 0).all
    self.pieces = Buffer(pieces, filler: 0).all
    self.list = Buffer(list, filler: 0).all
    sliding = SlidingRegions(
      starts: starts.elements, sources: sources, pieces: pieces, list: list)
  }

  private static func pieces(_ map: Region<Int32>, first: Int, count: Int) -> [Int32] {
    var list: [Int32] = []
    var place = 0
    while place < count {
      let row = map[first + place]
      var end = place + 1
      if row >= 0 {
        while end < count, map[first + end] == row + Int32(end - place) { end += 1 }
        list += [Int32(place), row, Int32(end - place)]
      }
      place = end
    }
    return list
  }

  /// Number of positions.
  package var positions: Int { starts.count - 1 }

  /// What a position sees.
  package func patch(_ position: Int) -> PatchRegion {
    let first = Int(starts[position])
    return PatchRegion(
      runs: runs.dropping(3 * first, count: 3 * (Int(starts[position + 1]) - first)), map: map)
  }

  /// Calls a kernel with the pieces.
  func withPieces(_ body: (UnsafePointer<spike_patches>) -> Void) {
    var table = unsafe spike_patches(
      starts: starts.pointer, sources: sources.pointer, pieces: pieces.pointer, list: list.pointer)
    unsafe withUnsafePointer(to: &table) { unsafe body($0) }
  }
}
