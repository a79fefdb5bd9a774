#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The reward of A.16, in the two readings that exist.
///
/// With o[c,t] the output spikes, y the label, n = T steps and σ the logistic function:
///
/// | | target class y | any other class c |
/// |---|---|---|
/// | printed | 1 − σ(Σ_t o − n/2) | −o[c,t]·(1 − σ(Σ_t (o − 1) − n/2)) |
/// | released | 1 − σ(Σ_t o − ⌊n/2⌋) | −o[c,t]·(1 − σ(Σ_t \|o − 1\| − ⌊n/2⌋)) |
///
/// The first is the equation as printed, the second what the authors' released code computes. They
/// train differently: as printed, a wrong class is punished with nearly full weight however rarely
/// it spiked; as released, the less it spiked the less it is punished. Both saturate: neither rises
/// with more spikes than half the steps.
public struct SequenceReward: Reward {
  /// Which reading of A.16.
  public enum Reading: Hashable, Sendable { case printed, released }

  /// Which reading of A.16.
  public var reading: Reading

  /// Chooses a reading.
  public init(reading: Reading) { self.reading = reading }

  /// A.16.
  public func rewards(for output: SampleOutput, label: Int) -> SampleRewards {
    var rewards = SampleRewards(for: output)
    let steps = output.steps
    for (c, count) in output.counts.enumerated() {
      switch (reading, c == label) {
      case (.printed, true):
        rewards.add(Self.complement(Double(count) - Double(steps) / 2), to: c)
      case (.printed, false):
        rewards.add(-Self.complement(Double(count - steps) - Double(steps) / 2), toSpikesOf: c)
      case (.released, true):
        rewards.add(Self.complement(Double(count - steps / 2)), to: c)
      case (.released, false):
        rewards.add(-Self.complement(Double(steps - count - steps / 2)), toSpikesOf: c)
      }
    }
    return rewards
  }

  /// 1 − σ(z), in double from whole counts: the same on every machine to the last bit of a float.
  static func complement(_ z: Double) -> Float { Float(1 / (1 + exp(z))) }
}

/// Equation (7), r = o·(y − σ(o)), with o the logit of a class, or its spike count: each of its spikes
/// receives y − σ(count).
public struct LogisticReward: Reward {
  /// The reward.
  public init() {}

  /// Equation (7).
  public func rewards(for output: SampleOutput, label: Int) -> SampleRewards {
    var rewards = SampleRewards(for: output)
    for (c, count) in output.counts.enumerated() {
      let missing = SequenceReward.complement(Double(count))
      rewards.add(c == label ? missing : missing - 1, toSpikesOf: c)
    }
    return rewards
  }

  /// Equation (7) of every logit.
  public func rewards(forLogits logits: [Float], label: Int) -> [Float]? {
    logits.enumerated().map { c, logit in
      let missing = 1 / (1 + exp(Double(logit)))
      return Float(Double(logit) * (c == label ? missing : missing - 1))
    }
  }
}

/// The reward of A.1: +1 for the true class at every step where the sample is classified correctly, −1
/// where it is not. The other classes receive nothing.
///
/// It praises or blames Σz of the true class as it is: it does not ask for spikes.
public struct SignReward: Reward {
  /// The reward.
  public init() {}

  /// ±1 for the true class.
  public func rewards(for output: SampleOutput, label: Int) -> SampleRewards {
    var rewards = SampleRewards(for: output)
    rewards.add(output.answer == label ? 1 : -1, to: label)
    return rewards
  }

  /// ±1 for the logit of the true class.
  public func rewards(forLogits logits: [Float], label: Int) -> [Float]? {
    let answer = logits.indices.dropFirst().reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
    return logits.indices.map { $0 == label ? (answer == label ? 1 : -1) : 0 }
  }

  /// False: what is praised is Σz as it is.
  public var asksForSpikes: Bool { false }
}
