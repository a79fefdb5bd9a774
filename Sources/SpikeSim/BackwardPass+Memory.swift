import SpikeKernels

extension BackwardPass {
  /// Bytes that the memory for batches of up to `capacity` samples takes, on so many threads.
  package static func bytes(
    network: Network, capacity: Int, threads: Int, for rule: some MembraneRule,
    recordsInput: Bool = false
  ) -> Double {
    var bytes =
      BackwardMemory.bytes(network: network, capacity: capacity, recordsInput: recordsInput)
      + Double(threads) * BackwardScratch.bytes(network: network, capacity: capacity)
    for stage in network.stages {
      switch rule.contributions(stage.index) {
      case .none: break
      case .magnitudes:
        bytes += WeightMagnitudes.bytes(stage, of: network, capacity: capacity)
      case .positive: bytes += SignedWeights.bytes(stage, of: network, capacity: capacity)
      }
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

  /// Room for the coefficients of a dense stage that spikes feed, several samples side by side: of
  /// rules that reach every neuron; nil where no stage needs it.
  static func floatsTogether(
    _ network: Network, _ capacity: Int, _ rule: some MembraneRule
  ) -> Double? {
    let isConstant = network.spec.encoding == .constant
    let needs = network.stages.contains {
      $0.isDense && ($0.index > 0 || !isConstant) && rule.contributions($0.index) != .positive
    }
    guard !rule.reachesSpikesOnly && needs else { return nil }
    let packing = TimePacking(steps: network.steps)
    let neurons = network.stages.filter(\.isDense).map(\.layout.padded).max() ?? 0
    let rows = (capacity + packing.samples - 1) / packing.samples
    return Double(rows) * Double(neurons) * Double(packing.row)
  }
}
