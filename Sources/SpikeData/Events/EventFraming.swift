/// How a recording becomes the spikes of T steps: cut to a part of its plane, scaled down, and divided into
/// steps.
///
/// Events stay events: what is made of a recording has as many entries as units spiked at steps.
public struct EventFraming: Sendable, Hashable {
  /// By what a recording is divided into steps.
  public enum Binning: String, Sendable, Hashable, CaseIterable {
    /// Steps of equal time, from the recording's first event to its last.
    case time
    /// Steps of equally many events.
    case count
  }

  /// Steps T.
  public var steps: Int
  /// By what a recording is divided.
  public var binning: Binning
  /// Units that are left out at each edge of the plane.
  public var crop: Int
  /// Height and width of the windows whose events are added up to one unit; what does not fill one is left
  /// out.
  public var scale: Int
  /// Events that a unit takes to spike at a step.
  public var least: Int

  /// Describes a framing.
  ///
  /// - Parameters:
  ///   - steps: Steps T, at least 1.
  ///   - binning: By time unless told.
  ///   - crop: 0 unless told.
  ///   - scale: 1 unless told.
  ///   - least: 1 unless told.
  public init(
    steps: Int, binning: Binning = .time, crop: Int = 0, scale: Int = 1, least: Int = 1
  ) {
    (self.steps, self.binning, self.crop) = (steps, binning, crop)
    (self.scale, self.least) = (scale, least)
  }

  /// The height or width that is left of one.
  public func framed(_ size: Int) -> Int { max(0, size - 2 * crop) / max(1, scale) }

  /// The spikes of a recording, by step and unit, each once.
  ///
  /// - Parameters:
  ///   - events: In any order.
  ///   - rows: Height of the recording's plane.
  ///   - columns: Its width.
  /// - Complexity: O(n log n) for n events.
  public func spikes(of events: [RecordedEvent], rows: Int, columns: Int) -> [SpikeEvent] {
    let (height, width) = (framed(rows), framed(columns))
    var seen: [(time: Double, unit: UInt64)] = []
    seen.reserveCapacity(events.count)
    for event in events {
      let (row, column) = ((Int(event.y) - crop) / scale, (Int(event.x) - crop) / scale)
      guard Int(event.y) >= crop, Int(event.x) >= crop, row < height, column < width else {
        continue
      }
      seen.append(
        (event.time, UInt64((Int(event.channel) * height + row) * width + column)))
    }
    guard !seen.isEmpty else { return [] }
    // Of events at one time, those that come first in the file come first.
    let isOrdered = zip(seen, seen.dropFirst()).allSatisfy { $0.time <= $1.time }
    if !isOrdered {
      seen = seen.enumerated().sorted {
        ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
      }.map(\.element)
    }
    // Halves, whose difference no two times make infinite.
    let (first, count) = (seen[0].time / 2, Double(seen.count))
    let duration = seen[seen.count - 1].time / 2 - first
    var keys: [UInt64] = []
    keys.reserveCapacity(seen.count)
    for (place, event) in seen.enumerated() {
      let share =
        binning == .count
        ? Double(place) / count : duration > 0 ? (event.time / 2 - first) / duration : 0
      let step = min(steps - 1, Int(share * Double(steps)))
      keys.append(UInt64(step) << 32 | event.unit)
    }
    return Self.spikes(keys.sorted(), least: least)
  }

  /// Those of some sorted keys that stand there at least `least` times, each once.
  private static func spikes(_ keys: [UInt64], least: Int) -> [SpikeEvent] {
    var spikes: [SpikeEvent] = []
    var first = 0
    while first < keys.count {
      var end = first + 1
      while end < keys.count && keys[end] == keys[first] { end += 1 }
      if end - first >= least {
        spikes.append(
          SpikeEvent(
            step: UInt32(keys[first] >> 32), unit: UInt32(truncatingIfNeeded: keys[first])))
      }
      first = end
    }
    return spikes
  }
}
