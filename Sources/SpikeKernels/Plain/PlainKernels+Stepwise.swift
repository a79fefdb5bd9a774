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
