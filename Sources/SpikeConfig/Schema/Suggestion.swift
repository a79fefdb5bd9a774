/// Guesses which known name a misspelt one was meant to be.
public enum Suggestion {
  /// The known name nearest to a misspelt one, if it is near enough to be a guess worth making:
  /// at most a third of its letters differ, and at most three.
  ///
  /// Upper and lower case, hyphens and underscores count for nothing: `batch_size` is `batchSize`.
  public static func nearest(to name: String, among known: [String]) -> String? {
    let wanted = folded(name)
    guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
    var best: (distance: Int, name: String)?
    for candidate in known {
      let letters = folded(candidate)
      let limit = min(3, max(1, letters.count / 3))
      guard abs(letters.count - wanted.count) <= limit else { continue }
      let distance = editDistance(wanted, letters)
      if distance <= limit, best.map({ distance < $0.distance }) ?? true {
        best = (distance, candidate)
      }
    }
    return best?.name
  }

  private static func folded(_ name: String) -> [UInt8] {
    // Names are ASCII; whatever else a file holds only has to differ from them.
    name.utf8.prefix(80).filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
      .map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
  }

  /// Fewest insertions, deletions, substitutions and swaps of neighbours that turn one name into
  /// the other (optimal string alignment).
  static func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...second.count)
    for i in 0..<first.count {
      var current = [i + 1]
      for j in 0..<second.count {
        var distance = min(
          previous[j + 1] + 1, current[j] + 1, previous[j] + (first[i] == second[j] ? 0 : 1))
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          distance = min(distance, beforePrevious[j - 1] + 1)
        }
        current.append(distance)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[second.count]
  }
}
