import SpikeKernels

/// Runs batches through a network, event by event, and leaves a ``Trace``.
///
/// Under constant encoding the current of the first connection is computed once; every later one adds a
/// weight row a spike. Each membrane is one thread's: the trace does not depend on how many there are.
public final class Simulator {
  let network: Network
  let workers: Workers
  private let capacity: Int
  let currents: CurrentKernel
  /// Whether the sums of the first layer's weights are those of the parameters.
  var hasColumnSums = false
  /// For each worker, the spikes of a step of all samples at hand, of recurrent layers.
  let lists: [Buffer<Int32>]

  /// Allocates the scratch memory for batches of up to `capacity` samples.
  public init(network: Network, capacity: Int, workers: Workers) {
    self.network = network
    self.workers = workers
    self.capacity = capacity
    currents = CurrentKernel(network: network, workers: workers)
    let count = Self.listed(network)
    lists = (0..<workers.threads).map { _ in Buffer(count: count, repeating: 0) }
  }

  /// Bytes of scratch memory on so many threads.
  package static func bytes(network: Network, threads: Int) -> Double {
    CurrentKernel.bytes(network: network, threads: threads)
      + Double(threads) * Buffer<Int32>.bytes(count: listed(network))
  }

  /// Bytes that simulating takes for a moment, besides: to carry spikes through pools and dropout.
  package static func bytesOfSimulating(network: Network, threads: Int) -> Double {
    Double(threads)
      * network.layers.reduce(0) { max($0, RoutedSpikes.bytesOfCarrying($1.route)) }
  }

  /// Simulates the first `samples` samples of the trace's input for T steps.
  ///
  /// - Parameters:
  ///   - trace: Has the input, and receives spikes and membranes.
  ///   - parameters: The network's weights, biases and learnt constants.
  ///   - samples: How many of its samples.
  ///   - chance: What encodings and dropout draw from.
  ///   - parametersStay: Whether the parameters are those of the simulation before, with this simulator: what
  ///     was summed of them then serves again.
  /// - Complexity: O(samples · first connection) + O(1) a spike and output it reaches.
  /// - Returns: The synaptic operations it took.
  @discardableResult
  public func simulate(
    _ trace: Trace, parameters: Parameters, samples: Int, chance: Chance = Chance(),
    parametersStay: Bool = false
  ) -> SynapticOperations {
    precondition(samples <= trace.capacity && samples <= capacity, "a batch of \(samples) samples")
    precondition(trace.network == network, "a trace of another network")
    trace.samples = samples
    trace.isTraining = chance.isTraining
    if !parametersStay { hasColumnSums = false }
    if case .encoded(let values, let spikes) = trace.input,
      case .values(let encoding) = network.spec.input
    {
      encode(values, by: encoding, into: spikes, samples, chance)
    }
    var operations = SynapticOperations()
    for layer in network.layers {
      let weights = parameters.layers[layer.index]
      let population = trace.populations[layer.index]
      population.updates?.fill(0)
      if let routed = trace.routed[layer.index], let below = trace.below(layer) {
        collect(routed, below, layer, samples, chance)
        let step = EventStep(
          layer: layer, weights: weights, routed: routed, population: population,
          gain: trace.gain(layer), samples: samples)
        operations.additions +=
          layer.isDense ? simulateDensely(step) : simulatePositions(step)
      } else {
        carry(to: layer, of: trace, samples, chance)
        operations.multiplyAdds +=
          trace.packed(layer).map { simulateConstantly($0, layer, weights, trace, samples) }
          ?? simulateConstantPositions(
            layer, weights, trace.values(of: layer), population, samples)
      }
      if layer.isStepwise {
        operations += integrateStepwise(layer, weights, trace, samples: samples)
      }
    }
    return operations
  }

  /// A layer fed by spikes.
  struct EventStep: Sendable {
    let layer: Layer
    let weights: Parameters.Layer
    let routed: RoutedSpikes
    let population: PopulationTrace
    let gain: Float
    let samples: Int
  }

