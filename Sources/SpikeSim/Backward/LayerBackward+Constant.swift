import SpikeKernels

/// A layer that reads values. They are the same at every step, so one product with the coefficients
/// summed over time is enough.
extension LayerBackward {
  // MARK: Dense

  func walkConstantDensely(
    _ input: Buffer<Float>, _ constant: ConstantInput?, _ workers: Workers
  ) -> SynapticOperations {
    let inputs = layer.shape.inputs
    let pairs = workers.map(samples, filler: 0) { sample, worker in
      let x = input.region(sample * inputs, inputs)
      let scratch = scratch[worker]
      let totals = parts.map { $0.memory.timeSums(sample) }
      for total in totals { total.fill(0) }
      sumOverTime(sample, constantContributions(sample, scratch), scratch, into: totals)
      return multiplyAdds(
        nonzero: Kernels.countNonzero(x), of: inputs, Kernels.countNonzero(totals[0]))
    }
    addBiases(workers)
    if let packed = form?.constant?.packedInputs(samples: samples, workers) ?? constant {
      if packed === constant {
        packed.packInputs(input.region(0, samples * inputs), samples: samples, workers)
      }
      for part in parts {
        let sums = part.memory.timeSums
        if Kernels.countNonzero(sums.region(0, samples * layer.layout.padded)) > 0 {
          addProducts(packed, sums, to: part.sums, workers)
        }
      }
    }
    if layer.index == 0 {
      for (record, part) in zip(memory.inputTotals, parts) {
        record.all.assign(part.memory.timeSums.elements)
      }
    }
    handDownDensely(workers)
    return SynapticOperations(multiplyAdds: pairs.reduce(0, +))
  }

  /// Multiply-adds of a patch of values and the coefficients of one place: for d(W), and for what is handed
  /// down to units.
  func multiplyAdds(nonzero values: Int, of inputs: Int, _ coefficients: Int) -> Int {
    let handed = layer.index == 0 ? 0 : rule.reachesSpikesOnly ? values : inputs
    return (values + handed) * coefficients
  }

  /// The products of the input without its background.
  private func addProducts(
    _ constant: ConstantInput, _ sums: Buffer<Float>, to target: Parameters.Layer,
    _ workers: Workers
  ) {
    let (shape, padded) = (layer.shape, layer.layout.padded)
    let (width, size) = (shape.width, 24)
    let blocks = ConstantInput.blocks(constant.inputs)
    let parts = (blocks + size - 1) / size
    workers.forEach(shape.tiles * parts) { item, worker in
      let (tile, part) = (item / parts, item % parts)
      let (near, row) = (scratch[worker].tileSums.all, BackwardScratch.tileRow(shape))
      for sample in 0..<samples {
        near.dropping(sample * row, count: width).copy(
          from: sums.region(sample * padded + tile * width, width))
      }
      if part == 0 && constant.leavesOutBackgrounds {
        constant.addBackground(
          near, row: row, vectors: shape.vectors,
          to: memory.backgroundSums.region(tile * width, width))
      }
      constant.add(
        near, row: row, vectors: shape.vectors,
        blocks: part * size..<min(blocks, (part + 1) * size), to: target.weightTile(tile))
    }
  }

  // MARK: Over time

  /// Σ_t of the coefficients of every column of a sample, some columns at a time.
  ///
  /// - Parameters:
  ///   - contributions: The sum over each neuron's contributions, for a rule that needs one.
  ///   - targets: Of each part, receives the sums of the neurons that are columns.
  func sumOverTime(
    _ sample: Int, _ contributions: Region<Float>?, _ scratch: BackwardScratch,
    into targets: [Region<Float>]
  ) {
    if rule.leavesUnits, let units = arrivals.units { return targets[0].copy(from: units[sample]) }
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
