/// Each spike of one class receives 1, every other nothing; without spikes, the logit of the class receives itself.
///
/// Not for learning but for explanation: what it hands to the input says which inputs earned the class its
/// spikes, or its logit: contributions z add up to it, and keep their signs. The rewards that networks learn
/// by fall to 0 as answers get right, and would leave nothing to show. "The label" is the class that is asked
/// about.
public struct ClassReward: Reward {
  /// The reward.
  public init() {}

  /// 1 for each spike of the class.
  public func rewards(for output: SampleOutput, label: Int) -> SampleRewards {
    var rewards = SampleRewards(for: output)
    rewards.add(1, toSpikesOf: label)
    return rewards
  }

  /// The logit of the class: 1 would be divided by a logit below 0, and what spoke for the class would seem
  /// to have spoken against it.
  public func rewards(forLogits logits: [Float], label: Int) -> [Float]? {
    logits.indices.map { $0 == label ? logits[$0] : 0 }
  }

  /// False: it praises what made the class spike.
  public var asksForSpikes: Bool { false }
}
