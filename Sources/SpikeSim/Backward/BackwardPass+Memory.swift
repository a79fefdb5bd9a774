import SpikeKernels

extension BackwardPass {
  /// Bytes that the memory for batches of up to `capacity` samples takes, on so many threads.
  package static func bytes(
    network: Network, capacity: Int, threads: Int, for rule: some MembraneRule,
    recordsInput: Bool = false
  ) -> Double {
    let needs = network.layers.map { rule.contributions($0.index) }
    var bytes =
      BackwardMemory.bytes(
        network: network, capacity: capacity, needs: needs, recordsInput: recordsInput)
      + Double(threads)
      * BackwardScratch.bytes(network: network, needs: needs)
    for layer in network.layers {
      bytes += ContributionWeights.bytes(
        needs[layer.index], layer, of: network, capacity: capacity)
      bytes += StepwiseMemory.bytes(
        layer, of: network, capacity: capacity, need: needs[layer.index])
      bytes += StepFeedback.bytes(
        layer, steps: network.steps, threads: threads,
        handsDown: BackwardMemory.handsDown(layer, recordsInput), for: rule)
    }
    if rule.normalization == .step {
      bytes += StepFactors.bytes(network: network, capacity: capacity)
    }
    if let floats = floatsTogether(network, capacity, rule) {
      bytes += Buffer<Float>.bytes(count: floats)
    }
    return bytes
  }

  /// Bytes that walking takes for a moment, besides: spikes and what arrives at the output, as lists of
  /// doubles and floats, of a sample a thread.
  package static func bytesOfOutputs(network: Network, threads: Int) -> Double {
    48 * Double(network.classes) * Double(network.steps) * Double(threads)
  }

  /// Room for the coefficients of a dense layer that spikes feed, several samples side by side: of
  /// rules that reach every neuron; nil where no layer needs it.
  static func floatsTogether(
    _ network: Network, _ capacity: Int, _ rule: some MembraneRule
  ) -> Double? {
    let needs = network.layers.contains {
      $0.isDense && $0.source == .spikes && rule.contributions($0.index).parts == 1
    }
    guard !rule.reachesSpikesOnly && needs else { return nil }
    let packing = TimePacking(steps: network.steps)
    let neurons = network.layers.filter(\.isDense).map(\.layout.padded).max() ?? 0
    let rows = (capacity + packing.samples - 1) / packing.samples
    return Double(rows) * Double(neurons) * Double(packing.row)
  }
}
