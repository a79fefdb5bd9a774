import CSpikeKernels

extension Kernels {
  @discardableResult
  package static func stepwiseLIF(
    _ neurons: StepwiseConstants, vectors: Int, state: Region<Float>, before: Region<Float>?,
    synapse: Region<Float>?, synapseBefore: Region<Float>?, spikes: StepSpikes
  ) -> Int {
    for region in [neurons.betas, state, before, synapse, synapseBefore] {
      if let region { require(region, 16 * vectors) }
    }
    require(spikes.words, 16 * vectors)
    var (constants, updates) = unsafe (neurons.structure, Int64(0))
    unsafe spike_stepwise_lif(
      &constants, Int32(vectors), state.pointer, before?.pointer, synapse?.pointer,
      synapseBefore?.pointer, spikes.words.pointer, Int32(spikes.bit), &updates)
    return Int(updates)
  }

  package static func addWhere(
    _ values: Region<Float>, _ spikes: StepSpikes?, vectors: Int, to out: Region<Float>
  ) {
    require(values, 16 * vectors)
    require(out, 16 * vectors)
    if let spikes { require(spikes.words, 16 * vectors) }
    unsafe spike_add_where(
      values.pointer, spikes?.words.pointer, Int32(spikes?.bit ?? 0), Int32(vectors), out.pointer)
  }

  package static func addProductsWhere(
    _ values: Region<Float>, _ coefficients: SignedCoefficients, _ spikes: StepSpikes?,
    vectors: Int, to out: Region<Float>
  ) {
    for region in [values, coefficients.positive, coefficients.negative, out] {
      require(region, 16 * vectors)
    }
    if let spikes { require(spikes.words, 16 * vectors) }
    unsafe spike_add_products_where(
      values.pointer, coefficients.positive.pointer, coefficients.negative.pointer,
      spikes?.words.pointer, Int32(spikes?.bit ?? 0), Int32(vectors), out.pointer)
  }

  package static func sumWhere(
    _ values: Region<Float>, _ coefficients: SignedCoefficients, row: Int, _ trains: TrainRegion,
    steps: Int, vectors: Int, to sums: Region<Float>
  ) {
    require(values, 16 * vectors)
    require(sums, 16 * vectors)
    require(coefficients.positive, rows: steps, stride: row, width: 16 * vectors)
    require(coefficients.negative, rows: steps, stride: row, width: 16 * vectors)
    require(trains, steps: steps, width: 16 * vectors)
    unsafe spike_sum_where(
      values.pointer, coefficients.positive.pointer, coefficients.negative.pointer, Int64(row),
      trains.words.pointer, Int32(trains.stride), Int32(steps), Int32(vectors), sums.pointer)
  }

  package static func stepwiseGradients(
    _ neurons: StepwiseConstants, vectors: Int, before: Region<Float>?, reached: Region<Float>,
    gradient: Region<Float>, betas: Region<Float>, thresholds: Region<Float>
  ) {
    for region in [neurons.betas, before, reached, gradient, betas, thresholds] {
      if let region { require(region, 16 * vectors) }
    }
    var constants = unsafe neurons.structure
    unsafe spike_stepwise_gradients(
      &constants, Int32(vectors), before?.pointer, reached.pointer, gradient.pointer,
      betas.pointer, thresholds.pointer)
  }

  package static func shares(
    _ values: Region<Float>, _ coefficients: SignedCoefficients, vectors: Int,
    to shares: Region<Float>
  ) {
    for region in [values, coefficients.positive, coefficients.negative, shares] {
      require(region, 16 * vectors)
    }
    unsafe spike_shares(
      values.pointer, coefficients.positive.pointer, coefficients.negative.pointer, Int32(vectors),
      shares.pointer)
  }
}

extension StepwiseConstants {
  /// The constants as the C kernels take them.
  fileprivate var structure: spike_stepwise {
    unsafe spike_stepwise(
      betas: betas.pointer, thresholds: thresholds.pointer, synaptic_decay: synapticDecay,
      reset: reset.rawValue)
  }
}
