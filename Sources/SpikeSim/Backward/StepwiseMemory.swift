import SpikeKernels

/// What the way back through neurons that are integrated step by step keeps of a layer, for all samples of
/// a trace: they go back through time together, since what a step hands to the spikes before it adds to what
/// arrives there.
final class StepwiseMemory: Sendable {
  /// What arrives at each neuron and step, then the coefficients of each part: [samples][steps][padded].
  let columns: [SampleBuffers<Float>]
  /// The sums over contributions that the rule needs, in the same rows; without samples where it needs none.
  let contributions: SampleBuffers<Float>
  /// What counts at each neuron of the step at hand, and at its synaptic current.
  let rewards: SampleBuffers<Float>
  let synapseRewards: SampleBuffers<Float>
  /// What membranes and synaptic currents carry of a reward of 1, of two steps in turn.
  let carry: SampleBuffers<Float>
  let synapseCarry: SampleBuffers<Float>
  /// Rows that serve for a moment: two a sample.
  let moments: SampleBuffers<Float>
  /// Sums over the steps for the constants that are learnt, β and θ: two rows a sample.
  let constants: SampleBuffers<Float>
  /// Of neurons that read their own spikes: their weights as the rule's sums need them, and the sums for them.
  let ownSummed: Buffer<Float>
  let ownSums: SampleBuffers<Float>
  /// The recurrent weights in the form that the rule needs; nil where it needs none.
  let form: ContributionWeights?
  /// All neurons of a recurrent connection, and those of each sample that spiked at a step.
  let everyone: Buffer<Int32>
  let spiking: SampleBuffers<Int32>
  let spikingCounts: Buffer<Int32>
  let padded: Int
  let steps: Int

  /// - Returns: nil of other neurons.
  init?(_ layer: Layer, of network: Network, capacity: Int, need: ContributionSums) {
    guard layer.isStepwise else { return nil }
    let sizes = Sizes(layer, network.steps, capacity, need)
    (padded, steps) = (layer.layout.padded, network.steps)
    func rows(_ size: (samples: Int, size: Int)) -> SampleBuffers<Float> {
      SampleBuffers(samples: size.samples, size: size.size, repeating: 0)
    }
    columns = (0..<need.parts).map { _ in rows(sizes.columns) }
    contributions = rows(sizes.contributions)
    rewards = rows(sizes.row)
    synapseRewards = rows(sizes.synapse)
    carry = rows(sizes.twoRows)
    synapseCarry = rows(sizes.synapseTwo)
    moments = rows(sizes.twoRows)
    constants = rows(sizes.constants)
    ownSums = rows(sizes.own)
    ownSummed = Buffer(count: sizes.own.size, repeating: 0)
    everyone = Buffer((0..<Int32(sizes.spiking.size)).map { $0 }, filler: 0)
    spiking = SampleBuffers(
      samples: sizes.spiking.samples, size: sizes.spiking.size, repeating: 0)
    spikingCounts = Buffer(count: sizes.spiking.samples, repeating: 0)
    form = layer.loop.flatMap {
      ContributionWeights(need, $0.layer, of: network, capacity: capacity)
    }
  }

  /// Samples and floats of each.
  private struct Sizes {
    let columns, contributions, row, twoRows, synapse, synapseTwo, constants, own,
      spiking: (samples: Int, size: Int)

    init(_ layer: Layer, _ steps: Int, _ capacity: Int, _ need: ContributionSums) {
      let padded = layer.layout.padded
      columns = (capacity, padded * steps + BackwardMemory.slack)
      contributions = (need == .none ? 0 : capacity, padded * steps)
      row = (capacity, padded)
      twoRows = (capacity, 2 * padded)
      let synapses = layer.neurons.synapticDecay == nil ? 0 : capacity
      (synapse, synapseTwo) = ((synapses, padded), (synapses, 2 * padded))
      constants = (layer.neurons.learned == nil ? 0 : capacity, 2 * padded)
      let hasOwn = layer.neurons.recurrence == .oneToOne
      own = (hasOwn ? capacity : 0, hasOwn ? padded : 0)
      spiking = layer.loop == nil ? (0, 0) : (capacity, layer.layout.neurons)
    }
  }

  /// Bytes for so many samples.
  static func bytes(
    _ layer: Layer, of network: Network, capacity: Int, need: ContributionSums
  ) -> Double {
    guard layer.isStepwise else { return 0 }
    let sizes = Sizes(layer, network.steps, capacity, need)
    func rows(_ size: (samples: Int, size: Int)) -> Double {
      SampleBuffers<Float>.bytes(samples: size.samples, size: size.size)
    }
    let buffers = [
      sizes.contributions, sizes.row, sizes.synapse, sizes.twoRows, sizes.synapseTwo,
      sizes.twoRows, sizes.constants, sizes.own,
    ]
    return Double(need.parts) * rows(sizes.columns) + buffers.reduce(0) { $0 + rows($1) }
      + Buffer<Float>.bytes(count: sizes.own.size)
      + Buffer<Int32>.bytes(count: sizes.spiking.size)
      + Buffer<Int32>.bytes(count: sizes.spiking.samples)
      + SampleBuffers<Int32>.bytes(samples: sizes.spiking.samples, size: sizes.spiking.size)
      + (layer.loop.map {
        ContributionWeights.bytes(need, $0.layer, of: network, capacity: capacity)
      } ?? 0)
  }

  /// The row of a step in rows of a sample.
  func row(_ rows: Region<Float>, _ step: Int) -> Region<Float> {
    rows.dropping(step * padded, count: padded)
  }

  /// One of two rows of a sample.
  func half(_ rows: Region<Float>, _ index: Int) -> Region<Float> {
    rows.dropping(index * padded, count: padded)
  }

  /// Copies the weights of a batch in the form that the rule needs.
  func copy(
    _ weights: Parameters.Layer, of layer: Layer, _ need: ContributionSums, _ workers: Workers
  ) {
    if let form, let recurrent = weights.recurrent(of: layer) { form.copy(recurrent, workers) }
    guard let own = weights.ownRecurrent(of: layer), need != .none else { return }
    for neuron in 0..<padded {
      ownSummed[neuron] = need == .magnitudes ? abs(own[neuron]) : max(0, own[neuron])
    }
  }

  /// Completes the sums of the recurrent weights of a rule that treats signs apart.
  func merge(
    into direction: Parameters.Layer, parameters: Parameters.Layer, of layer: Layer,
    _ workers: Workers
  ) {
    guard let form, let weights = parameters.recurrent(of: layer),
      let sums = direction.recurrent(of: layer)
    else { return }
    form.merge(into: sums, parameters: weights, workers)
  }
}
