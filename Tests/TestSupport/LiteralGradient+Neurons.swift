import SpikeSim

extension LiteralGradient {
  /// The gradient of the currents of a population, given that of its spikes, and of what belongs to its
  /// neurons.
  ///
  /// - Parameter sums: Receives the gradients of the neurons' tensors.
  func throughNeurons(
    _ arriving: [[Double]], _ run: LiteralNetwork.Run, _ index: Int, _ g: LiteralNetwork.Geometry,
    slope: (Double) -> Double, _ normalization: Normalization, _ sums: inout [String: [Double]]
  ) -> [[Double]] {
    let own = literal.neurons[index]
    let count = arriving[0].count
    let zeros = arriving[0].map { _ in 0.0 }
    var byCurrent = arriving
    // ∂L/∂U and ∂L/∂I of the step after; ∂L/∂a of the step after: what reaches a spike through the
    // thresholds that it raises; and what recurrent connections hand to the spikes of this step.
    var (later, synapse, adapted, returned) = (zeros, zeros, zeros, zeros)
    func add(_ name: String, _ n: Int, _ value: Double) {
      guard let values = sums[name]?.count else { return }
      sums[name]?[values == 1 ? 0 : n] += value
    }
    for t in (0..<steps).reversed() {
      var reached = zeros
      for n in later.indices {
        // The path to the next membrane is cut where a zero reset emptied this one.
        let cut = g.neurons.reset == .zero && t + 1 < steps && run.resets[index][t + 1][n] > 0
        reached[n] =
          (arriving[t][n] + adapted[n] + returned[n])
          * slope(run.membranes[index][t][n] - run.thresholds[index][t][n])
        adapted[n] = g.adaptation.decay * adapted[n] - g.adaptation.strength * reached[n]
        later[n] = reached[n] + (cut ? 0 : literal.beta(index, g, n) * later[n])
      }
      returned = zeros
      let largest = later.map(abs).max() ?? 0
      if normalization == .step && largest > 1e-10 {
        later = later.map { $0 / largest }
        reached = reached.map { $0 / largest }
      }
      for n in later.indices {
        let isReset = run.resets[index][t][n] > 0
        let previous = t > 0 ? run.membranes[index][t - 1][n] : 0
        add("beta", n, later[n] * (g.neurons.reset == .zero && isReset ? 0 : previous))
        add(
          "threshold", n,
          -reached[n] - (g.neurons.reset == .subtract && isReset ? later[n] : 0))
        synapse[n] = later[n] + (literal.synapticDecay(g) ?? 0) * synapse[n]
        byCurrent[t][n] = synapse[n]
        add("recurrent.bias", n, synapse[n])
        for k in 0..<count {
          guard let weight = own.weight(from: k, to: n, of: count) else { continue }
          returned[k] += weight.value * synapse[n]
          let spike = t > 0 ? run.sent[index][t - 1][k] : 0
          sums["recurrent.weight"]?[weight.index] += spike * synapse[n]
        }
      }
    }
    return byCurrent
  }
}
