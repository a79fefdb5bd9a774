/// Which reward the output spikes receive; see ``Reward``.
public enum RewardSpec: String, Hashable, Sendable, CaseIterable {
  /// Equation A.16 as the paper has it.
  case sequence
  /// Equation A.16 as the authors' released code computes it.
  case sequenceReleased = "sequence-released"
  /// Equation (7), of the spike count.
  case logistic
  /// +1 for the true class of a sample that is classified correctly, −1 of one that is not (A.1).
  case sign

  /// The reward.
  public var reward: any Reward {
    switch self {
    case .sequence: SequenceReward(reading: .printed)
    case .sequenceReleased: SequenceReward(reading: .released)
    case .logistic: LogisticReward()
    case .sign: SignReward()
    }
  }

  /// What it is, one sentence: the schema of configs says it too.
  public var meaning: String {
    switch self {
    case .sequence:
      "Equation A.16 as the paper has it, of the whole sequence of spikes: the true class receives the more the "
        + "fewer spikes it fired, another class a loss at each of its spikes."
    case .sequenceReleased:
      "Equation A.16 as the authors' released code computes it, which comes to something else."
    case .logistic: "Equation 7, of the spike count."
    case .sign:
      "+1 for the true class if the sample is classified correctly, −1 if not; nothing for others "
        + "(A.1)."
    }
  }
}
