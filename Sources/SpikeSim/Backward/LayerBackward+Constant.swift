import SpikeKernels

/// A layer that reads values. They are the same at every step, so one product with the coefficients
/// summed over time is enough.
extension LayerBackward {
  // MARK: Dense

  func walkConstantDensely(
    _ input: Buffer<Float>, _ constant: ConstantInput?, _ pass: BackwardPass
  ) -> SynapticOperations {
    let (inputs, workers) = (layer.shape.inputs, pass.workers)
    let pairs = workers.map(samples, filler: 0) { sample, worker in
      sumOverTime(sample, scratch[worker])
      return multiplyAdds(
        nonzero: Kernels.countNonzero(input.region(sample * inputs, inputs)), of: inputs,
        Kernels.countNonzero(parts[0].memory.timeSums(sample)))
    }
    addBiases()
    for part in pack(input, constant, workers) { pass.leaveOpen(part, layer) }
    if layer.index == 0 {
      for (record, part) in zip(memory.inputTotals, parts) {
        record.all.assign(part.memory.timeSums.elements)
      }
    }
    handDownDensely(workers)
    return SynapticOperations(multiplyAdds: pairs.reduce(0, +))
  }

  /// Multiply-adds of a patch of values and the coefficients of one place: for the sums over contributions,
  /// where the rule needs them, for d(W), and for what is handed down to units.
  func multiplyAdds(nonzero values: Int, of inputs: Int, _ coefficients: Int) -> Int {
    let handed = layer.index == 0 ? 0 : rule.reachesSpikesOnly ? values : inputs
    return ((form == nil ? 1 : 2) * values + handed) * coefficients
  }

  /// Prepares the products of the inputs and what was summed over time.
  ///
  /// - Returns: The parts for which anything was.
  private func pack(
    _ input: Buffer<Float>, _ constant: ConstantInput?, _ workers: Workers
  ) -> [ContributionPart] {
    let summed = parts.filter {
      Kernels.countNonzero($0.memory.timeSums.region(0, samples * layer.layout.padded)) > 0
    }
    guard !summed.isEmpty else { return [] }
    let split = form?.constant?.split
    let backgrounds = split == nil ? constant?.backgrounds(samples: samples) : nil
    memory.packedInputs[layer.index]?.pack(
      (split ?? input).all, backgrounds: backgrounds, samples: samples, workers)
    for part in summed {
      part.memory.product?.take(
        part.memory.timeSums, samples: samples, hasBackgrounds: backgrounds != nil, workers)
    }
    return summed
  }

  // MARK: Over time

  /// What arrives at the units of a sample, where the rule leaves it as it is.
  private func coefficientsOfUnits(_ sample: Int) -> Region<Float>? {
    rule.passesUnitsUnchanged ? arrivals.units?[sample] : nil
  }

  /// Σ_t of the coefficients of a sample of a dense layer.
  private func sumOverTime(_ sample: Int, _ scratch: BackwardScratch) {
    if let coefficients = coefficientsOfUnits(sample) {
      return parts[0].memory.timeSums(sample).copy(from: coefficients)
    }
    let totals = parts.map { $0.memory.timeSums(sample) }
    for total in totals { total.fill(0) }
    sumOverTime(sample, constantContributions(sample, scratch), scratch, into: totals)
  }

  /// Σ_t of the coefficients of every column of a sample, some columns at a time.
  ///
  /// - Parameters:
  ///   - contributions: The sum over each neuron's contributions, for a rule that needs one.
  ///   - targets: Of each part, receives the sums of the neurons that are columns.
  func sumOverTime(
    _ sample: Int, _ contributions: Region<Float>?, _ scratch: BackwardScratch,
    into targets: [Region<Float>]
  ) {
    if let coefficients = coefficientsOfUnits(sample) {
      return targets[0].copy(from: coefficients)
    }
    let columns = listing(sample).columns
    let chunk = BackwardScratch.chunk
    for first in Swift.stride(from: 0, to: columns.count, by: chunk) {
      let part = columns.dropping(first, count: min(chunk, columns.count - first))
      let stride = (part.count + 15) / 16 * 16
      let locals = parts.indices.map { scratch.columns[$0].all }
      if let contributions {
        Kernels.pickColumns(
          contributions, rowStride: 0, first: 0, columns: part, steps: steps, stride: stride,
          local: scratch.contributions.all)
      }
      coefficients(sample, part, stride: stride, scratch, locals: locals)
      for index in parts.indices {
        Kernels.sumSteps(
          local: locals[index], stride: stride, count: part.count, steps: steps,
          sums: scratch.sums.all, nonzero: scratch.nonzero.all)
        part.place(scratch.sums.all, in: targets[index])
      }
    }
  }
}
