/// What positions of a connection see where all see alike: position p has the value `bases[p] + offsets[k]`
/// at weight row k.
package struct SlidingRegions: Sendable {
  /// Where each position begins.
  package let bases: Region<Int32>
  /// From there on the value of each weight row.
  package let offsets: Region<Int32>
  /// The weight rows in the order of their values.
  package let order: [Int]
  /// Two numbers a stretch of values side by side, in their order: where it begins, and its length.
  package let stretches: Region<Int32>
  /// Planes of some values, of each of which a position sees the same: channels that come first.
  private let planes: (count: Int, size: Int)
  /// What lies behind the last value that any position sees.
  package let end: Int

  /// Number of positions.
  package var positions: Int { bases.count }
  /// Number of weight rows.
  package var inputs: Int { offsets.count }

  /// Nil unless every position has the same pieces at the same distances, and each weight row once.
  ///
  /// - Parameters:
  ///   - starts: The first run of each position, and the number of all runs last.
  ///   - sources: The first value of each run.
  ///   - pieces: Of each run its first piece and the one after its last.
  ///   - list: Of each piece where in its run it begins, its first row, its length.
  /// - Complexity: O(runs + weight rows).
  init?(starts: [Int32], sources: [Int32], pieces: [Int32], list: [Int32]) {
    guard starts.count > 1, starts[1] > 0 else { return nil }
    let runs = Int(starts[1])
    var bases: [Int32] = []
    for position in 0..<starts.count - 1 {
      let first = Int(starts[position])
      guard Int(starts[position + 1]) - first == runs else { return nil }
      for run in 0..<runs {
        guard sources[first + run] - sources[first] == sources[run] - sources[0],
          pieces[2 * (first + run)] == pieces[2 * run],
          pieces[2 * (first + run) + 1] == pieces[2 * run + 1]
        else { return nil }
      }
      bases.append(sources[first])
    }
    var offsets: [Int32: Int32] = [:]
    for run in 0..<runs {
      for piece in Int(pieces[2 * run])..<Int(pieces[2 * run + 1]) {
        let (begin, row, length) = (list[3 * piece], list[3 * piece + 1], list[3 * piece + 2])
        let offset = sources[run] - sources[0] + begin
        for place in 0..<length {
          guard offsets.updateValue(offset + place, forKey: row + place) == nil else { return nil }
        }
      }
    }
    let rows = (0..<Int32(offsets.count)).compactMap { offsets[$0] }
    guard !rows.isEmpty, rows.count == offsets.count else { return nil }
    self.bases = Buffer(bases, filler: 0).all
    self.offsets = Buffer(rows, filler: 0).all
    order = rows.indices.sorted { rows[$0] < rows[$1] }
    var stretches: [Int32] = []
    for offset in rows.sorted() {
      let last = stretches.count - 2
      if last >= 0, stretches[last] + stretches[last + 1] == offset {
        stretches[last + 1] += 1
      } else {
        stretches += [offset, 1]
      }
    }
    self.stretches = Buffer(stretches, filler: 0).all
    end = Int((bases.max() ?? 0) + (rows.max() ?? 0)) + 1
    planes = Self.planes(stretches, widest: bases.max() ?? 0)
  }

  /// The planes in which so many values are counted, and the values of each.
  func counted(_ values: Int) -> (planes: Int, cells: Int) {
    planes.count == 1 ? (1, values) : planes
  }

  /// As many planes as repeat the stretches of the first.
  private static func planes(_ stretches: [Int32], widest base: Int32) -> (count: Int, size: Int) {
    let count = stretches.count / 2
    for planes in stride(from: count, through: 2, by: -1) where count % planes == 0 {
      let own = count / planes
      let size = stretches[2 * own] - stretches[0]
      let repeats = (own..<count).allSatisfy {
        stretches[2 * $0] == stretches[2 * ($0 - own)] + size
          && stretches[2 * $0 + 1] == stretches[2 * ($0 - own) + 1]
      }
      // A position sees nothing of a plane beyond its end.
      if repeats, base + stretches[2 * own - 2] + stretches[2 * own - 1] <= size {
        return (planes, Int(size))
      }
    }
    return (1, 0)
  }
}
