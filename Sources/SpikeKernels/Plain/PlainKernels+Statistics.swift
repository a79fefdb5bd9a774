// MARK: Statistics

extension PlainKernels {
  package static func lifCounting(
    current: Region<Float>, currentStride: Int, vectors: Int, steps: Int, neuron: NeuronConstants,
    trains: TrainRegion
  ) -> Int {
    let membranes = Buffer<Float>(count: steps * 16 * vectors, repeating: 0)
    lif(
      current: current, currentStride: currentStride, vectors: vectors, steps: steps,
      neuron: neuron, membranes: membranes.all, trains: trains)
    var updates = 0
    for n in 0..<16 * vectors {
      for t in stride(from: 1, to: steps, by: 1) {
        let place = (n / 16 * steps + t) * 16 + n % 16
        updates += membranes[place] != membranes[place - 16] ? 1 : 0
      }
    }
    return updates
  }

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
