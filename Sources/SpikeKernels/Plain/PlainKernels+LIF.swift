extension PlainKernels {
  package static func lif(
    current: Region<Float>, currentStride: Int, vectors: Int, steps: Int, neuron: NeuronConstants,
    membranes: Region<Float>?, trains: TrainRegion
  ) {
    for n in 0..<16 * vectors {
      for word in 0..<trains.count { trains.words[word * trains.stride + n] = 0 }
      var u: Float = 0
      for t in 0..<steps {
        u = neuron.next(after: u, current: current[t * currentStride + n])
        membranes?[(n / 16 * steps + t) * 16 + n % 16] = u
        if u > neuron.threshold { trains.words[t / 32 * trains.stride + n] |= 1 << UInt32(t % 32) }
      }
    }
  }

  package static func constantMembranes(
    current: Region<Float>, neurons: Region<Int32>, steps: Int, neuron: NeuronConstants,
    membranes: Region<Float>
  ) {
    for k in 0..<(neurons.count + 15) / 16 * 16 {
      let input = k < neurons.count ? current[Int(neurons[k])] : 0
      var u: Float = 0
      for t in 0..<steps {
        u = neuron.next(after: u, current: input)
        membranes[(k / 16 * steps + t) * 16 + k % 16] = u
      }
    }
  }

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

  package static func surrogateMembrane(_ columns: ColumnBlock, slope: SurrogateSlope) {
    let (steps, neuron) = (columns.steps, columns.neuron)
    for n in 0..<16 * columns.vectors {
      func potential(_ t: Int) -> Float { columns.before(n, t + 1) - columns.threshold(n, t) }
      func isCut(_ t: Int) -> Bool { neuron.reset == .zero && potential(t) > 0 }
      var carried: Float = 0
      for t in (0..<steps).reversed() {
        let here = t * columns.stride + n
        let arriving = columns.local[here] * slope(potential(t))
        if let carry = columns.carry {
          carry[here] = isCut(t - 1) ? 0 : columns.beta(n)
          columns.local[here] = arriving
        } else {
          let later = columns.beta(n) * (isCut(t) ? 0 : carried)
          carried = (arriving + later) * (columns.factors?[t] ?? 1)
          columns.local[here] = carried
        }
      }
    }
  }
}
