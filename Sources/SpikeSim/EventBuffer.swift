import SpikeKernels

/// Room for the events of some patches: of each entry whose source spiked, the weight row, the
/// source and the train.
final class EventBuffer: Sendable {
  private let entries: Int
  private let words: Int
  private let paddedSteps: Int
  private let rows: Buffer<Int32>
  private let sources: Buffer<Int32>
  private let trains: Buffer<UInt32>
  private let spikes: Buffer<Int32>
  private let counts: Buffer<Int32>

  /// Room for `slots` patches of up to `entries` entries.
  init(slots: Int, entries: Int, steps: Int) {
    self.entries = entries
    words = (steps + 31) / 32
    paddedSteps = Kernels.paddedSteps(steps)
    rows = Buffer(count: slots * entries, repeating: 0)
    sources = Buffer(count: slots * entries, repeating: 0)
    trains = Buffer(count: slots * entries * words, repeating: 0)
    spikes = Buffer(count: slots * paddedSteps, repeating: 0)
    counts = Buffer(count: slots, repeating: 0)
  }

  /// Collects the events of a position of a sample.
  func gather(_ slot: Int, _ patches: PatchTable, position: Int, _ signal: SpikeTrains, sample: Int)
  {
    counts[slot] = Int32(
      Kernels.gatherEvents(
        entryRows: patches.rows(position), entrySources: patches.sources(position),
        trains: signal.sample(sample), steps: signal.steps,
        rows: rows.region(slot * entries, entries),
        sources: sources.region(slot * entries, entries),
        eventTrains: trains.region(slot * entries * words, entries * words),
        spikesPerStep: spikesPerStep(slot)))
  }

  /// Number of events.
  func count(_ slot: Int) -> Int { Int(counts[slot]) }

  /// The events as kernels take them.
  func events(_ slot: Int) -> EventRegion {
    EventRegion(
      rows: rows.region(slot * entries, count(slot)),
      trains: trains.region(slot * entries * words, count(slot) * words), words: words)
  }

  /// Weight rows of the events.
  func rows(_ slot: Int) -> Region<Int32> { rows.region(slot * entries, count(slot)) }

  /// The trains that the events are of.
  func sources(_ slot: Int) -> Region<Int32> { sources.region(slot * entries, count(slot)) }

  /// Spikes of the events at each step, padded.
  func spikesPerStep(_ slot: Int) -> Region<Int32> {
    spikes.region(slot * paddedSteps, paddedSteps)
  }

  /// Spikes of the events over all steps.
  func spikeCount(_ slot: Int) -> Int {
    trains.region(slot * entries * words, count(slot) * words).countBits()
  }
}
