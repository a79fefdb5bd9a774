import CSpikeKernels

// MARK: Statistics

extension Kernels {
  package static func addCounts(_ trains: TrainRegion, neurons: Int, counts: Region<Int32>) {
    precondition(neurons % 16 == 0, "\(neurons) neurons are no whole lane vectors")
    require(trains.words, (trains.count - 1) * trains.stride + neurons)
    require(counts, neurons)
    unsafe spike_add_counts(
      trains.words.pointer, Int32(trains.count), Int32(trains.stride), Int32(neurons),
      counts.pointer)
  }

  package static func addIntervals(
    _ trains: Region<UInt32>, sizes: Region<Int32>?, words: Int, steps: Region<Int64>,
    intervals: Region<Int64>
  ) {
    precondition(words > 0 && trains.count % words == 0, "half a train")
    if let sizes { require(sizes, trains.count / words) }
    require(steps, 32 * words)
    require(intervals, 32 * words)
    unsafe spike_add_intervals(
      trains.pointer, sizes?.pointer, Int64(trains.count / words), Int32(words), steps.pointer,
      intervals.pointer)
  }

  package static func addNonzero(_ values: Region<Float>, counts: Region<Int32>) -> Bool {
    require(counts, values.count)
    var isGraded: Int32 = 0
    unsafe spike_add_nonzero(values.pointer, Int64(values.count), counts.pointer, &isGraded)
    return isGraded != 0
  }
}
