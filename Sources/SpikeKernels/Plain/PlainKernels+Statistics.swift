// MARK: Statistics

extension PlainKernels {
  package static func addCounts(_ trains: TrainRegion, neurons: Int, counts: Region<Int32>) {
    for n in 0..<neurons { counts[n] += Int32(spikingSteps(of: trains, n).count) }
  }

  package static func addIntervals(
    _ trains: Region<UInt32>, sizes: Region<Int32>?, words: Int, steps: Region<Int64>,
    intervals: Region<Int64>
  ) {
    for train in 0..<trains.count / words {
      var last: Int?
      for t in 0..<32 * words where trains[train * words + t / 32] >> UInt32(t % 32) & 1 == 1 {
        steps[t] += Int64(sizes?[train] ?? 1)
        if let last { intervals[t - last] += Int64(sizes?[train] ?? 1) }
        last = t
      }
    }
  }

  package static func addNonzero(_ values: Region<Float>, counts: Region<Int32>) -> Bool {
    var isGraded = false
    for index in 0..<values.count where values[index] != 0 {
      counts[index] += 1
      isGraded = isGraded || abs(values[index]) != 1
    }
    return isGraded
  }
}
