import SpikeKernels

/// Populations that are integrated one step at a time.
///
/// Samples are divided among the workers once. A worker takes its samples through time together, and at
/// each step tile by tile: the recurrent weights of a tile are then read from the L2 cache by all samples
/// but the first. The spikes of t − 1 add rows of them to the currents of t, ascending.
extension Simulator {
  /// Samples that a worker takes through time together, at most.
  static let samplesTogether = StepwiseConstants.mostTogether

  /// Room for the spikes of one step.
  static func listed(_ network: Network) -> Int {
    let neurons = network.layers.compactMap { $0.loop?.layer.layout.neurons }.max() ?? 0
    return neurons * samplesTogether
  }

  /// Integrates the currents that lie where the membranes will be.
  ///
  /// - Returns: The synaptic operations of the recurrent connection.
  func integrateStepwise(
    _ layer: Layer, _ weights: Parameters.Layer, _ trace: Trace, samples: Int
  ) -> SynapticOperations {
    let population = trace.populations[layer.index]
    guard let stepwise = population.stepwise else {
      preconditionFailure("a trace of other neurons")
    }
    stepwise.take(weights, layer.layout)
    let pass = StepwisePass(
      layer: layer, population: population, stepwise: stepwise, constants: stepwise.constants,
      recurrent: weights.recurrent(of: layer), own: weights.ownRecurrent(of: layer),
      steps: network.steps)
    let (recurrent, lists) = (trace.recurrent[layer.index], lists)
    let blocks = StepwiseBlocks(samples, threads: workers.threads, most: Self.samplesTogether)
    let spikes = workers.map(blocks.count, filler: 0) { item, worker in
      let block = blocks[item]
      for step in 0..<pass.steps { pass.integrate(block, step, lists: lists[worker]) }
      for sample in block { recurrent?.collect(sample, from: population.spikes) }
      return block.reduce(0) { $0 + pass.spikesRead($1) }
    }
    let reached = layer.loop?.layer.shape.outputs ?? 1
    return SynapticOperations(additions: spikes.reduce(0, +) * reached)
  }
}

/// Samples divided into blocks, of which there are as many as threads, or more where they would be large.
struct StepwiseBlocks: Sendable {
  private let samples: Int
  private let size: Int

  init(_ samples: Int, threads: Int, most: Int) {
    self.samples = samples
    size = max(1, min(most, (samples + threads - 1) / threads))
  }

  /// Number of blocks.
  var count: Int { (samples + size - 1) / size }

  /// The samples of one.
  subscript(index: Int) -> Range<Int> { index * size..<min(samples, (index + 1) * size) }
}

/// The way of a population through time.
private struct StepwisePass: Sendable {
  let layer: Layer
  let population: PopulationTrace
  let stepwise: StepwiseTrace
  let constants: StepwiseConstants
  /// Weights of the recurrent connection, or those of each neuron with itself.
  let recurrent: Parameters.Layer?
  let own: Buffer<Float>?
  let steps: Int

  private var padded: Int { layer.layout.padded }

  /// Takes some samples through one step.
  func integrate(_ samples: Range<Int>, _ step: Int, lists: Buffer<Int32>) {
    if step > 0 {
      if let recurrent { addRecurrent(samples, step, recurrent, lists) }
      if let own {
        for sample in samples {
          Kernels.addWhere(
            own.all, spikes(sample, step - 1), vectors: padded / 16, to: row(sample, step))
        }
      }
    } else if let recurrent {
      // No neuron spiked before the first step; the bias counts there too.
      for sample in samples {
        Kernels.addWhere(
          recurrent.bias.all, nil, vectors: padded / 16, to: row(sample, step))
      }
    }
    for sample in samples {
      let synapses = stepwise.synapses(sample)
      let updates = Kernels.stepwiseLIF(
        constants, vectors: padded / 16, state: row(sample, step),
        before: step > 0 ? row(sample, step - 1) : nil,
        synapse: synapses?.dropping(step * padded, count: padded),
        synapseBefore: step > 0 ? synapses?.dropping((step - 1) * padded, count: padded) : nil,
        spikes: spikes(sample, step))
      // The first step's change does not count.
      if step > 0 { population.updates?[sample * population.updateSlots] += updates }
    }
  }

  /// Adds the weight rows of the neurons that spiked one step before.
  private func addRecurrent(
    _ samples: Range<Int>, _ step: Int, _ weights: Parameters.Layer, _ lists: Buffer<Int32>
  ) {
    let shape = weights.shape
    let counts = samples.map { sample in
      Kernels.listStep(
        spikes(sample, step - 1), neurons: shape.inputs,
        list: lists.region((sample - samples.lowerBound) * shape.inputs, shape.inputs))
    }
    for tile in 0..<shape.tiles {
      let (values, bias) = (weights.weightTile(tile), weights.biasTile(tile))
      for (place, sample) in samples.enumerated() {
        Kernels.addRows(
          weights: values, bias: bias, vectors: shape.vectors,
          rows: lists.region(place * shape.inputs, counts[place]),
          to: row(sample, step).dropping(tile * shape.width))
      }
    }
  }

  /// The neurons of a sample at a step: their currents, then their membranes.
  private func row(_ sample: Int, _ step: Int) -> Region<Float> {
    guard let rows = population.membranes(sample) else {
      preconditionFailure("neurons that are integrated step by step keep their membranes")
    }
    return rows.dropping(step * padded, count: padded)
  }

  /// The spikes of a sample at a step.
  private func spikes(_ sample: Int, _ step: Int) -> StepSpikes {
    StepSpikes(words: population.spikes.row(sample, step / 32), bit: step % 32)
  }

  /// How many spikes of a sample are read again: those of the last step are not.
  func spikesRead(_ sample: Int) -> Int {
    guard recurrent != nil || own != nil else { return 0 }
    let spikes = population.spikes
    let (last, bit) = (spikes.row(sample, spikes.words - 1), UInt32((steps - 1) % 32))
    return spikes.spikeCount(sample: sample)
      - (0..<padded).reduce(0) { $0 + Int(last[$1] >> bit & 1) }
  }
}
