import CSpikeKernels

/// The vectorised loops: each checks every size and then calls its C kernel, for the instruction
/// set that ``InstructionSet/current`` names.
package enum Kernels: KernelSet {
  /// A broken size is a fault of this package, never of a user's file.
  @inline(__always)
  static func require(_ region: Region<some BitwiseCopyable>, _ count: Int) {
    precondition(region.count >= count, "a kernel was handed too little memory")
  }

  /// Rows of `width` floats, `stride` apart.
  @inline(__always)
  static func require(_ region: Region<Float>, rows: Int, stride: Int, width: Int) {
    require(region, rows > 0 ? (rows - 1) * stride + width : 0)
  }

  /// Every index a kernel follows lies inside what it leads into. Looked at in debug builds only:
  /// the lists are made by other kernels, and there are as many as there are events.
  @inline(__always)
  static func requireIndices(_ indices: Region<Int32>, from lowest: Int = 0, below bound: Int) {
    assert(
      unsafe spike_all_within(
        indices.pointer, Int64(indices.count), Int64(lowest), Int64(bound)) != 0,
      "a kernel was handed an index out of bounds")
  }

  static func require(_ trains: TrainRegion, steps: Int, width: Int) {
    precondition(trains.count == (steps + 31) / 32, "a kernel was handed trains of other steps")
    require(trains.words, (trains.count - 1) * trains.stride + width)
  }

  /// Whole blocks of 16 neurons.
  static func require(membranes: Region<Float>, vectors: Int, steps: Int) {
    require(membranes, vectors * 16 * steps)
  }

  /// Spike trains hold no bit at or past their steps.
  static func require(_ events: EventRegion, steps: Int, rowsBelow rows: Int) {
    precondition(events.words == (steps + 31) / 32, "events of other steps")
    requireIndices(events.rows, below: rows)
    requireIndices(events.places, below: events.trains.count / events.words)
  }

  static func require(_ events: GroupedEvents, steps: Int, rowsBelow rows: Int) {
    precondition(events.words == (steps + 31) / 32, "events of other steps")
    requireIndices(events.rows, below: rows)
    requireIndices(events.owners, below: events.kinds.count)
    requireIndices(events.kinds, below: events.trains.count / events.words)
  }
}

// MARK: Forward

