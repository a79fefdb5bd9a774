import SpikeKernels

/// The walk back through one layer: from what arrives at its neurons' spikes to the sums of its
/// weights and to what is handed to the spikes that fed it.
struct LayerBackward<Rule: MembraneRule>: Sendable {
  let layer: Layer
  let samples: Int
  let samplesBefore: Int
  let steps: Int
  let paddedSteps: Int
  let rule: Rule
  let population: PopulationTrace
  let parameters: Parameters.Layer
  let direction: Parameters.Layer
  /// What feeds the connection.
  let input: ConnectionInput
  /// What arrives at the neurons' spikes.
  let arrivals: Arrivals
  /// What one spike counts for at the connection.
  let gain: Float
  /// The spike trains below that receive something in turn.
  let targets: ActiveNeurons
  let memory: BackwardMemory
  let scratch: [BackwardScratch]
  /// The parts into which the rule divides the contributions.
  let parts: [ContributionPart]
  /// The weights in the form that the rule's sums over contributions need; nil where it needs none.
  let form: ContributionWeights?
  /// What the reward of each step is multiplied by, where that is normalised.
  var factors: Region<Float>?
  /// Coefficients of several samples side by side; for rules by which every spike train below receives
  /// from every neuron.
  let together: Buffer<Float>?
  /// Of neurons that are integrated step by step: where their coefficients are found first.
  let stepwise: StepwiseMemory?
  /// Of a convolution behind a max pool of currents that hands something to every spike train: what it hands.
  let stepFeedback: StepFeedback?
  /// The connection of the population with itself.
  let loop: RecurrentBackward?

  init(
    _ pass: BackwardPass, _ layer: Layer, _ trace: Trace, parameters: Parameters,
    direction: Parameters, rule: Rule, arrivingScale: Float, samplesBefore: Int
  ) {
    let (network, memory) = (pass.network, pass.memory)
    self.layer = layer
    self.rule = rule
    self.memory = memory
    self.samplesBefore = samplesBefore
    gain = trace.gain(layer)
    samples = trace.samples
    steps = network.steps
    paddedSteps = pass.paddedSteps
    population = trace.populations[layer.index]
    self.parameters = parameters.layers[layer.index]
    self.direction = direction.layers[layer.index]
    scratch = pass.scratch
    form = pass.forms[layer.index]
    parts = pass.parts(layer.index, self.parameters, self.direction)
    input = ConnectionInput(layer, trace)
    arrivals = Arrivals(layer, trace, memory, scale: arrivingScale, rule: rule)
    var (delivered, isTogether): (ActiveNeurons?, Bool) = (nil, false)
    if case .spikes(let routed) = input {
      delivered = rule.reachesSpikesOnly ? routed.active : nil
      isTogether = layer.isDense && parts.count == 1
    }
    targets = delivered ?? memory.everyTrain[layer.index]
    together = isTogether ? pass.together : nil
    stepwise = pass.stepwise[layer.index]
    stepFeedback = pass.stepFeedback[layer.index]
    loop = RecurrentBackward(layer, trace, self.parameters, self.direction)
  }

  /// Computes the sums over contributions that are the same at every step. Call before ``run(_:)``.
  func prepare(_ workers: Workers) {
    guard case .values(let values, _) = input, let form else { return }
    form.constant?.find(
      values.region(0, samples * layer.shape.inputs), by: form.summed, samples: samples, workers)
  }

  /// Takes the layer back, on all workers.
  func run(_ pass: BackwardPass) -> SynapticOperations {
    switch input {
    case .values(let values, let packed):
      layer.isDense
        ? walkConstantDensely(values, packed, pass)
        : walkConstantPositions(pass.workers)
    case .spikes(let routed):
      layer.isDense ? walkDensely(routed, pass.workers) : walkPositions(routed, pass.workers)
    }
  }

  /// The largest magnitude of what the layer handed to the spikes that feed it.
  func largestHandedDown(_ pass: BackwardPass) -> Float {
    guard case .spikes(let routed) = input, layer.index > 0 else { return 0 }
    let largest = pass.workers.map(samples, filler: Float(0)) { sample, _ in
      let rows = memory.handed(by: layer.index, sample)
      let list = targets.list(sample)
      let trains = routed.spikes.sample(sample)
      var largest: Float = 0
      for place in 0..<list.count {
        for step in 0..<steps
        where !rule.reachesSpikesOnly || trains.spiked(Int(list[place]), at: step) {
          largest = max(largest, abs(rows[place * paddedSteps + step]))
        }
      }
      return largest
    }
    return largest.max() ?? 0
  }

  // MARK: Pairs

  /// Adds Σ_t x_i[t]·g_j[t] of the columns of some neurons to the sums of the weights.
  ///
  /// - Parameters:
  ///   - local: From the column of the first on.
  ///   - neurons: Whole tiles of one position.
  ///   - weights: From the first tile on.
  func addPairs(
    _ local: Region<Float>, stride: Int, _ listing: Listing, _ neurons: Range<Int>,
    _ events: GroupedEvents, to weights: Region<Float>
  ) {
    Kernels.outerEvents(
      local: local, stride: stride,
      masks: listing.masks?.dropping(neurons.lowerBound / 16, count: neurons.count / 16),
      tiles: neurons.count / layer.shape.width, events: events, steps: steps,
      shape: layer.shape, direction: weights)
  }

  /// Synaptic operations of the pairs of a patch's events and the columns counted last: for the sums over
  /// contributions, where the rule needs them, for d(W), and for what is handed down.
  ///
  /// - Parameter entries: How many sources of the patch receive in turn.
  func count(
    _ events: EventRegion, entries: Int, _ scratch: BackwardScratch
  ) -> SynapticOperations {
    let (spikes, nonzero) = (scratch.spikes.all, scratch.nonzero.all)
    Kernels.countSteps(events, steps: steps, counts: spikes)
    var operations = SynapticOperations()
    for step in 0..<steps {
      let (spiked, reached) = (Int(spikes[step]), Int(nonzero[step]))
      operations.additions += (form == nil ? 1 : 2) * spiked * reached
      if layer.index > 0 {
        operations.multiplyAdds += (rule.reachesSpikesOnly ? spiked : entries) * reached
      }
    }
    return operations
  }

  /// The events that receive in turn at one position: those that spiked, or every source.
  func receivers(
    _ events: EventRegion, position: Int, _ scratch: BackwardScratch
  ) -> EventRegion {
    guard targets.isEveryone, memory.handsDown(layer.index) else { return events }
    scratch.events.find(1, layer.patches.patch(position), targets, sample: 0)
    return scratch.events.events(1, targets, sample: 0)
  }
}
