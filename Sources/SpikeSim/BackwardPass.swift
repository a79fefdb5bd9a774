import SpikeKernels

/// Carries a signal from the output spikes back through layers and time, and sums what it says of
/// every weight: the walk that feedback propagation and back-propagation share.
///
/// A ``MembraneRule`` turns what arrives at a neuron's spikes into a coefficient g[t] for its
/// current. From g follow, as for any layer I = W·x + b,
///
///     d(w_ij) += Σ_t x_i[t]·g_j[t]      d(b_j) += Σ_t g_j[t]      r_i[t] = Σ_j w_ij·g_j[t]
///
/// Only pairs of an input that spiked and a neuron in the lists are touched. Sums run over samples
/// and steps in ascending order on any number of threads.
public final class BackwardPass {
  private let network: Network
  private let workers: Workers
  /// For each population, a time row for each listed neuron of each sample: what arrives at its
  /// spikes, then g. [samples][neurons][padded steps].
  private let rows: [Buffer<Float>]
  /// Σ_t g of each neuron, [samples][padded].
  private let sums: [Buffer<Float>]
  private let everyone: [NeuronLists]
  /// Where each output's weights begin in the tiled weights of its layer.
  private let outputOffsets: [Buffer<Int32>]
  /// The same for the listed outputs of each sample, [samples][neurons].
  private let listedOffsets: [Buffer<Int32>]
  private let local: [Buffer<Float>]
  private let nonzero: [Buffer<Int32>]
  private let capacity: Int

  /// Allocates the memory for batches of up to `capacity` samples.
  public init(network: Network, capacity: Int, workers: Workers) {
    self.network = network
    self.workers = workers
    self.capacity = capacity
    let paddedSteps = Kernels.paddedSteps(network.steps)
    rows = network.stages.map {
      Buffer(count: capacity * $0.shape.outputs * paddedSteps, repeating: 0)
    }
    sums = network.stages.map { Buffer(count: capacity * $0.shape.paddedOutputs, repeating: 0) }
    everyone = network.stages.map { NeuronLists(allOf: $0.shape.outputs, width: $0.shape.width) }
    outputOffsets = network.stages.map { stage in
      let offsets = (0..<stage.shape.outputs).map {
        Int32(stage.shape.offset(input: 0, output: $0))
      }
      return Buffer(offsets, filler: 0)
    }
    listedOffsets = network.stages.map {
      Buffer(count: capacity * $0.shape.outputs, repeating: 0)
    }
    let widest = network.stages.map(\.shape.width).max() ?? 16
    local = (0..<workers.threads).map { _ in Buffer(count: network.steps * widest, repeating: 0) }
    nonzero = (0..<workers.threads).map { _ in Buffer(count: network.steps, repeating: 0) }
  }

  /// Steps in a time row: T, padded.
  public var paddedSteps: Int { Kernels.paddedSteps(network.steps) }

  /// What arrives at the output spikes: a time row for each (sample, class). The caller fills it
  /// before each ``run(_:parameters:direction:rule:)``.
  public var outputRows: Region<Float> { rows[rows.count - 1].all }

  /// Σ_t g[t] of the first population, [samples][padded], after a run.
  public var firstSums: Buffer<Float> { sums[0] }

  /// Walks back through a trace and adds the sums to `direction`.
  ///
  /// - Complexity: O(T) a pair of a listed input and a listed neuron, in each layer past the
  ///   first; one product of [inputs × samples] and [samples × neurons] for the first.
  /// - Returns: The synaptic operations of the walk.
  public func run(
    _ trace: Trace, parameters: Parameters, direction: Parameters, rule: some MembraneRule
  ) -> SynapticOperations {
    precondition(trace.samples <= capacity, "a batch of \(trace.samples) samples")
    precondition(trace.network == network, "a trace of another network")
    precondition(trace.output.membranes.count > 0, "learning needs a trace that keeps membranes")
    var operations = SynapticOperations()
    for stage in network.stages.reversed() {
      let layer = Layer(
        stage: stage, parameters: parameters.layers[stage.index],
        direction: direction.layers[stage.index], trace: trace,
        lists: lists(stage.index, trace, rule))
      operations += sumOverTime(layer, rule)
      addBiases(layer)
      if stage.index == 0 {
        operations += sumOverSamples(layer)
      } else {
        pullBack(layer, to: lists(stage.index - 1, trace, rule))
      }
    }
    return operations
  }

  /// One layer on the way back.
  private struct Layer: Sendable {
    let stage: Stage
    let parameters: Parameters.Layer
    let direction: Parameters.Layer
    let samples: Int
    let population: PopulationTrace
    let below: PopulationTrace?
    let input: Buffer<Float>
    let lists: NeuronLists

    init(
      stage: Stage, parameters: Parameters.Layer, direction: Parameters.Layer, trace: Trace,
      lists: NeuronLists
    ) {
      self.stage = stage
      self.parameters = parameters
      self.direction = direction
      samples = trace.samples
      population = trace.populations[stage.index]
      below = stage.index > 0 ? trace.populations[stage.index - 1] : nil
      input = trace.input
      self.lists = lists
    }
  }

  /// The neurons that a signal reaches: at the output all, below it those the rule says.
  private func lists(
    _ index: Int, _ trace: Trace, _ rule: some MembraneRule
  ) -> NeuronLists {
    let reachesAll = index == network.stages.count - 1 || !rule.reachesSpikesOnly
    return reachesAll ? everyone[index] : trace.populations[index].active
  }

