import SpikeKernels

/// Spike trains of one sample in memory of their own.
struct RandomSpikes {
  let neurons: Int
  let steps: Int
  let region: TrainRegion

  /// The lists a kernel makes of them.
  func list(_ kernels: any KernelSet.Type) -> RandomList {
    let active = Buffer<Int32>(count: neurons, repeating: -1)
    let before = Buffer<Int32>(count: neurons + 1, repeating: -1)
    let listed = Buffer<UInt32>(count: neurons * region.count, repeating: 7)
    let masks = Buffer<UInt32>(count: (neurons + 15) / 16, repeating: 7)
    kernels.listActive(
      trains: region, neurons: neurons, active: active.all, before: before.all, masks: masks.all,
      listed: listed.all)
    let count = Int(before[neurons])
    return RandomList(
      active: active.region(0, count), before: before.all, masks: masks.all,
      trains: listed.region(0, count * region.count), words: region.count)
  }
}

/// The neurons of one sample that spiked.
struct RandomList {
  let active: Region<Int32>
  let before: Region<Int32>
  let masks: Region<UInt32>
  let trains: Region<UInt32>
  let words: Int

  /// The events a kernel finds of a random patch, whose weight rows lie below `inputs`.
  func events(
    _ kernels: any KernelSet.Type, inputs: Int, _ generator: inout SeededGenerator
  ) -> EventRegion {
    // Runs of random length with gaps between them, some of whose sources have no row.
    var (runs, map): ([Int32], [Int32]) = ([], [])
    var first = 0
    while first < before.count - 1 {
      let end = min(before.count - 1, first + 1 + generator.integer(below: 9))
      runs += [Int32(first), Int32(end), Int32(map.count)]
      map += (first..<end).map { _ in Int32(generator.integer(below: inputs + 1)) - 1 }
      first = end + generator.integer(below: 4)
    }
    let rows = Buffer<Int32>(count: before.count, repeating: -1)
    let places = Buffer<Int32>(count: before.count, repeating: -1)
    let patch = PatchRegion(runs: Buffer(runs, filler: 0).all, map: Buffer(map, filler: 0).all)
    let found = kernels.findEvents(
      of: patch, among: active, before: before, rows: rows.all, places: places.all)
    return EventRegion(
      rows: rows.region(0, found), places: places.region(0, found), trains: trains, words: words)
  }
}

extension EventRegion {
  /// The groups that a kernel makes of them.
  func grouped(_ kernels: any KernelSet.Type) -> GroupedEvents {
    let (trainCount, count) = (trains.count / words, rows.count)
    var size = 1
    while size < 2 * trainCount { size *= 2 }
    let kinds = Buffer<Int32>(count: trainCount, repeating: -1)
    let distinct = Buffer<UInt32>(count: trains.count, repeating: 7)
    let kindCount = kernels.listKinds(
      of: trains, words: words, table: Buffer<Int32>(count: size, repeating: 5).all,
      kinds: kinds.all, distinct: distinct.all,
      sizes: Buffer<Int32>(count: trainCount, repeating: -1).all)
    let rows = Buffer<Int32>(count: count, repeating: -1)
    let owners = Buffer<Int32>(count: count + 15, repeating: -1)
    let groupKinds = Buffer<Int32>(count: kindCount, repeating: -1)
    let groups = kernels.groupEvents(
      self, kinds: kinds.all, kindCount: kindCount,
      starts: Buffer<Int32>(count: (kindCount + 15) / 16 * 16, repeating: 3).all, rows: rows.all,
      owners: owners.all, groupKinds: groupKinds.all)
    return GroupedEvents(
      rows: rows.all, owners: owners.region(0, count), kinds: groupKinds.region(0, groups),
      trains: distinct.region(0, kindCount * words), words: words)
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

  /// Random trains: a third of the neurons silent, a third at random rates up to `density`, and the
  /// others with the train of a neuron before them.
  mutating func spikes(neurons: Int, steps: Int, density: Double = 1) -> RandomSpikes {
    let count = (steps + 31) / 32
    let words = Buffer<UInt32>(count: count * neurons, repeating: 0)
    for neuron in 0..<neurons where uniform() > 0.33 {
      if neuron > 0, uniform() < 0.5 {
        let other = integer(below: neuron)
        for word in 0..<count { words[word * neurons + neuron] = words[word * neurons + other] }
        continue
      }
      let rate = uniform() * Float(density)
      for step in 0..<steps where uniform() < rate {
        words[step / 32 * neurons + neuron] |= 1 << UInt32(step % 32)
      }
    }
    return RandomSpikes(
      neurons: neurons, steps: steps,
      region: TrainRegion(words: words.all, stride: neurons, count: count))
  }
}
