import SpikeKernels

/// Carries rewards or gradients from the output spikes back through layers and time, and sums the
/// direction of every weight. Feedback propagation and back-propagation share it.
///
/// A ``MembraneRule`` turns what arrives at a neuron's spikes into a coefficient g[t] for its
/// current. From g follow, as for any connection I = W·x + b,
///
///     d(w_ij) += Σ_t x_i[t]·g_j[t]      d(b_j) += Σ_t g_j[t]      r_i[t] = Σ_j w_ij·g_j[t]
///
/// (a rule that treats contributions of both signs apart gives two coefficients, one for each).
/// Only pairs of an input that spiked and a listed neuron are touched. Sums run over samples,
/// positions and steps in ascending order on any number of threads. A batch may come in traces of any
/// size.
public final class BackwardPass {
  let network: Network
  let workers: Workers
  /// The most samples a trace may hold.
  public let capacity: Int
  let memory: BackwardMemory
  let scratch: [BackwardScratch]
  /// The weights in the form that the rule of a layer needs; nil where it needs none.
  let forms: [ContributionWeights?]
  /// Of layers whose neurons are integrated step by step.
  let stepwise: [StepwiseMemory?]
  /// Of convolutions behind a max pool of currents, for rules that reach every spike train.
  let stepFeedback: [StepFeedback?]
  /// What normalisation by step needs.
  private let stepFactors: StepFactors?
  private var gains: [Float]
  /// Coefficients of several samples side by side, for rules that reach every neuron.
  let together: Buffer<Float>?
  /// Samples of the batch that earlier traces held.
  private var samplesBefore = 0
  /// Products that are still to be added to the batch's sums, of each layer.
  private var open: [OpenSums.Product?]

  /// Allocates the memory for batches of up to `capacity` samples.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - capacity: The most samples at a time.
  ///   - workers: The threads.
  ///   - rule: One that needs what the rule of every ``run(_:parameters:direction:rule:)`` will.
  ///   - recordsInput: Whether ``handedToInput(_:parameters:timesInput:)`` will be asked for.
  public init(
    network: Network, capacity: Int, workers: Workers, for rule: some MembraneRule,
    recordsInput: Bool = false
  ) {
    self.network = network
    self.workers = workers
    self.capacity = capacity
    let needs = network.layers.map { rule.contributions($0.index) }
    memory = BackwardMemory(
      network: network, capacity: capacity, needs: needs, recordsInput: recordsInput)
    scratch = (0..<workers.threads).map { _ in
      BackwardScratch(network: network, needs: needs)
    }
    forms = network.layers.map {
      ContributionWeights(needs[$0.index], $0, of: network, capacity: capacity)
    }
    stepwise = network.layers.map {
      StepwiseMemory($0, of: network, capacity: capacity, need: needs[$0.index])
    }
    let memory = memory
    stepFeedback = network.layers.map {
      StepFeedback(
        $0, steps: network.steps, threads: workers.threads,
        handsDown: memory.handsDown($0.index), for: rule)
    }
    stepFactors =
      rule.normalization == .step ? StepFactors(network: network, capacity: capacity) : nil
    together = Self.floatsTogether(network, capacity, rule).map {
      Buffer(count: Int($0), repeating: 0)
    }
    gains = network.layers.map { _ in 1 }
    open = network.layers.map { _ in nil }
  }

  /// Steps in a time row: T, padded.
  public var paddedSteps: Int { Kernels.paddedSteps(network.steps) }

  /// Sets what arrives at the output's spikes, before each ``run(_:parameters:direction:rule:)``.
  ///
  /// - Parameters:
  ///   - samples: The samples of the batch.
  ///   - rows: What arrives in a sample, [classes][steps], and what it adds to the objective; called on all
  ///     workers.
  /// - Returns: The sum of the objectives, in the order of the samples.
  public func setOutput(
    samples: Int, _ rows: @Sendable (_ sample: Int) -> (objective: Double, values: [Float])
  ) -> Double {
    let layout = network.layers[network.layers.count - 1].layout
    let (memory, paddedSteps, steps) = (memory, paddedSteps, network.steps)
    return workers.map(samples, filler: 0.0) { sample, _ in
      let (objective, values) = rows(sample)
      precondition(values.count == layout.neurons * steps, "\(values.count) values of a sample")
      for neuron in 0..<layout.neurons {
        let place = sample * layout.padded + layout.index(ofCounted: neuron)
        let row = memory.outputRows.dropping(place * paddedSteps, count: steps)
        for step in 0..<steps { row[step] = values[neuron * steps + step] }
      }
      return objective
    }.reduce(0, +)
  }

