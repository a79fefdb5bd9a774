import SpikeKernels

/// Sums for what belongs to the neurons of a layer: recurrent weights, β and θ.
extension LayerBackward {
  /// Adds what the coefficients of all samples say. Call after the layer's connection has been taken back.
  ///
  /// - Returns: The synaptic operations of the recurrent connection.
  func addToNeurons(_ memory: StepwiseMemory, _ workers: Workers) -> SynapticOperations {
    addConstants(memory)
    guard let loop else { return SynapticOperations() }
    for (index, part) in loop.parts(memory).enumerated() {
      add(parts[index].memory.timeSums, to: part.sums.bias)
      if loop.weights != nil {
        addPairs(memory.columns[index], loop, to: part.sums, memory, workers)
      }
    }
    addOwn(loop, memory, workers)
    return count(loop, memory, workers)
  }

  /// d(V) += Σ s_k[t-1]·g_j[t], sample by sample and step by step; each thread sums some tiles of outputs.
  private func addPairs(
    _ columns: SampleBuffers<Float>, _ loop: RecurrentBackward, to sums: Parameters.Layer,
    _ memory: StepwiseMemory, _ workers: Workers
  ) {
    let (shape, delayed) = (sums.shape, loop.spikes.delayed)
    let together = RecurrentScratch.samples(steps: steps)
    let pieces = min(workers.threads, shape.tiles)
    workers.forEach(pieces) { piece, worker in
      let scratch = scratch[worker].recurrent
      for first in Swift.stride(from: 0, to: samples, by: together) {
        let some = first..<min(samples, first + together)
        Kernels.listEvents(
          delayed.samples(some), sampleStride: delayed.sampleStride, samples: some.count,
          neurons: shape.inputs, steps: steps, width: shape.width, begins: scratch.begins.all,
          offsets: scratch.offsets.all)
        for tile in piece * shape.tiles / pieces..<(piece + 1) * shape.tiles / pieces {
          Kernels.outerListed(
            columns[some].dropping(tile * shape.width), rowStride: memory.padded,
            sampleStride: columns.size, samples: some.count, steps: steps,
            begins: scratch.begins.all, offsets: scratch.offsets.all, shape: shape,
            packed: scratch.packed.all, direction: sums.weightTile(tile))
        }
      }
    }
  }

  private func addOwn(
    _ loop: RecurrentBackward, _ memory: StepwiseMemory, _ workers: Workers
  ) {
    guard let own = loop.own, let direction = loop.ownDirection else { return }
    workers.forEach(samples) { sample, _ in
      let rows = memory.columns.map { $0[sample] }
      memory.ownSums[sample].fill(0)
      Kernels.sumWhere(
        own.all, SignedCoefficients(positive: rows[0], negative: rows[rows.count - 1]),
        row: memory.padded, loop.spikes.delayed.sample(sample), steps: steps,
        vectors: memory.padded / 16, to: memory.ownSums[sample])
    }
    for sample in 0..<samples {
      Kernels.addWhere(
        memory.ownSums[sample], nil, vectors: memory.padded / 16, to: direction.all)
    }
  }

  /// Sums over samples, and over neurons that share a constant.
  private func addConstants(_ memory: StepwiseMemory) {
    for (row, constant) in LearnedConstants.Constant.allCases.enumerated() {
      guard let sums = direction.tensor(constant.rawValue), let stepwise = population.stepwise
      else { continue }
      let weighs = rule.reachesSpikesOnly && constant == .beta
      for sample in 0..<samples {
        let values = memory.half(memory.constants[sample], row)
        for neuron in 0..<layer.layout.neurons {
          let place = layer.layout.index(ofCounted: neuron)
          let value = weighs ? values[place] / stepwise.constants.betas[place] : values[place]
          sums.values[sums.count == 1 ? 0 : neuron] += value
        }
      }
    }
  }

  /// Synaptic operations: pairs of a spike that is read and a coefficient, for the sums over contributions,
  /// where the rule needs them, for d(V), and for handing back.
  private func count(
    _ loop: RecurrentBackward, _ memory: StepwiseMemory, _ workers: Workers
  ) -> SynapticOperations {
    let (neurons, isAll) = (layer.layout.neurons, loop.weights != nil)
    let atSpikesOnly = rule.reachesSpikesOnly
    let counted = workers.map(samples, filler: SynapticOperations()) { sample, worker in
      var operations = SynapticOperations()
      let rows = memory.columns[0][sample]
      let counts = scratch[worker].spikes.all
      if let events = loop.spikes.routed?.denseEvents(sample) {
        Kernels.countSteps(events, steps: steps, counts: counts)
      }
      for step in 1..<max(1, steps) {
        let coefficients = Kernels.countNonzero(memory.row(rows, step))
        let spikes = isAll ? Int(counts[step]) : loop.spikes.count(sample, step)
        let pairs = isAll ? spikes * coefficients : min(spikes, coefficients)
        let receiving = isAll ? neurons * coefficients : coefficients
        operations.additions += (form == nil ? 1 : 2) * pairs
        operations.multiplyAdds += atSpikesOnly ? pairs : receiving
      }
      return operations
    }
    return counted.reduce(SynapticOperations(), +)
  }
}
