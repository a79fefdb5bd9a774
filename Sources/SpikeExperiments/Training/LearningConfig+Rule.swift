import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeSurrogate

extension LearningConfig {
  /// The rule, with memory to learn from batches of up to `capacity` samples.
  func makeRule(network: Network, capacity: Int, workers: Workers) -> any LearningRule {
    switch self {
    case .lfp(let composition, let reward, let normalization):
      LFPLearning(
        rules: composition.rules(for: network), reward: reward.reward,
        dividesByLargest: normalization == .largest, network: network, capacity: capacity,
        workers: workers)
    case .surrogate(let function, let loss, let normalization):
      SurrogateLearning(
        function: function, loss: loss, dividesByLargest: normalization == .largest,
        network: network, capacity: capacity, workers: workers)
    }
  }

  /// The rule's name in a config: `lfp-epsilon`, `lfp-composite`, `surrogate`.
  public var ruleName: String {
    switch self {
    case .lfp(.uniform(let rule), _, _): rule.name
    case .lfp: "lfp-composite"
    case .surrogate: "surrogate"
    }
  }
}

extension LFPComposition {
  /// The rule of each stage.
  ///
  /// - Precondition: There is one for each: what ``ConfigFile`` reads has been checked.
  func rules(for network: Network) -> [LFPRule] {
    guard let rules = rules(isConvolution: network.stages.map(\.isConvolution)) else {
      preconditionFailure("rules for another network than that of \(network.stages.count) stages")
    }
    return rules
  }
}
