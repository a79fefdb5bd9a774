import SpikeConfig
import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeSurrogate
import SpikeTraining

/// Which inputs earned a class its spikes: what LFP hands to the input of a reward of 1 for each of its
/// spikes, summed over the steps; and beside it the gradient of its spike count by the input. Without spikes it
/// is what LFP hands down of the class's logit, and the gradient of that.
///
/// By the rule of the run where that is of LFP, else by the ε-rule; by its surrogate where it has one, else by
/// the fast sigmoid of slope 25. So both can be shown of any network.
package final class RewardMaps {
  /// What the inputs of one sample received, [inputs].
  package struct Map: Sendable {
    /// The reward. Together it is about the number of the class's spikes, or its logit, less what biases
    /// received.
    package var reward: [Float]
    /// The gradient of the spike count; of a network without spikes, of the logit.
    package var gradient: [Float]

    /// A map of zeros.
    init(inputs: Int) {
      (reward, gradient) = (
        [Float](repeating: 0, count: inputs), [Float](repeating: 0, count: inputs)
      )
    }
  }

  /// The rule's name in a config.
  package let ruleName: String
  /// What the gradient is of.
  package let gradientName: String
  let network: Network
  private let parameters: Parameters
  /// Where learning would sum up what it learns.
  private let unused: Parameters
  private let learning: LFPLearning
  private let surrogate: SurrogateLearning?
  private let gradient: GradientLearning?

  /// Allocates the memory for traces of up to `capacity` samples.
  ///
  /// - Throws: `LFPRuleError`, which what ``SpikeConfig/ConfigFile`` reads has no reason for.
  package init(
    _ config: ExperimentConfig, network: Network, parameters: Parameters, capacity: Int,
    workers: Workers
  ) throws(LFPRuleError) {
    (self.network, self.parameters) = (network, parameters)
    unused = Parameters(zerosFor: network)
    let (rules, name) = Self.rules(config, network)
    ruleName = name
    learning = try LFPLearning(
      rules: rules, reward: ClassReward(), network: network, capacity: capacity, workers: workers,
      recordsInput: true)
    let isSpiking = network.spec.isSpiking
    let (function, described) = Self.function(config)
    gradientName = isSpiking ? "gradient of its spike count, \(described)" : "gradient of its logit"
    surrogate =
      isSpiking
      ? SurrogateLearning(
        function: function, network: network, capacity: capacity, workers: workers,
        recordsInput: true) : nil
    gradient =
      isSpiking
      ? nil
      : GradientLearning(
        network: network, capacity: capacity, workers: workers, recordsInput: true)
  }

  /// Bytes that it takes.
  package static func bytes(
    _ config: ExperimentConfig, network: Network, capacity: Int, threads: Int
  ) -> Double {
    let gradient =
      network.spec.isSpiking
      ? SurrogateLearning.bytes(
        normalization: .none, network: network, capacity: capacity, threads: threads,
        recordsInput: true)
      : GradientLearning.bytes(
        normalization: .none, network: network, capacity: capacity, threads: threads,
        recordsInput: true)
    let rules = rules(config, network).rules
    // What the gradient's sums are thrown away in comes and goes.
    return 2 * Parameters.bytes(for: network) + gradient
      + LFPLearning.bytes(
        rules: rules, normalization: .none, network: network, capacity: capacity,
        threads: threads, recordsInput: true)
      + 4 * 4 * Double(capacity) * Double(network.inputs)
  }

  private static func rules(
    _ config: ExperimentConfig, _ network: Network
  ) -> (rules: [LFPRule], name: String) {
    for learning in config.rules.reversed() {
      if case .lfp(let composition, _, _, _) = learning {
        return (composition.rules(for: network), learning.ruleName)
      }
    }
    let rule = LFPRule.epsilon(1e-6)
    return (network.layers.map { _ in rule }, "lfp-epsilon")
  }

  private static func function(
    _ config: ExperimentConfig
  ) -> (function: SurrogateFunction, described: String) {
    for learning in config.rules.reversed() {
      if case .surrogate(let function, _, _) = learning { return (function, "the run's surrogate") }
    }
    return (.fastSigmoid(slope: 25), "fast sigmoid of slope 25")
  }

  /// The maps of every sample of a trace.
  ///
  /// - Parameter classes: The class of each sample that is asked about.
  /// - Precondition: The trace keeps membranes, and has no more samples than there is room for.
  package func find(_ trace: Trace, classes: [Int]) -> [Map] {
    _ = learning.accumulate(
      trace, labels: classes, batch: trace.samples, parameters: parameters, into: unused)
    let rewards = learning.inputReward(trace, parameters: parameters)
    learning.finish(unused, parameters: parameters)
    unused.clear()
    let gradients =
      surrogate?.countGradient(of: classes, trace, parameters: parameters)
      ?? gradient?.logitGradient(of: classes, trace, parameters: parameters) ?? []
    let inputs = network.inputs
    return (0..<trace.samples).map { sample in
      var map = Map(inputs: inputs)
      map.reward = Array(rewards[sample * inputs..<(sample + 1) * inputs])
      map.gradient = Array(gradients[sample * inputs..<(sample + 1) * inputs])
      return map
    }
  }
}
