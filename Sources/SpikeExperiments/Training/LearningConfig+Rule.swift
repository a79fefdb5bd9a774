import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeSurrogate

extension LearningConfig {
  /// The rule, with memory to learn from batches of up to `capacity` samples.
  func makeRule(network: Network, capacity: Int, workers: Workers) -> any LearningRule {
    switch self {
    case .lfp(let rule, let reward):
      LFPLearning(
        rules: network.stages.map { _ in rule }, reward: reward.reward, network: network,
        capacity: capacity, workers: workers)
    case .surrogate(let function):
      SurrogateLearning(
        function: function, network: network, capacity: capacity, workers: workers)
    }
  }

  /// The rule's name in a config: `lfp-epsilon`, `surrogate`.
  public var ruleName: String {
    switch self {
    case .lfp: "lfp-epsilon"
    case .surrogate: "surrogate"
    }
  }
}
