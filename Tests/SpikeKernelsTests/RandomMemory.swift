import SpikeKernels

/// Spike trains of one sample in memory of their own.
struct RandomSpikes {
  let neurons: Int
  let steps: Int
  let region: TrainRegion

  /// The lists a kernel makes of them.
  func list(
    _ kernels: any KernelSet.Type, width: Int
  ) -> (active: Region<Int32>, tileStarts: Region<Int32>, places: Region<Int32>) {
    let active = Buffer<Int32>(count: neurons, repeating: -1)
    let starts = Buffer<Int32>(count: (neurons + width - 1) / width + 1, repeating: -1)
    let places = Buffer<Int32>(count: neurons, repeating: -2)
    kernels.listActive(
      trains: region, neurons: neurons, width: width, active: active.all, tileStarts: starts.all,
      slots: places.all)
    let listed = Int(starts[starts.count - 1])
    return (active.region(0, listed), starts.all, places.all)
  }

  /// The events a kernel gathers from random entries.
  func events(
    _ kernels: any KernelSet.Type, entries: Int, _ generator: inout SeededGenerator
  ) -> (events: EventRegion, sources: Region<Int32>, spikesPerStep: Region<Int32>) {
    func indices(_ count: Int) -> Buffer<Int32> {
      Buffer((0..<count).map { _ in Int32(generator.integer(below: neurons)) }, filler: 0)
    }
    let (entryRows, entrySources) = (indices(entries), indices(entries))
    let (rows, sources) = (indices(entries), indices(entries))
    let trains = Buffer<UInt32>(count: entries * region.count, repeating: 0)
    let counts = Buffer<Int32>(count: kernels.paddedSteps(steps), repeating: -1)
    let found = kernels.gatherEvents(
      entryRows: entryRows.all, entrySources: entrySources.all, trains: region, steps: steps,
      rows: rows.all, sources: sources.all, eventTrains: trains.all, spikesPerStep: counts.all)
    let events = EventRegion(
      rows: rows.region(0, found), trains: trains.region(0, found * region.count),
      words: region.count)
    return (events, sources.region(0, found), counts.all)
  }
}

extension SeededGenerator {
  /// Random floats, some share of them 0.
  mutating func floats(_ count: Int, scale: Float = 1, zeros: Float = 0) -> Region<Float> {
    let buffer = Buffer<Float>(count: count, repeating: 0)
    for index in 0..<count where uniform() >= zeros {
      buffer[index] = uniform(from: -scale, to: scale)
    }
    return buffer.all
  }

  /// Random trains: a third of the neurons silent, the others at random rates.
  mutating func spikes(neurons: Int, steps: Int) -> RandomSpikes {
    let count = (steps + 31) / 32
    let words = Buffer<UInt32>(count: count * neurons, repeating: 0)
    for neuron in 0..<neurons where uniform() > 0.33 {
      let rate = uniform()
      for step in 0..<steps where uniform() < rate {
        words[step / 32 * neurons + neuron] |= 1 << UInt32(step % 32)
      }
    }
    return RandomSpikes(
      neurons: neurons, steps: steps,
      region: TrainRegion(words: words.all, stride: neurons, count: count))
  }
}
