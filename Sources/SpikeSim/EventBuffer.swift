import SpikeKernels

/// Room for the events of some patches: of each spike train that feeds the patch, the weight row
/// and the train's place among those listed; and the same with equal trains side by side.
final class EventBuffer: Sendable {
  private let entries: Int
  private let kindCount: Int
  private let rows: Buffer<Int32>
  private let places: Buffer<Int32>
  private let counts: Buffer<Int32>
  private let groupedRows: Buffer<Int32>
  private let owners: Buffer<Int32>
  private let groupKinds: Buffer<Int32>
  private let groupCounts: Buffer<Int32>
  private let starts: Buffer<Int32>

  /// Room for `slots` patches of up to `entries` entries, and as many groups of up to `kinds` kinds.
  init(slots: Int, entries: Int, kinds: Int) {
    // One event or group past the last may be written before it is known to be none.
    self.entries = entries + 1
    kindCount = kinds
    func room(_ count: Int) -> Buffer<Int32> { Buffer(count: slots * count, repeating: 0) }
    (rows, places, counts) = (room(self.entries), room(self.entries), room(1))
    (groupedRows, owners) = (room(entries), room(entries))
    (groupKinds, groupCounts, starts) = (room(kinds + 1), room(1), room(2 * kinds))
  }

  /// Finds the events of a patch among the trains listed of a sample.
  func find(_ slot: Int, _ patch: PatchRegion, _ active: NeuronLists, sample: Int) {
    counts[slot] = Int32(
      Kernels.findEvents(
        of: patch, among: active.list(sample), before: active.before(sample),
        rows: rows.region(slot * entries, entries),
        places: places.region(slot * entries, entries)))
  }

  /// Sorts the events found last by the kinds of their trains.
  func group(_ slot: Int, _ active: NeuronLists, _ kinds: TrainKinds, sample: Int) {
    groupCounts[slot] = Int32(
      Kernels.groupEvents(
        events(slot, active, sample: sample), kinds: kinds.kinds(sample, of: active),
        kindCount: kinds.count(sample), starts: starts.region(slot * 2 * kindCount, 2 * kindCount),
        rows: groupedRows.region(slot * (entries - 1), entries - 1),
        owners: owners.region(slot * (entries - 1), entries - 1),
        groupKinds: groupKinds.region(slot * (kindCount + 1), kindCount + 1)))
  }

  /// The events found last, of the trains they were found among.
  func events(_ slot: Int, _ active: NeuronLists, sample: Int) -> EventRegion {
    let count = Int(counts[slot])
    return EventRegion(
      rows: rows.region(slot * entries, count), places: places.region(slot * entries, count),
      trains: active.trains(sample), words: active.words)
  }

  /// The same in groups.
  func groups(_ slot: Int, _ kinds: TrainKinds, sample: Int, words: Int) -> EventGroups {
    let count = Int(counts[slot])
    return EventGroups(
      rows: groupedRows.region(slot * (entries - 1), count),
      owners: owners.region(slot * (entries - 1), count),
      kinds: groupKinds.region(slot * (kindCount + 1), Int(groupCounts[slot])),
      trains: kinds.trains(sample), words: words)
  }
}
