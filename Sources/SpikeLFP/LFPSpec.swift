/// Which LFP rule decomposes the reward of a neuron onto its inputs, with its constants.
public enum LFPRule: Hashable, Sendable {
  /// The ε-rule (8, 9) carried through the membrane as the authors' code does.
  case epsilon(Float)
}

/// Which reward the output spikes receive.
public enum RewardSpec: String, Hashable, Sendable, CaseIterable {
  /// Equation A.16 as printed.
  case sequence
  /// Equation A.16 as the authors' released code computes it.
  case sequenceReleased = "sequence-released"
}