  /// Backward through the membranes of one population, and d(W) of its layer where spikes feed it.
  ///
  /// - Returns: The additions of d(W) and the multiply-adds of r, both known here from the counts.
  private func sumOverTime(_ layer: Layer, _ rule: some MembraneRule) -> SynapticOperations {
    let (stage, shape, steps) = (layer.stage, layer.stage.shape, network.steps)
    let paddedSteps = paddedSteps
    let (rows, sums, locals, counts) = (rows[stage.index], sums[stage.index], local, nonzero)
    let masks = rule.reachesSpikesOnly && stage.index < network.stages.count - 1
    let counted = workers.map(shape.tiles, filler: SynapticOperations()) { tile, worker in
      let first = tile * shape.width
      let local = locals[worker].region(0, steps * shape.width)
      var operations = SynapticOperations()
      for sample in 0..<layer.samples {
        let sum = sums.region(sample * shape.paddedOutputs + first, shape.width)
        let positions = layer.lists.positions(sample, tile: tile)
        guard !positions.isEmpty else {
          sum.fill(0)
          continue
        }
        let neurons = layer.lists.list(sample).dropping(
          positions.lowerBound, count: positions.count)
        let timeRows = rows.region(
          (sample * shape.outputs + positions.lowerBound) * paddedSteps,
          positions.count * paddedSteps)
        Kernels.gatherTimeRows(
          rows: timeRows, neurons: neurons, first: first,
          trains: masks ? layer.population.trains(sample) : nil, steps: steps,
          vectors: shape.vectors, local: local)
        rule.coefficients(
          membranes: layer.population.membranes(sample, from: first),
          stride: layer.population.padded, vectors: shape.vectors, steps: steps,
          neurons: stage.neurons, local: local)
        Kernels.sumSteps(
          local: local, vectors: shape.vectors, steps: steps, sums: sum, nonzero: counts[worker].all
        )
        Kernels.scatterTimeRows(
          local: local, steps: steps, vectors: shape.vectors, neurons: neurons, first: first,
          rows: timeRows)
        if let below = layer.below {
          Kernels.outerEvents(
            local: local, vectors: shape.vectors, active: below.active.list(sample),
            trains: below.trains(sample), direction: layer.direction.weightTile(tile))
          let spikes = below.spikesPerStep(sample)
          for t in 0..<steps {
            let reached = Int(counts[worker][t])
            operations.additions += Int(spikes[t]) * reached
            operations.multiplyAdds +=
              (rule.reachesSpikesOnly ? Int(spikes[t]) : shape.inputs) * reached
          }
        }
      }
      return operations
    }
    return counted.reduce(SynapticOperations(), +)
  }

  private func addBiases(_ layer: Layer) {
    let sums = sums[layer.stage.index]
    let (padded, bias) = (layer.stage.shape.paddedOutputs, layer.direction.bias)
    for sample in 0..<layer.samples {
      for neuron in 0..<padded { bias[neuron] += sums[sample * padded + neuron] }
    }
  }

  /// d(W) of the first layer: its input is the same at every step, so that one product with the
  /// coefficients summed over time does.
  private func sumOverSamples(_ layer: Layer) -> SynapticOperations {
    let (shape, sums) = (layer.stage.shape, sums[0])
    let inputBlock = 96
    let blocks = (shape.inputs + inputBlock - 1) / inputBlock
    workers.forEach(shape.tiles * blocks) { item, _ in
      let tile = item / blocks
      let inputs = item % blocks * inputBlock..<min(shape.inputs, (item % blocks + 1) * inputBlock)
      Kernels.outerDense(
        x: layer.input.region(inputs.lowerBound, layer.samples * shape.inputs - inputs.lowerBound),
        inputStride: shape.inputs, inputs: inputs.count,
        sums: sums.region(
          tile * shape.width, layer.samples * shape.paddedOutputs - tile * shape.width),
        sumsStride: shape.paddedOutputs, samples: layer.samples, vectors: shape.vectors,
        direction: layer.direction.weightTile(tile).dropping(inputs.lowerBound * shape.width))
    }
    let pairs = (0..<layer.samples).reduce(0) { total, sample in
      let values = layer.input.region(sample * shape.inputs, shape.inputs).countNonzero()
      let reached = sums.region(sample * shape.paddedOutputs, shape.paddedOutputs).countNonzero()
      return total + values * reached
    }
    return SynapticOperations(multiplyAdds: pairs)
  }

  /// r_i[t] = Σ_j w_ij·g_j[t] for the listed neurons of the population below.
  private func pullBack(_ layer: Layer, to lists: NeuronLists) {
    let (shape, paddedSteps) = (layer.stage.shape, paddedSteps)
    let (offsets, table) = (listedOffsets[layer.stage.index], outputOffsets[layer.stage.index])
    let (from, to) = (rows[layer.stage.index], rows[layer.stage.index - 1])
    let blocks = SampleBlocks(layer.samples)
    workers.forEach(blocks.count) { block, _ in
      for sample in blocks[block] {
        let list = layer.lists.list(sample)
        for position in 0..<list.count {
          offsets[sample * shape.outputs + position] = table[Int(list[position])]
        }
      }
    }
    workers.forEach(lists.tiles * blocks.count) { item, _ in
      for sample in blocks[item % blocks.count] {
        let positions = lists.positions(sample, tile: item / blocks.count)
        guard !positions.isEmpty else { continue }
        let listed = layer.lists.count(sample)
        Kernels.pullBack(
          weights: layer.parameters.weight.all, inputStride: shape.width,
          active: lists.list(sample).dropping(positions.lowerBound, count: positions.count),
          offsets: offsets.region(sample * shape.outputs, listed),
          feedback: from.region(sample * shape.outputs * paddedSteps, listed * paddedSteps),
          paddedSteps: paddedSteps,
          rows: to.region(
            (sample * shape.inputs + positions.lowerBound) * paddedSteps,
            positions.count * paddedSteps))
      }
    }
  }
}