  /// Walks back through a trace and adds the sums to `direction`; those of the weights of dense layers of values
  /// only with the next trace, or when the batch is finished.
  ///
  /// - Complexity: O(T) a pair of a listed input and a listed neuron, for each connection that
  ///   spikes feed; one product over inputs, samples and neurons for a constant input.
  /// - Returns: The synaptic operations of the walk.
  public func run(
    _ trace: Trace, parameters: Parameters, direction: Parameters, rule: some MembraneRule
  ) -> SynapticOperations {
    precondition(trace.samples <= capacity, "a batch of \(trace.samples) samples")
    precondition(trace.network == network, "a trace of another network")
    precondition(trace.output.keeping != .none, "learning needs a trace that keeps membranes")
    var operations = SynapticOperations()
    gains = network.layers.map { $0.source == .spikes ? trace.gain($0) : 1 }
    closeOpen(into: samplesBefore > 0 ? direction : nil)
    if samplesBefore == 0 {
      for part in memory.parts.joined() { part.product?.begin() }
    }
    var scale = scaleOfOutput(rule, samples: trace.samples)
    for layer in network.layers.reversed() {
      // Weights do not change between the traces of a batch.
      if samplesBefore == 0 {
        forms[layer.index]?.copy(parameters.layers[layer.index], workers)
        stepwise[layer.index]?.copy(
          parameters.layers[layer.index], of: layer, rule.contributions(layer.index), workers)
        stepFeedback[layer.index]?.copy(parameters.layers[layer.index], workers)
        turnOver(layer, parameters.layers[layer.index])
      }
      var walk = LayerBackward(
        self, layer, trace, parameters: parameters, direction: direction, rule: rule,
        arrivingScale: scale, samplesBefore: samplesBefore)
      walk.prepare(workers)
      if let memory = stepwise[layer.index] {
        walk.findStepwise(memory, workers.threads, workers)
      } else if rule.normalization == .step {
        guard let memory = stepFactors else { preconditionFailure("made for another rule") }
        walk.findFactors(memory, workers)
        walk.factors = memory.factors.all
      }
      operations += walk.run(self)
      if let memory = stepwise[layer.index] { operations += walk.addToNeurons(memory, workers) }
      if !network.spec.isSpiking {
        takeBack(layer, trace, rule)
      } else if layer.index > 0 {
        scale = trace.gain(layer)
        if rule.normalization == .largest {
          let largest = walk.largestHandedDown(self)
          // The gain is a factor of all that arrives below, so it cancels.
          if largest > 0 { scale = 1 / largest }
        }
      }
    }
    samplesBefore += trace.samples
    return operations
  }

  /// Takes over the products of a part of a layer, that of the last trace so far: added at once where the sums
  /// of several parts are brought together at the end.
  func leaveOpen(_ part: ContributionPart, _ layer: Layer) {
    guard let product = part.memory.product else { return }
    guard memory.parts[layer.index].count == 1 else { return product.add(to: part.sums, workers) }
    open[layer.index] = .init(product: product, directionIsZero: samplesBefore == 0)
  }

  /// Adds what is open to a direction, or forgets it where there is none.
  private func closeOpen(into direction: Parameters?) {
    for (layer, product) in open.enumerated() {
      if let direction { product?.product.add(to: direction.layers[layer], workers) }
      open[layer] = nil
    }
  }

  /// Completes the sums of a batch: adds the products that are left and the backgrounds, and the parts of rules
  /// that treat signs apart, and multiplies by the gain of the spikes.
  public func finish(_ direction: Parameters, parameters: Parameters) {
    closeOpen(into: direction)
    gather(direction, parameters: parameters)
  }

  /// The same, but for products that can be added piece by piece; none where no dense layer reads values.
  public func finishLeavingOpen(_ direction: Parameters, parameters: Parameters) -> OpenSums {
    gather(direction, parameters: parameters)
    return OpenSums(open, pieces: scratch.map(\.piece))
  }

  private func gather(_ direction: Parameters, parameters: Parameters) {
    samplesBefore = 0
    for (index, weights) in direction.layers.enumerated() {
      if open[index] == nil {
        memory.parts[index][0].product?.addBackgrounds(to: weights, workers)
      }
      for part in parts(index, parameters.layers[index], weights) {
        for sums in part.memory.groups { sums.move(to: part.sums) }
      }
      forms[index]?.merge(into: weights, parameters: parameters.layers[index], workers)
      stepwise[index]?.merge(
        into: weights, parameters: parameters.layers[index], of: network.layers[index], workers)
      if gains[index] != 1 { Kernels.scale(weights.weight.all, by: gains[index]) }
    }
  }

  /// The parts into which the rule divides the contributions of a layer.
  func parts(
    _ layer: Int, _ parameters: Parameters.Layer, _ direction: Parameters.Layer
  ) -> [ContributionPart] {
    let memories = memory.parts[layer]
    guard memories.count > 1, let form = forms[layer] else {
      return [ContributionPart(weights: parameters, sums: direction, memory: memories[0])]
    }
    return form.parts(memories)
  }
}
