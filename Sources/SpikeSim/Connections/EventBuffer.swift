import SpikeKernels

/// Room for the events of some patches: of each spike train that feeds the patch, the weight row
/// and the spike train's place among those listed; and the same with equal spike trains side by side.
final class EventBuffer: Sendable {
  private let rows: SampleBuffers<Int32>
  private let places: SampleBuffers<Int32>
  private let counts: Buffer<Int32>
  private let groupedRows: SampleBuffers<Int32>
  private let owners: SampleBuffers<Int32>
  private let groupKinds: SampleBuffers<Int32>
  private let groupCounts: Buffer<Int32>
  private let starts: SampleBuffers<Int32>

  /// Room for `slots` patches of up to `entries` entries, and as many groups of up to `kinds` kinds.
  init(slots: Int, entries: Int, kinds: Int) {
    func room(_ count: Int) -> SampleBuffers<Int32> {
      SampleBuffers(samples: slots, size: count, repeating: 0)
    }
    // One event past the last may be written before it is known to be none.
    (rows, places) = (room(entries + 1), room(entries + 1))
    // Groups are written in whole lane vectors.
    (groupedRows, owners) = (room(entries), room(entries + 15))
    (groupKinds, starts) = (room(kinds), room((kinds + 15) / 16 * 16))
    counts = Buffer(count: slots, repeating: 0)
    groupCounts = Buffer(count: slots, repeating: 0)
  }

  /// Bytes of room for `slots` patches of so many entries and kinds.
  static func bytes(slots: Int, entries: Int, kinds: Int) -> Double {
    func room(_ count: Int) -> Double { SampleBuffers<Int32>.bytes(samples: slots, size: count) }
    return 2 * room(entries + 1) + room(entries) + room(entries + 15) + room(kinds)
      + room((kinds + 15) / 16 * 16)
      + 2 * Buffer<Int32>.bytes(count: slots)
  }

  /// Finds the events of a patch among the spike trains listed of a sample.
  func find(_ slot: Int, _ patch: PatchRegion, _ active: ActiveNeurons, sample: Int) {
    counts[slot] = Int32(
      Kernels.findEvents(
        of: patch, among: active.list(sample), before: active.before(sample),
        rows: rows[slot], places: places[slot]))
  }

  /// Sorts the events found last by the kinds of their spike trains.
  func group(_ slot: Int, _ active: ActiveNeurons, _ kinds: DistinctSpikeTrains, sample: Int) {
    groupCounts[slot] = Int32(
      Kernels.groupEvents(
        events(slot, active, sample: sample), kinds: kinds.kinds(sample, of: active),
        kindCount: kinds.count(sample), starts: starts[slot], rows: groupedRows[slot],
        owners: owners[slot], groupKinds: groupKinds[slot]))
  }

  /// The events found last, of the spike trains they were found among.
  func events(_ slot: Int, _ active: ActiveNeurons, sample: Int) -> EventRegion {
    let count = Int(counts[slot])
    return EventRegion(
      rows: rows[slot].dropping(0, count: count), places: places[slot].dropping(0, count: count),
      trains: active.trains(sample), words: active.words)
  }

  /// The same in groups.
  func groups(_ slot: Int, _ kinds: DistinctSpikeTrains, sample: Int, words: Int) -> GroupedEvents {
    let count = Int(counts[slot])
    return GroupedEvents(
      rows: groupedRows[slot].dropping(0, count: count),
      owners: owners[slot].dropping(0, count: count),
      kinds: groupKinds[slot].dropping(0, count: Int(groupCounts[slot])),
      trains: kinds.trains(sample), words: words)
  }
}
