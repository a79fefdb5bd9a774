import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeSurrogate

extension LearningConfig {
  /// Samples of a batch that so many threads learn from at a time: all where something is divided by the
  /// largest value of a batch.
  package func samplesAtATime(of batch: Int, _ network: Network, threads: Int) -> Int {
    switch self {
    case .lfp(_, _, .none, _), .surrogate(_, _, .none), .gradient(.none):
      min(batch, network.samplesAtATime(threads: threads))
    case .lfp, .surrogate, .gradient: batch
    }
  }

  /// The rule, with memory to learn from batches of up to `batch` samples.
  ///
  /// - Parameter rates: Firing rates that it keeps neurons between.
  /// - Throws: `LFPRuleError`, which what ``ConfigFile`` reads has no reason for.
  package func makeRule(
    network: Network, batch: Int, rates: RateBounds? = nil, workers: Workers
  ) throws(LFPRuleError) -> any LearningRule {
    try makeRule(
      network: network,
      capacity: samplesAtATime(of: batch, network, threads: workers.threads), rates: rates,
      workers: workers)
  }

  /// The rule, with memory to learn from traces of up to `capacity` samples.
  ///
  /// - Throws: As ``makeRule(network:batch:rates:workers:)``.
  package func makeRule(
    network: Network, capacity: Int, rates: RateBounds? = nil, workers: Workers
  ) throws(LFPRuleError) -> any LearningRule {
    switch self {
    case .lfp(let composition, let reward, let normalization, let reduction):
      return try LFPLearning(
        rules: composition.rules(for: network), reward: reward.reward,
        normalization: normalization, reduction: reduction, rates: rates, network: network,
        capacity: capacity, workers: workers)
    case .surrogate(let function, let loss, let normalization):
      return SurrogateLearning(
        function: function, loss: loss, normalization: normalization, rates: rates,
        network: network, capacity: capacity, workers: workers)
    case .gradient(let normalization):
      return GradientLearning(
        normalization: normalization, network: network, capacity: capacity, workers: workers)
    }
  }

  /// Bytes that the rule takes to learn from traces of up to `capacity` samples.
  package func bytes(network: Network, capacity: Int, threads: Int, recordsInput: Bool) -> Double {
    switch self {
    case .lfp(let composition, _, let normalization, _):
      LFPLearning.bytes(
        rules: composition.rules(for: network), normalization: normalization, network: network,
        capacity: capacity, threads: threads, recordsInput: recordsInput)
    case .surrogate(_, _, let normalization):
      SurrogateLearning.bytes(
        normalization: normalization, network: network, capacity: capacity, threads: threads)
    case .gradient(let normalization):
      GradientLearning.bytes(
        normalization: normalization, network: network, capacity: capacity, threads: threads)
    }
  }

  /// The rule's name in a config: `lfp-epsilon`, `lfp-composite`, `surrogate`.
  public var ruleName: String {
    switch self {
    case .lfp(.uniform(let rule), _, _, _): rule.name
    case .lfp: "lfp-composite"
    case .surrogate: "surrogate"
    case .gradient: "gradient"
    }
  }
}

extension LFPComposition {
  /// The rule of each stage.
  ///
  /// - Precondition: There is one for each: what ``ConfigFile`` reads has been checked.
  package func rules(for network: Network) -> [LFPRule] {
    guard let rules = rules(isConvolution: network.layers.map(\.isConvolution)) else {
      preconditionFailure("rules for another network than that of \(network.layers.count) layers")
    }
    return rules
  }
}
