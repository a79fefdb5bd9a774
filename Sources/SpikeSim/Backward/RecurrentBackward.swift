import SpikeKernels

/// The connection of a population with itself, on the way back.
struct RecurrentBackward: Sendable {
  let layer: Layer
  /// Its weights and their direction, of a connection of all with all.
  let weights: Parameters.Layer?
  let direction: Parameters.Layer?
  /// The same of neurons that read their own spikes alone.
  let own: Buffer<Float>?
  let ownDirection: Buffer<Float>?
  /// The spikes as they are read.
  let spikes: RecurrentSpikes
  let steps: Int

  /// - Returns: nil where a population does not read its spikes.
  init?(
    _ layer: Layer, _ trace: Trace, _ parameters: Parameters.Layer, _ direction: Parameters.Layer
  ) {
    guard let spikes = trace.recurrent[layer.index] else { return nil }
    self.layer = layer
    self.spikes = spikes
    weights = parameters.recurrent(of: layer)
    self.direction = direction.recurrent(of: layer)
    own = parameters.ownRecurrent(of: layer)
    ownDirection = direction.ownRecurrent(of: layer)
    steps = trace.network.steps
  }

  private var padded: Int { layer.layout.padded }

  /// For each part of the rule's contributions, the weights by which it hands back, and the sums for them.
  func parts(
    _ memory: StepwiseMemory
  ) -> [(weights: Parameters.Layer, sums: Parameters.Layer)] {
    guard let weights, let direction else { return [] }
    guard memory.columns.count > 1, let form = memory.form else { return [(weights, direction)] }
    return form.signs
  }

  // MARK: Contributions

  /// Adds the recurrent contributions to the sums of a sample's neurons.
  func addContributions(
    _ sample: Int, _ memory: StepwiseMemory, _ scratch: BackwardScratch
  ) {
    let sums = memory.contributions[sample]
    if own != nil {
      for step in 1..<max(1, steps) {
        Kernels.addWhere(
          memory.ownSummed.all, read(sample, step), vectors: padded / 16,
          to: memory.row(sums, step))
      }
    }
    guard let summed = memory.form?.summed, let routed = spikes.routed else { return }
    let (events, width) = (routed.denseGroups(sample), summed.shape.width)
    let tile = scratch.window.region(0, steps * width)
    for index in 0..<summed.shape.tiles {
      Kernels.eventCurrent(
        weights: summed.weightTile(index), bias: summed.biasTile(index),
        vectors: summed.shape.vectors, events: events, steps: steps, current: tile)
      for step in 0..<steps {
        Kernels.addWhere(
          tile.dropping(step * width, count: width), nil, vectors: width / 16,
          to: memory.row(sums, step).dropping(index * width))
      }
    }
  }

  /// The spikes that are read at a step.
  private func read(_ sample: Int, _ step: Int) -> StepSpikes {
    StepSpikes(words: spikes.delayed.row(sample, step / 32), bit: step % 32)
  }

  // MARK: Handing back

  /// Adds what the coefficients of a step hand to the spikes of the step before to what arrives there.
  ///
  /// - Parameter atSpikesOnly: Whether only neurons that spiked receive.
  func handBack(
    _ samples: Range<Int>, _ step: Int, _ population: PopulationTrace, atSpikesOnly: Bool,
    _ memory: StepwiseMemory
  ) {
    if let own {
      for sample in samples {
        let row = memory.columns.map { memory.row($0[sample], step) }
        Kernels.addProductsWhere(
          own.all, SignedCoefficients(positive: row[0], negative: row[row.count - 1]),
          atSpikesOnly ? read(sample, step) : nil, vectors: padded / 16,
          to: memory.row(memory.columns[0][sample], step - 1))
      }
    }
    for (part, columns) in zip(parts(memory), memory.columns) {
      if atSpikesOnly {
        handToSpikes(samples, step, by: part.weights, columns, memory)
      } else {
        handToAll(samples, step, by: part.weights, columns, memory)
      }
    }
  }

  private func handToSpikes(
    _ samples: Range<Int>, _ step: Int, by weights: Parameters.Layer,
    _ columns: SampleBuffers<Float>, _ memory: StepwiseMemory
  ) {
    let shape = weights.shape
    let counts = memory.spikingCounts.region(samples.lowerBound, samples.count)
    for (place, sample) in samples.enumerated() {
      counts[place] = Int32(
        Kernels.listStep(
          read(sample, step), neurons: shape.inputs, list: memory.spiking[sample]))
    }
    Kernels.listedProducts(
      weights: weights.weight.all, shape: shape, lists: memory.spiking[samples], counts: counts,
      x: columns[samples].dropping(step * padded), xStride: columns.size,
      out: memory.columns[0][samples].dropping((step - 1) * padded),
      outStride: memory.columns[0].size)
  }

  private func handToAll(
    _ samples: Range<Int>, _ step: Int, by weights: Parameters.Layer,
    _ columns: SampleBuffers<Float>, _ memory: StepwiseMemory
  ) {
    Kernels.rowProducts(
      weights: weights.weight.all, shape: weights.shape, rows: memory.everyone.all,
      x: columns[samples].dropping(step * padded), xStride: columns.size, samples: samples.count,
      out: memory.columns[0][samples].dropping((step - 1) * padded),
      outStride: memory.columns[0].size)
  }
}
