import SpikeKernels

/// Firing rates that learning keeps neurons between: below and above them, something is added to what arrives
/// at a neuron's spikes.
///
/// With f = Σ_t S[t] / T the rate of a neuron in a sample,
///
///     push = (lower − f)₊ − (f − upper)₊
///
/// Feedback propagation adds strength·push to the reward of each of the neuron's spikes. Gradients are those of
/// the penalty strength/2 · Σ push², a mean over the batch.
public struct RateBounds: Sendable, Hashable {
  /// The lowest rate that costs nothing.
  public var lower: Float
  /// The highest.
  public var upper: Float
  /// What the distance to them is multiplied by.
  public var strength: Float

  /// Names bounds, 0 ≤ `lower` ≤ `upper` ≤ 1.
  public init(lower: Float = 0, upper: Float = 1, strength: Float) {
    precondition(0 <= lower && lower <= upper && upper <= 1, "rates from \(lower) to \(upper)")
    (self.lower, self.upper, self.strength) = (lower, upper, strength)
  }

  /// (lower − f)₊ − (f − upper)₊: positive where a neuron fires too little.
  package func push(spikes: Int, of steps: Int) -> Float {
    let rate = Float(spikes) / Float(steps)
    return max(0, lower - rate) - max(0, rate - upper)
  }

  /// The penalty of a sample's neurons, all layers but the last: strength/2 · Σ push².
  package func penalty(_ populations: [PopulationTrace], sample: Int) -> Double {
    var sum = 0.0
    for population in populations.dropLast() {
      let (spikes, steps) = (population.spikes, population.spikes.steps)
      for neuron in 0..<spikes.layout.neurons {
        let push = push(spikes: spikes.spikeCount(sample: sample, neuron: neuron), of: steps)
        sum += Double(push) * Double(push)
      }
    }
    return Double(strength) / 2 * sum
  }
}

/// What rates outside of their bounds add to what arrives at the spikes of a layer.
public struct RatePush: Sendable, Hashable {
  /// The bounds.
  public var bounds: RateBounds
  /// What a push is multiplied by: the strength of a reward, or of a gradient −strength / (B·T).
  public var factor: Float

  /// Names a push.
  public init(_ bounds: RateBounds, factor: Float) {
    (self.bounds, self.factor) = (bounds, factor)
  }
}

extension LayerBackward {
  /// Adds what the rates of some neurons say to what arrives at their spikes: at the spikes alone, or at every
  /// step.
  func addRates(
    _ sample: Int, _ columns: NeuronColumns, stride: Int, to local: Region<Float>
  ) {
    // The output has its reward or loss.
    guard let rates = rule.rates, arrivals.way != nil else { return }
    let trains = population.spikes.sample(sample)
    for column in 0..<columns.count {
      let neuron = columns.neuron(column)
      guard neuron % layer.layout.stride < layer.layout.channels else { continue }
      let spikes = (0..<steps).reduce(0) { $0 + (trains.spiked(neuron, at: $1) ? 1 : 0) }
      let push = rates.factor * rates.bounds.push(spikes: spikes, of: steps)
      guard push != 0 else { continue }
      for step in 0..<steps where !rule.reachesSpikesOnly || trains.spiked(neuron, at: step) {
        local[step * stride + column] += push
      }
    }
  }
}
