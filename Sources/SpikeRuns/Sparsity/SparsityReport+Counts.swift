import SpikeSim

extension SparsityReport {
  /// Bytes of the constants that snnTorch's `Leaky` keeps beside its state: β, θ and a spike's size as
  /// floats, the reset as a 64-bit integer.
  private static let bytesOfNeuronConstants = 20

  /// The report of what was counted on test images.
  init(_ counts: SpikeCounts, of network: Network, learning: LearningEvents) {
    let samples = Double(max(1, counts.samples))
    let weights = network.layers.reduce(0) { $0 + $1.weightCount }
    let isSpiking = network.spec.isSpiking
    footprint =
      4 * network.parameterCount
      + (isSpiking ? Self.bytesOfNeuronConstants * network.layers.count : 0)
    connectionSparsity = Double(counts.zeroWeights) / Double(weights)
    // Logits are no activation: no unit cuts them off at 0.
    let active = isSpiking ? counts.populations[...] : counts.populations.dropLast()
    let spikes = active.reduce(0) { $0 + $1.spikes }
    let places = counts.samples * counts.steps * active.reduce(0) { $0 + $1.neurons.count }
    activationSparsity = places == 0 ? 0 : Double(places - spikes) / Double(places)
    synapticOperations = EffectiveOperations(
      effectiveMACs: Double(counts.effective.multiplyAdds) / samples,
      effectiveACs: Double(counts.effective.additions) / samples,
      dense: Double(counts.denseOperations) / samples)
    membraneUpdates = isSpiking ? Double(counts.membraneUpdates) / samples : 0
    layers = counts.populations.map { LayerSparsity($0, of: counts) }
    confusion = counts.confusion
    self.learning = learning
  }
}

extension LayerSparsity {
  /// Bins of ``rateHistogram``.
  static let rateBins = 20

  init(_ population: PopulationCounts, of counts: SpikeCounts) {
    neurons = population.neurons.count
    let (neurons, steps) = (neurons, counts.steps)
    func share(_ spikes: Int, of places: Int) -> Double {
      places == 0 ? 0 : Double(spikes) / Double(places)
    }
    firingRate = share(population.spikes, of: counts.samples * steps * neurons)
    perStep = population.steps.map { share($0, of: counts.samples * neurons) }
    perClass = zip(population.classes, counts.confusion).map { spikes, row in
      let images = row.reduce(0, +)
      return images == 0 ? nil : share(spikes, of: images * steps * neurons)
    }
    dead = population.neurons.count { $0 == 0 }
    everSpiked = share(neurons - dead, of: neurons)
    activePerSample = share(population.active, of: counts.samples * neurons)
    let most = counts.samples * steps
    saturated = most == 0 ? 0 : population.neurons.count { 20 * $0 >= 19 * most }
    intervals = population.intervals
    (meanInterval, medianInterval) = Self.centre(of: intervals)
    var histogram = [Int](repeating: 0, count: Self.rateBins)
    for spikes in population.neurons {
      histogram[most == 0 ? 0 : min(Self.rateBins - 1, spikes * Self.rateBins / most)] += 1
    }
    rateHistogram = histogram
  }

  /// Mean and median of counted intervals of 1, 2, … steps.
  private static func centre(of intervals: [Int]) -> (mean: Double?, median: Double?) {
    let count = intervals.reduce(0, +)
    guard count > 0 else { return (nil, nil) }
    let sum = intervals.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }
    /// The interval at a place of all in ascending order.
    func interval(at place: Int) -> Int {
      var seen = 0
      for (offset, number) in intervals.enumerated() {
        seen += number
        if place < seen { return offset + 1 }
      }
      return intervals.count
    }
    let middle = Double(interval(at: (count - 1) / 2) + interval(at: count / 2)) / 2
    return (Double(sum) / Double(count), middle)
  }
}

extension LearningEvents {
  /// What the epochs of a run came to.
  init(_ history: TrainingHistory, of network: Network) {
    feedbackPairs = history.learning.total
    let weights = network.layers.reduce(0) { $0 + $1.denseOperations }
    densePairs = history.samples.saturatingProduct(
      network.steps.saturatingProduct(
        2 * weights - network.layers[0].denseOperationsOfConnection))
    signChanges = history.signChanges
    let epochs = history.unchanged
    updateSparsity = epochs.isEmpty ? nil : epochs.reduce(0, +) / Double(epochs.count)
  }
}
