import SpikeFiles
import SpikeTraining

/// Which layers of a run were silent, or fired nearly always, in its last epoch.
public struct LayerActivity: Hashable, Sendable {
  private let words: [String]

  /// - Parameter line: The last line of `metrics.jsonl`; nil for a run without an epoch.
  public init(_ line: JSONValue?) {
    words = (line?["activity"]?.array ?? []).compactMap(\.string)
  }

  /// Whether every layer took part, as far as is known.
  public var isSound: Bool { text == nil }

  /// `2 of 3 layers silent`; nil where every layer took part.
  public var text: String? {
    let parts = [Activity.silent, .saturated].compactMap { activity in
      let count = words.count { $0 == activity.rawValue }
      return count == 0 ? nil : "\(count) of \(counted(words.count, "layer")) \(activity.rawValue)"
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
