/// Rewards the output of a network. To bring your own, look at the whole output of a sample and say
/// what each class receives, and at which steps:
///
///     struct Enough: Reward {
///       func rewards(for output: SampleOutput, label: Int) -> SampleRewards {
///         var rewards = SampleRewards(for: output)
///         for c in 0..<output.classes where c != label { rewards.add(-1, toSpikesOf: c) }
///         if output.counts[label] < output.steps / 2 { rewards.add(1, to: label) }
///         return rewards
///       }
///     }
///     let learning = try LFPLearning(rules: rules, reward: Enough(), network: network, …)
public protocol Reward: Sendable {
  /// The reward of every class and step of one sample. Called once a sample, on any thread.
  func rewards(for output: SampleOutput, label: Int) -> SampleRewards

  /// The reward of every logit of one sample, in a network without spikes; nil of a reward that looks at
  /// spikes alone, as of those that do not say.
  func rewards(forLogits logits: [Float], label: Int) -> [Float]?

  /// What a positive reward means: true where it asks for spikes, so that Σz of the neuron should
  /// rise; false where it praises Σz as it is, whatever its sign. True unless told.
  ///
  /// Rules that divide by what has the sign of Σz need to know, see ``LFPRule``.
  var asksForSpikes: Bool { get }
}

extension Reward {
  /// nil: the reward looks at spikes.
  public func rewards(forLogits logits: [Float], label: Int) -> [Float]? { nil }

  /// True: a positive reward asks for spikes.
  public var asksForSpikes: Bool { true }
}
