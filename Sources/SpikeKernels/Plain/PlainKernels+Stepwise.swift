extension PlainKernels {
  @discardableResult
  package static func stepwiseLIF(
    _ neurons: StepwiseConstants, vectors: Int, state: Region<Float>, before: Region<Float>?,
    synapse: Region<Float>?, synapseBefore: Region<Float>?, spikes: StepSpikes
  ) -> Int {
    var updates = 0
    for n in 0..<16 * vectors {
      let neuron = NeuronConstants(
        beta: neurons.betas[n], threshold: neurons.thresholds[n], reset: neurons.reset)
      var input = state[n]
      if let synapse {
        if let synapseBefore { input = neurons.synapticDecay * synapseBefore[n] + input }
        synapse[n] = input
      }
      let u = before?[n] ?? 0
      let next = neuron.next(after: u, current: input)
      if next != u { updates += 1 }
      state[n] = next
      if spikes.bit == 0 { spikes.words[n] = 0 }
      if next > neuron.threshold { spikes.words[n] |= 1 << UInt32(spikes.bit) }
    }
    return updates
  }

  package static func listStep(
    _ spikes: StepSpikes, neurons: Int, list: Region<Int32>
  ) -> Int {
    let spiking = (0..<neurons).filter(spikes.spiked)
    list.assign(spiking.map(Int32.init))
    return spiking.count
  }

  package static func addRows(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, rows: Region<Int32>,
    to out: Region<Float>
  ) {
    let width = 16 * vectors
    for n in 0..<width {
      out[n] += rows.elements.reduce(bias[n]) { $0 + weights[Int($1) * width + n] }
    }
  }

  package static func rowProducts(
    weights: Region<Float>, shape: TileShape, rows: Region<Int32>, x: Region<Float>, xStride: Int,
    samples: Int, out: Region<Float>, outStride: Int
  ) {
    for row in rows.elements.map(Int.init) {
      for s in 0..<samples {
        var lanes = [Float](repeating: 0, count: 16)
        for n in 0..<shape.paddedOutputs {
          lanes[n % 16].addProduct(
            weights[shape.offset(input: row, output: n)], x[s * xStride + n])
        }
        for half in [8, 4, 2, 1] {
          for lane in 0..<half { lanes[lane] += lanes[lane + half] }
        }
        out[s * outStride + row] += lanes[0]
      }
    }
  }

  package static func delayTrains(
    _ trains: TrainRegion, neurons: Int, steps: Int, delayed: TrainRegion
  ) {
    for n in 0..<neurons {
      for word in 0..<delayed.count { delayed.words[word * delayed.stride + n] = 0 }
      for t in stride(from: 1, to: steps, by: 1) where trains.spiked(n, at: t - 1) {
        delayed.words[t / 32 * delayed.stride + n] |= 1 << UInt32(t % 32)
      }
    }
  }

  package static func addWhere(
    _ values: Region<Float>, _ spikes: StepSpikes?, vectors: Int, to out: Region<Float>
  ) {
    for n in 0..<16 * vectors { out[n] += spikes?.spiked(n) ?? true ? values[n] : 0 }
  }

  package static func addProductsWhere(
    _ values: Region<Float>, _ coefficients: SignedCoefficients, _ spikes: StepSpikes?,
    vectors: Int, to out: Region<Float>
  ) {
    for n in 0..<16 * vectors {
      out[n] += spikes?.spiked(n) ?? true ? values[n] * coefficients.of(values[n], at: n) : 0
    }
  }

  package static func sumWhere(
    _ values: Region<Float>, _ coefficients: SignedCoefficients, row: Int, _ trains: TrainRegion,
    steps: Int, vectors: Int, to sums: Region<Float>
  ) {
    for n in 0..<16 * vectors {
      sums[n] += (0..<steps).reduce(Float(0)) {
        $0 + (trains.spiked(n, at: $1) ? coefficients.of(values[n], at: $1 * row + n) : 0)
      }
    }
  }

  package static func stepwiseGradients(
    _ neurons: StepwiseConstants, vectors: Int, before: Region<Float>?, reached: Region<Float>,
    gradient: Region<Float>, betas: Region<Float>, thresholds: Region<Float>
  ) {
    for n in 0..<16 * vectors {
      let u = before?[n] ?? 0
      let spiked = u > neurons.thresholds[n]
      betas[n] += gradient[n] * (neurons.reset == .zero && spiked ? 0 : u)
      var rise = reached[n]
      if neurons.reset == .subtract { rise += spiked ? gradient[n] : 0 }
      thresholds[n] -= rise
    }
  }

  package static func shares(
    _ values: Region<Float>, _ coefficients: SignedCoefficients, vectors: Int,
    to shares: Region<Float>
  ) {
    for n in 0..<16 * vectors { shares[n] = values[n] * coefficients.of(values[n], at: n) }
  }
}