extension Kernels {
  package static func denseCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, inputs: Int, x: Region<Float>,
    samples: Int, current: Region<Float>, currentStride: Int
  ) {
    require(weights, inputs * 16 * vectors)
    require(bias, 16 * vectors)
    require(x, samples * inputs)
    require(current, rows: samples, stride: currentStride, width: 16 * vectors)
    unsafe spike_dense_current(
      weights.pointer, bias.pointer, Int32(vectors), Int32(inputs), x.pointer, Int32(inputs),
      Int32(samples), current.pointer, Int32(currentStride))
  }

  package static func eventCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, events: GroupedEvents, steps: Int,
    current: Region<Float>
  ) {
    require(bias, 16 * vectors)
    require(current, steps * 16 * vectors)
    require(events, steps: steps, rowsBelow: weights.count / (16 * vectors))
    unsafe spike_event_current(
      weights.pointer, bias.pointer, Int32(vectors), events.rows.pointer, events.owners.pointer,
      Int32(events.rows.count), events.kinds.pointer, Int32(events.kinds.count),
      events.trains.pointer, Int32(events.words), Int32(steps), current.pointer)
  }

  package static func listActive(
    trains: TrainRegion, neurons: Int, active: Region<Int32>, before: Region<Int32>,
    masks: Region<UInt32>, listed: Region<UInt32>
  ) {
    require(trains.words, (trains.count - 1) * trains.stride + neurons)
    require(active, neurons)
    require(before, neurons + 1)
    require(masks, (neurons + 15) / 16)
    require(listed, neurons * trains.count)
    unsafe spike_list_active(
      trains.words.pointer, Int32(trains.count), Int32(trains.stride), Int32(neurons),
      active.pointer, before.pointer, masks.pointer, listed.pointer)
  }

  package static func findEvents(
    of patch: PatchRegion, among active: Region<Int32>, before: Region<Int32>,
    rows: Region<Int32>, places: Region<Int32>
  ) -> Int {
    var events: Int32 = 0
    unsafe spike_find_events(
      patch.runs.pointer, Int32(patch.runs.count / 3), patch.map.pointer, active.pointer,
      before.pointer, rows.pointer, places.pointer, &events)
    precondition(events < rows.count && events < places.count, "more events than there is room")
    return Int(events)
  }

  package static func listKinds(
    of trains: Region<UInt32>, words: Int, table: Region<Int32>, kinds: Region<Int32>,
    distinct: Region<UInt32>, sizes: Region<Int32>
  ) -> Int {
    let count = trains.count / words
    precondition(table.count.nonzeroBitCount == 1, "a table of \(table.count) entries")
    require(table, 2 * count)
    require(kinds, count)
    require(distinct, count * words)
    require(sizes, count)
    var found: Int32 = 0
    unsafe spike_list_kinds(
      trains.pointer, Int32(count), Int32(words), table.pointer, Int32(table.count),
      kinds.pointer, distinct.pointer, sizes.pointer, &found)
    return Int(found)
  }

  package static func groupEvents(
    _ events: EventRegion, kinds: Region<Int32>, kindCount: Int, starts: Region<Int32>,
    rows: Region<Int32>, owners: Region<Int32>, groupKinds: Region<Int32>
  ) -> Int {
    let count = events.rows.count
    require(starts, (kindCount + 15) / 16 * 16)
    require(rows, count)
    require(owners, count + 15)
    require(groupKinds, kindCount)
    requireIndices(events.places, below: kinds.count)
    var groups: Int32 = 0
    unsafe spike_group_events(
      events.rows.pointer, events.places.pointer, Int32(count), kinds.pointer, Int32(kindCount),
      starts.pointer, rows.pointer, owners.pointer, groupKinds.pointer, &groups)
    return Int(groups)
  }

  package static func countSteps(_ events: EventRegion, steps: Int, counts: Region<Int32>) {
    require(counts, paddedSteps(steps))
    require(events, steps: steps, rowsBelow: .max)
    unsafe spike_count_steps(
      events.places.pointer, Int32(events.places.count), events.trains.pointer,
      Int32(events.words), Int32(steps), counts.pointer)
  }

  package static func countSpikes(_ events: EventRegion) -> Int {
    requireIndices(events.places, below: events.trains.count / max(1, events.words))
    var spikes: Int64 = 0
    unsafe spike_count_spikes(
      events.places.pointer, Int64(events.places.count), events.trains.pointer,
      Int32(events.words), &spikes)
    return Int(spikes)
  }

  /// Bits of some words.
  package static func countBits(_ words: Region<UInt32>) -> Int {
    var bits: Int64 = 0
    unsafe spike_count_spikes(nil, Int64(words.count), words.pointer, 1, &bits)
    return Int(bits)
  }

  package static func countNonzero(_ values: Region<Float>) -> Int {
    var nonzero: Int64 = 0
    unsafe spike_count_nonzero(values.pointer, Int64(values.count), &nonzero)
    return Int(nonzero)
  }

  package static func poolTrains(
    _ trains: Region<UInt32>, height: Int, width: Int, stride: Int, size: Int, fill: UInt32,
    pooled: Region<UInt32>, winners: Region<UInt32>
  ) {
    require(trains, height * width * stride)
    require(winners, height * width * stride)
    require(pooled, (height / size) * (width / size) * stride)
    precondition(stride % 16 == 0, "channels are padded to lane vectors of 16")
    unsafe spike_pool_trains(
      trains.pointer, Int32(height), Int32(width), Int32(stride), Int32(size), fill,
      pooled.pointer, winners.pointer)
  }
}

extension Kernels {
  package static func poolAny(
    _ trains: Region<UInt32>, height: Int, width: Int, stride: Int, size: Int,
    pooled: Region<UInt32>
  ) {
    require(trains, height * width * stride)
    require(pooled, (height / size) * (width / size) * stride)
    precondition(stride % 16 == 0, "channels are padded to lane vectors of 16")
    unsafe spike_pool_any(
      trains.pointer, Int32(height), Int32(width), Int32(stride), Int32(size), pooled.pointer)
  }

  package static func intersect(
    _ a: Region<UInt32>, _ b: Region<UInt32>, into both: Region<UInt32>
  ) {
    require(a, both.count)
    require(b, both.count)
    unsafe spike_intersect(a.pointer, b.pointer, Int64(both.count), both.pointer)
  }
}
