import SpikeKernels

/// The walk back through one stage: from what arrives at its neurons' spikes to the sums of its
/// weights and to what is handed to the spikes that fed it.
struct StageWalk<Rule: MembraneRule>: Sendable {
  let stage: Stage
  let samples: Int
  let steps: Int
  let paddedSteps: Int
  let rule: Rule
  let population: PopulationTrace
  let parameters: Parameters.Layer
  let direction: Parameters.Layer
  let input: Buffer<Float>
  /// The spikes that feed the connection; nil for a constant input.
  let signal: SpikeTrains?
  /// The neurons that something arrives at.
  let lists: NeuronLists
  /// Where it arrives: destination trains of the neurons, their places among the rows.
  let destinations: Buffer<Int32>
  let arrivingLists: NeuronLists
  /// The way from there to the neurons' spikes; nil for the output.
  let above: SignalTrace?
  let arrivingScale: Float
  /// What one spike counts for at the connection.
  let gain: Float
  /// The trains of the signal that receive something in turn.
  let targets: NeuronLists
  let memory: BackwardMemory
  let scratch: [BackwardScratch]
  let signed: SignedWeights?
  let reachesSpikesOnly: Bool

  init(
    _ pass: BackwardPass, _ stage: Stage, _ trace: Trace, parameters: Parameters,
    direction: Parameters, rule: Rule, arrivingScale: Float
  ) {
    let (network, memory) = (pass.network, pass.memory)
    self.stage = stage
    self.rule = rule
    self.memory = memory
    self.arrivingScale = arrivingScale
    gain = trace.gain(stage)
    samples = trace.samples
    steps = network.steps
    paddedSteps = pass.paddedSteps
    population = trace.populations[stage.index]
    self.parameters = parameters.layers[stage.index]
    self.direction = direction.layers[stage.index]
    input = trace.input
    scratch = pass.scratch
    signed = rule.dividesBySign(stage.index) ? pass.signed[stage.index] : nil
    let signalTrace = trace.signals[stage.index]
    signal = signalTrace?.spikes
    let isOutput = stage.index == network.stages.count - 1
    reachesSpikesOnly = rule.reachesSpikesOnly
    lists =
      isOutput || !rule.reachesSpikesOnly
      ? memory.everyNeuron[stage.index] : population.spikes.active
    if isOutput {
      above = nil
      destinations = memory.ownPlaces[stage.index]
      arrivingLists = memory.everyNeuron[stage.index]
    } else {
      let next = stage.index + 1
      let above = trace.signals[next]
      self.above = above
      destinations = above?.destinations ?? memory.ownPlaces[stage.index]
      arrivingLists =
        rule.reachesSpikesOnly ? (above?.spikes.active ?? lists) : memory.everyTrain[next]
    }
    targets =
      rule.reachesSpikesOnly
      ? (signal?.active ?? memory.everyTrain[stage.index]) : memory.everyTrain[stage.index]
  }

  /// Walks, on all workers.
  func run(_ pass: BackwardPass) -> SynapticOperations {
    if stage.isDense { return walkDensely(pass.workers) }
    return walkPositions(pass.workers)
  }

  /// The largest magnitude of what the stage handed to the spikes that feed it.
  func largestHandedDown(_ pass: BackwardPass) -> Float {
    guard let signal, stage.index > 0 else { return 0 }
    let largest = pass.workers.map(samples, filler: Float(0)) { sample, _ in
      let rows = memory.handed(by: stage.index, sample, paddedSteps)
      let list = targets.list(sample)
      let trains = signal.sample(sample)
      var largest: Float = 0
      for place in 0..<list.count {
        for step in 0..<steps
        where !reachesSpikesOnly || trains.spiked(Int(list[place]), at: step) {
          largest = max(largest, abs(rows[place * paddedSteps + step]))
        }
      }
      return largest
    }
    return largest.max() ?? 0
  }

  // MARK: One tile

  /// What arrives at the neurons of a tile, turned into coefficients, in the worker's memory.
  ///
  /// - Parameters:
  ///   - tiles: Of the population's padded neurons.
  ///   - contributions: Fills the sums of positive and negative contributions, for a rule that
  ///     divides by sign.
  /// - Returns: The listed neurons of the tile; empty where nothing arrives.
  func coefficients(
    _ sample: Int, tiles: Range<Int>, worker: Int,
    contributions: (_ positive: Region<Float>, _ negative: Region<Float>) -> Void
  ) -> Region<Int32> {
    let places = lists.places(sample, tiles: tiles)
    let neurons = lists.list(sample).dropping(places.lowerBound, count: places.count)
    guard neurons.count > 0 else { return neurons }
    let (scratch, width) = (scratch[worker], tiles.count * stage.shape.width)
    let (first, vectors) = (tiles.lowerBound * stage.shape.width, width / 16)
    let rows = scratch.places.region(0, neurons.count)
    let placeOfTrain = arrivingLists.placeOfNeuron(sample)
    for index in 0..<neurons.count {
      let destination = destinations[Int(neurons[index])]
      rows[index] = destination < 0 ? -1 : placeOfTrain[Int(destination)]
    }
    let local = scratch.local.region(0, steps * width)
    Kernels.gatherTimeRows(
      rows: memory.handed(by: stage.index + 1, sample, paddedSteps), places: rows,
      scale: arrivingScale,
      neurons: neurons, first: first,
      trains: above?.open(sample, below: population.spikes, atSpikesOnly: reachesSpikesOnly),
      steps: steps, vectors: vectors, local: local)
    var sums: (Region<Float>, Region<Float>)?
    if signed != nil {
      let positive = scratch.positive.region(0, steps * width)
      let negative = scratch.negative.region(0, steps * width)
      contributions(positive, negative)
      sums = (positive, negative)
    }
    rule.coefficients(
      MembraneTile(
        stage: stage.index, membranes: population.membranes(sample, from: first),
        stride: population.layout.padded, vectors: vectors, steps: steps,
        neuron: stage.constants, local: local, positive: sums?.0, negative: sums?.1))
    return neurons
  }

  /// The current of a tile by given weights: b + gain·Σ of the events' rows.
  func current(
    _ weights: Parameters.Layer, _ tile: Int, _ events: EventRegion, _ scratch: BackwardScratch,
    into current: Region<Float>
  ) {
    var bias = weights.biasTile(tile)
    if gain != 1 {
      let scaled = scratch.sums.region(0, stage.shape.width)
      for lane in 0..<stage.shape.width { scaled[lane] = bias[lane] / gain }
      bias = scaled
    }
    Kernels.eventCurrent(
      weights: weights.weightTile(tile), bias: bias, vectors: stage.shape.vectors, events: events,
      steps: steps, current: current)
    if gain != 1 { Kernels.scale(current, by: gain) }
  }

  /// Synaptic operations of the pairs of a patch's events and a tile's coefficients.
  func count(_ events: EventBuffer, _ slot: Int, worker: Int, entries: Int) -> SynapticOperations {
    let (spikes, nonzero) = (events.spikesPerStep(slot), scratch[worker].nonzero)
    var operations = SynapticOperations()
    for step in 0..<steps {
      let (spiked, reached) = (Int(spikes[step]), Int(nonzero[step]))
      operations.additions += spiked * reached
      if stage.index > 0 {
        operations.multiplyAdds += (reachesSpikesOnly ? spiked : entries) * reached
      }
    }
    return operations
  }
}
