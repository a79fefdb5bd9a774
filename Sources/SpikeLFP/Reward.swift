import SpikeSim

/// Rewards the output spikes of a network. To bring your own, say what each class receives at each
/// step, given how often it spiked:
///
///     struct Enough: Reward {
///       func reward(isTarget: Bool, count: Int, steps: Int) -> (always: Float, perSpike: Float) {
///         isTarget ? (count < steps / 2 ? 1 : 0, 0) : (0, -1)
///       }
///     }
///     let learning = try LFPLearning(rules: rules, reward: Enough(), network: network, …)
public protocol Reward: Sendable {
  /// The reward of one class of one sample.
  ///
  /// - Parameters:
  ///   - isTarget: Whether the class is the label.
  ///   - count: How often its neuron spiked in all.
  ///   - steps: Steps T.
  /// - Returns: What it receives at every step, and what it receives beside that at each step at
  ///   which it spiked.
  func reward(isTarget: Bool, count: Int, steps: Int) -> (always: Float, perSpike: Float)
}

extension Reward {
  /// The reward of every (class, step) of one sample.
  ///
  /// - Returns: [classes][steps].
  public func rewards(of output: PopulationTrace, sample: Int, label: Int) -> [[Float]] {
    (0..<output.neurons).map { neuron in
      let count = output.spikeCount(sample: sample, neuron: neuron)
      let value = reward(isTarget: neuron == label, count: count, steps: output.steps)
      guard value.perSpike != 0 else {
        return [Float](repeating: value.always, count: output.steps)
      }
      return (0..<output.steps).map {
        output.spiked(sample: sample, step: $0, neuron: neuron)
          ? value.always + value.perSpike : value.always
      }
    }
  }
}
