import Foundation

/// The reward of output spikes (A.16), in double: [steps][classes], like the spikes it judges.
public enum LiteralReward {
  /// As printed: the target class receives 1 − σ(Σ_t o − n/2) at every step, another class
  /// −o[t]·(1 − σ(Σ_t (o − 1) − n/2)).
  case sequence
  /// As the authors' code computes it: ⌊n/2⌋ for n/2, and |o − 1| for o − 1.
  case released

  /// The reward of one sample.
  ///
  /// - Parameters:
  ///   - output: The output spikes, [steps][classes] of 0 and 1.
  ///   - label: The target class.
  public func callAsFunction(_ output: [[Double]], _ label: Int) -> [[Double]] {
    let steps = Double(output.count)
    let half = self == .sequence ? steps / 2 : (steps / 2).rounded(.down)
    return output.map { step in
      step.indices.map { c in
        if c == label {
          return 1 - logistic(output.reduce(0) { $0 + $1[c] } - half)
        }
        let missed = output.reduce(0) { sum, o in
          sum + (self == .sequence ? o[c] - 1 : abs(o[c] - 1))
        }
        return -step[c] * (1 - logistic(missed - half))
      }
    }
  }

  private func logistic(_ a: Double) -> Double { 1 / (1 + exp(-a)) }
}

/// What judges the output of a network.
public struct LiteralJudge {
  /// Whether a positive reward asks for spikes, as A.16 does, rather than praising Σz as it is.
  let asksForSpikes: Bool
  /// [steps][classes], given the output spikes [steps][classes] and the target class.
  let reward: ([[Double]], Int) -> [[Double]]

  /// Makes a judge of a reward.
  public init(
    asksForSpikes: Bool = true, _ reward: @escaping ([[Double]], Int) -> [[Double]]
  ) {
    self.asksForSpikes = asksForSpikes
    self.reward = reward
  }
}
