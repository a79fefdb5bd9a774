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
  public func reward(
    isTarget: Bool, count: Int, steps: Int
  ) -> (always: Float, perSpike: Float) {
    switch (reading, isTarget) {
    case (.printed, true): (Self.complement(Double(count) - Double(steps) / 2), 0)
    case (.printed, false): (0, -Self.complement(Double(count - steps) - Double(steps) / 2))
    case (.released, true): (Self.complement(Double(count - steps / 2)), 0)
    case (.released, false): (0, -Self.complement(Double(steps - count - steps / 2)))
    }
  }

  /// 1 − σ(z), in double from whole counts: the same on every machine to the last bit of a float.
  static func complement(_ z: Double) -> Float { Float(1 / (1 + exp(z))) }
}

/// Equation (7), r = o·(y − σ(o)), with o the spike count of a class: each of its spikes receives
/// y − σ(count).
public struct LogisticReward: Reward {
  /// The reward.
  public init() {}

  /// Equation (7).
  public func reward(
    isTarget: Bool, count: Int, steps: Int
  ) -> (always: Float, perSpike: Float) {
    let missing = SequenceReward.complement(Double(count))
    return (0, isTarget ? missing : missing - 1)
  }
}

/// The reward of A.1: +1 for the right class at every step, −1 for each spike of a wrong one.
public struct SignReward: Reward {
  /// The reward.
  public init() {}

  /// ±1.
  public func reward(
    isTarget: Bool, count: Int, steps: Int
  ) -> (always: Float, perSpike: Float) {
    isTarget ? (1, 0) : (0, -1)
  }
}
