import SpikeKernels

/// Room for the events of some patches: of each spike train that feeds the patch, the weight row
/// and the train's place among those listed.
final class EventBuffer: Sendable {
  private let entries: Int
  private let rows: Buffer<Int32>
  private let places: Buffer<Int32>
  private let counts: Buffer<Int32>

  /// Room for `slots` patches of up to `entries` entries.
  init(slots: Int, entries: Int) {
    // One event past the last may be written before it is known to be none.
    self.entries = entries + 1
    rows = Buffer(count: slots * self.entries, repeating: 0)
    places = Buffer(count: slots * self.entries, repeating: 0)
    counts = Buffer(count: slots, repeating: 0)
  }

  /// Finds the events of a patch among the trains listed of a sample.
  func find(_ slot: Int, _ patch: PatchRegion, _ active: NeuronLists, sample: Int) {
    counts[slot] = Int32(
      Kernels.findEvents(
        of: patch, among: active.list(sample), before: active.before(sample),
        rows: rows.region(slot * entries, entries),
        places: places.region(slot * entries, entries)))
  }

  /// The events found last, of the trains they were found among.
  func events(_ slot: Int, _ active: NeuronLists, sample: Int) -> EventRegion {
    let count = Int(counts[slot])
    return EventRegion(
      rows: rows.region(slot * entries, count), places: places.region(slot * entries, count),
      trains: active.trains(sample), words: active.words)
  }
}