  // MARK: Spikes

  private func simulateDensely(_ step: EventStep) -> Int {
    let (layer, steps, currents) = (step.layer, network.steps, currents)
    let blocks = SampleBlocks(step.samples)
    let spikes = workers.map(layer.shape.tiles * blocks.count, filler: 0) { item, worker in
      let tile = item / blocks.count
      var spikes = 0
      for sample in blocks[item % blocks.count] {
        if tile == 0 { spikes += Kernels.countSpikes(step.routed.denseEvents(sample)) }
        let current = currents.ofEvents(
          step.routed.denseGroups(sample), step.weights, tile: tile, gain: step.gain, worker: worker
        )
        Self.integrate(
          current, stride: layer.shape.width, layer, step.population, sample,
          first: tile * layer.shape.width, steps)
      }
      return spikes
    }
    return spikes.reduce(0, +) * layer.shape.outputs
  }

  private func simulatePositions(_ step: EventStep) -> Int {
    let (currents, steps) = (currents, network.steps)
    let spikes = workers.map(step.samples, filler: 0) { sample, worker in
      for position in 0..<step.layer.layout.positions {
        Self.simulatePosition(position, step, currents, steps, sample, worker)
      }
      return currents.spikesSeen(step.layer, step.routed, sample: sample)
    }
    return spikes.reduce(0, +) * step.layer.shape.outputs
  }

  private static func simulatePosition(
    _ position: Int, _ step: EventStep, _ currents: CurrentKernel, _ steps: Int, _ sample: Int,
    _ worker: Int
  ) {
    // The layer is not copied: that would count references to all that it holds.
    let (width, tiles) = (step.layer.shape.width, step.layer.shape.tiles)
    let first = position * step.layer.layout.stride
    if let pool = step.layer.pool {
      for tile in 0..<tiles {
        let current = currents.ofWindow(
          pool, position, tile, step.layer, step.weights, step.routed, step.gain, sample: sample,
          winners: step.population, worker: worker)
        integrate(
          current, stride: width, step.layer, step.population, sample,
          first: first + tile * width, steps)
      }
      return
    }
    let events = currents.findEvents(
      position, step.layer, step.routed, sample: sample, worker: worker)
    for tile in 0..<tiles {
      let current = currents.ofEvents(
        events, step.weights, tile: tile, gain: step.gain, worker: worker)
      integrate(
        current, stride: width, step.layer, step.population, sample, first: first + tile * width,
        steps)
    }
  }

  // MARK: Neurons

  /// Integrates one tile of one sample, or as many lane vectors as told.
  static func integrate(
    _ current: Region<Float>, stride: Int, _ layer: Layer, _ population: PopulationTrace,
    _ sample: Int, first: Int, vectors: Int? = nil, _ steps: Int
  ) {
    let trains = population.spikes.sample(sample, from: first)
    let current = CurrentRows(
      values: current, stride: stride, vectors: vectors ?? layer.shape.vectors, steps: steps)
    if let updates = population.updates, !layer.isStepwise {
      // A tile of a sample is one thread's; so are all positions of one.
      let place = sample * population.updateSlots + (layer.isDense ? first / layer.shape.width : 0)
      updates[place] += layer.model.integrateCounting(current, trains: trains)
    } else {
      layer.model.integrate(
        current,
        keeping: KeptStates(
          membranes: population.membranes(sample, from: first),
          thresholds: population.thresholds(sample, from: first)), trains: trains)
    }
  }

  private func collect(
    _ routed: RoutedSpikes, _ below: SpikeTrains, _ layer: Layer, _ samples: Int, _ chance: Chance
  ) {
    workers.forEach(samples) { sample, _ in
      var generator = chance.isTraining ? chance.generator(sample, 1 + layer.index) : nil
      routed.collect(sample, from: below, chance: &generator)
    }
  }
}
