import SpikeKernels

/// The way back through a network without spikes.
extension BackwardPass {
  /// Below this magnitude nothing is normalised.
  private static let least: Float = 1e-10

  /// What arrives at the output is multiplied by: 1, or what makes its largest magnitude 1.
  func scaleOfOutput(_ rule: some MembraneRule, samples: Int) -> Float {
    guard !network.spec.isSpiking, rule.normalization != .none else { return 1 }
    let padded = network.layers[network.layers.count - 1].layout.padded
    let rows = memory.outputRows
    let largest = (0..<samples * padded).reduce(Float(0)) {
      max($0, abs(rows[$1 * paddedSteps]))
    }
    return largest > Self.least ? 1 / largest : 1
  }

  /// Turns over the weights by which a layer hands anything to what it read.
  func turnOver(_ layer: Layer, _ weights: Parameters.Layer) {
    guard let transposed = memory.values?.transposed[layer.index], !transposed.isEmpty else {
      return
    }
    let parts = parts(layer.index, weights, weights)
    for (part, copy) in zip(parts, transposed) { copy.copy(part.weights, workers) }
  }

  /// Takes what a layer handed down to the units below: for a rule that divides among contributions times
  /// their outputs, else where they are not 0.
  func takeBack(_ layer: Layer, _ trace: Trace, _ rule: some MembraneRule) {
    guard layer.index > 0, let values = memory.values, let carried = trace.carried[layer.index],
      let handed = values.handed[layer.index], let arriving = values.arriving[layer.index - 1]
    else { return }
    let below = trace.populations[layer.index - 1]
    let weighs = rule.reachesSpikesOnly
    let largest =
      workers.map(trace.samples, filler: Float(0)) { sample, _ in
        let (units, sums) = (arriving[sample], below.currents(sample..<sample + 1))
        carried.takeBack(sample, handed[sample], to: units)
        return Kernels.gateUnits(units, by: sums, weighs: weighs)
      }.max() ?? 0
    guard rule.normalization != .none, largest > Self.least else { return }
    workers.forEach(trace.samples) { sample, _ in
      Kernels.scale(arriving[sample], by: 1 / largest)
    }
  }
}
