extension PlainKernels {
  package static func adaptiveLIF(
    current: Region<Float>, currentStride: Int, vectors: Int, steps: Int,
    neuron: AdaptiveConstants, membranes: Region<Float>?, thresholds: Region<Float>?,
    trains: TrainRegion
  ) -> Int {
    let constants = neuron.neuron
    var updates = 0
    for n in 0..<16 * vectors {
      for word in 0..<trains.count { trains.words[word * trains.stride + n] = 0 }
      var (u, a, theta) = (Float(0), Float(0), constants.threshold)
      for t in 0..<steps {
        let spiked = u > theta
        var next = constants.beta * (constants.reset == .zero && spiked ? 0 : u)
        next += current[t * currentStride + n]
        if constants.reset == .subtract && spiked { next -= theta }
        a = neuron.decay * a + (spiked ? 1 : 0)
        theta = constants.threshold + neuron.strength * a
        if t > 0 && next != u { updates += 1 }
        u = next
        let here = (n / 16 * steps + t) * 16 + n % 16
        membranes?[here] = u
        thresholds?[here] = theta
        if u > theta { trains.words[t / 32 * trains.stride + n] |= 1 << UInt32(t % 32) }
      }
    }
    return updates
  }

  package static func adaptiveSurrogate(
    _ columns: ColumnBlock, neuron: AdaptiveConstants, slope: SurrogateSlope
  ) {
    for n in 0..<16 * columns.vectors {
      var (carried, adapted) = (Float(0), Float(0))
      for t in (0..<columns.steps).reversed() {
        let (index, here) = ((n / 16 * columns.steps + t) * 16 + n % 16, t * columns.stride + n)
        let theta = columns.thresholds?[index] ?? neuron.neuron.threshold
        let u = columns.membranes[index] - theta
        let reached = slope(u) * (columns.local[here] + adapted)
        let passed = neuron.neuron.reset == .zero && u > 0 ? 0 : carried
        adapted = neuron.decay * adapted - neuron.strength * reached
        carried = reached + neuron.neuron.beta * passed
        columns.local[here] = carried
      }
    }
  }
}
