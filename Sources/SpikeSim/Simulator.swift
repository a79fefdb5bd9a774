import SpikeKernels

/// Runs batches through a network, event by event, and leaves a ``Trace``.
///
/// Under constant encoding the current of the first layer is computed once and repeated; each
/// later layer adds one weight row a spike. Work is shared by (tile of neurons, block of samples);
/// every membrane is computed by one thread in one order, so the trace does not depend on the
/// number of threads.
public final class Simulator {
  private let network: Network
  private let workers: Workers
  /// Currents of one tile over all steps, for each worker.
  private let local: [Buffer<Float>]
  /// The first layer's current, [samples][padded].
  private let constantCurrent: Buffer<Float>
  private let capacity: Int

  /// Allocates the scratch memory for batches of up to `capacity` samples.
  public init(network: Network, capacity: Int, workers: Workers) {
    self.network = network
    self.workers = workers
    self.capacity = capacity
    let widest = network.stages.map(\.shape.width).max() ?? 16
    local = (0..<workers.threads).map { _ in
      Buffer(count: network.steps * widest, repeating: 0)
    }
    constantCurrent = Buffer(
      count: capacity * network.stages[0].shape.paddedOutputs, repeating: 0)
  }

  /// Simulates the first `samples` samples of `trace.input` for T steps.
  ///
  /// - Complexity: O(samples · inputs · first layer) + O(T) a spike and output it reaches.
  /// - Returns: The synaptic operations it took.
  @discardableResult
  public func simulate(_ trace: Trace, parameters: Parameters, samples: Int) -> SynapticOperations {
    precondition(samples <= trace.capacity && samples <= capacity, "a batch of \(samples) samples")
    precondition(trace.network == network, "a trace of another network")
    trace.samples = samples
    var operations = SynapticOperations()
    for stage in network.stages {
      let layer = parameters.layers[stage.index]
      let population = trace.populations[stage.index]
      if stage.index == 0 {
        simulateFirst(stage, layer, trace, population, samples)
        let values = trace.input.region(0, samples * network.inputs).countNonzero()
        operations.multiplyAdds += values * stage.shape.outputs
      } else {
        let below = trace.populations[stage.index - 1]
        simulateEvents(stage, layer, from: below, population, samples)
        operations.additions += below.spikeCount(samples: 0..<samples) * stage.shape.outputs
      }
      listActive(population, stage, samples)
    }
    return operations
  }

  private func simulateFirst(
    _ stage: Stage, _ layer: Parameters.Layer, _ trace: Trace, _ population: PopulationTrace,
    _ samples: Int
  ) {
    let shape = stage.shape
    let (input, current, steps) = (trace.input, constantCurrent, network.steps)
    let blocks = SampleBlocks(samples)
    workers.forEach(shape.tiles * blocks.count) { item, _ in
      let tile = item / blocks.count
      let range = blocks[item % blocks.count]
      let first = tile * shape.width
      let rows = current.region(
        range.lowerBound * shape.paddedOutputs + first, range.count * shape.paddedOutputs - first)
      Kernels.denseCurrent(
        weights: layer.weightTile(tile), bias: layer.biasTile(tile), vectors: shape.vectors,
        inputs: shape.inputs,
        x: input.region(range.lowerBound * shape.inputs, range.count * shape.inputs),
        samples: range.count, current: rows, currentStride: shape.paddedOutputs)
      for sample in range {
        Self.integrate(
          rows.dropping((sample - range.lowerBound) * shape.paddedOutputs), stride: 0, stage,
          population, sample, tile, steps)
      }
    }
  }

  private func simulateEvents(
    _ stage: Stage, _ layer: Parameters.Layer, from below: PopulationTrace,
    _ population: PopulationTrace, _ samples: Int
  ) {
    let shape = stage.shape
    let (local, steps) = (self.local, network.steps)
    let blocks = SampleBlocks(samples)
    workers.forEach(shape.tiles * blocks.count) { item, worker in
      let tile = item / blocks.count
      let current = local[worker].region(0, steps * shape.width)
      for sample in blocks[item % blocks.count] {
        Kernels.eventCurrent(
          weights: layer.weightTile(tile), bias: layer.biasTile(tile), vectors: shape.vectors,
          active: below.active.list(sample), trains: below.trains(sample), steps: steps,
          current: current)
        Self.integrate(
          current, stride: shape.width, stage, population, sample, tile, steps)
      }
    }
  }

  /// Runs the LIF recurrence over one tile of one sample.
  private static func integrate(
    _ current: Region<Float>, stride: Int, _ stage: Stage, _ population: PopulationTrace,
    _ sample: Int, _ tile: Int, _ steps: Int
  ) {
    let first = tile * stage.shape.width
    let keeps = population.membranes.count > 0
    Kernels.lifSubtract(
      current: current, currentStride: stride, vectors: stage.shape.vectors, steps: steps,
      beta: stage.neurons.beta, threshold: stage.neurons.threshold,
      membranes: keeps ? population.membranes(sample, from: first) : nil,
      membraneStride: population.padded, trains: population.trains(sample, from: first))
  }

  private func listActive(_ population: PopulationTrace, _ stage: Stage, _ samples: Int) {
    let steps = network.steps
    let blocks = SampleBlocks(samples)
    workers.forEach(blocks.count) { block, _ in
      for sample in blocks[block] {
        Kernels.listActive(
          trains: population.trains(sample), neurons: population.neurons,
          width: stage.shape.width, steps: steps, active: population.active.slots(sample),
          tileStarts: population.active.tileStarts(sample),
          spikesPerStep: population.spikesPerStep(sample))
      }
    }
  }
}
