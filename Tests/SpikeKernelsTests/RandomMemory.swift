import SpikeKernels

/// Spike trains of one sample in memory of their own.
struct RandomSpikes {
  let neurons: Int
  let steps: Int
  let region: TrainRegion

  /// The lists a kernel makes of them.
  func list(
    _ kernels: any KernelSet.Type, width: Int
  ) -> (active: Region<Int32>, tileStarts: Region<Int32>, spikesPerStep: Region<Int32>) {
    let active = Buffer<Int32>(count: neurons, repeating: -1)
    let starts = Buffer<Int32>(count: (neurons + width - 1) / width + 1, repeating: -1)
    let counts = Buffer<Int32>(count: steps, repeating: -1)
    kernels.listActive(
      trains: region, neurons: neurons, width: width, steps: steps, active: active.all,
      tileStarts: starts.all, spikesPerStep: counts.all)
    let listed = Int(starts[starts.count - 1])
    return (active.region(0, listed), starts.all, counts.all)
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
