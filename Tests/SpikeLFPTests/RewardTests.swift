import SpikeLFP
import Testing

@Suite struct RewardTests {
  /// A reward a user brings.
  struct Enough: Reward {
    func reward(isTarget: Bool, count: Int, steps: Int) -> (always: Float, perSpike: Float) {
      isTarget ? (count < steps / 2 ? 1 : 0, 0) : (0, -1)
    }
  }

  static func sigma(_ z: Double) -> Double { 1 / (1 + exp2(-z * 1.4426950408889634)) }

  static func exp2(_ x: Double) -> Double {
    // A series, so that the test leans on nothing it tests.
    let whole = x.rounded(.down)
    let rest = (x - whole) * 0.6931471805599453
    var (term, sum) = (1.0, 1.0)
    for n in 1..<30 {
      term *= rest / Double(n)
      sum += term
    }
    return sum * Double(sign: .plus, exponent: Int(whole), significand: 1)
  }

  @Test(arguments: [0, 1, 5, 12, 13, 25])
  func `the two readings of A.16, T 25`(count: Int) {
    let printed = SequenceReward(reading: .printed)
    let released = SequenceReward(reading: .released)
    let n = 25.0
    let o = Double(count)
    func expect(_ value: Float, _ expected: Double) {
      #expect(abs(Double(value) - expected) < 1e-6)
    }
    expect(
      printed.reward(isTarget: true, count: count, steps: 25).always, 1 - Self.sigma(o - n / 2))
    expect(
      printed.reward(isTarget: false, count: count, steps: 25).perSpike,
      -(1 - Self.sigma((o - n) - n / 2)))
    expect(released.reward(isTarget: true, count: count, steps: 25).always, 1 - Self.sigma(o - 12))
    expect(
      released.reward(isTarget: false, count: count, steps: 25).perSpike,
      -(1 - Self.sigma((n - o) - 12)))
  }

  @Test func `the logistic reward drives counts apart`() {
    let reward = LogisticReward()
    #expect(reward.reward(isTarget: true, count: 0, steps: 10) == (0, 0.5))
    #expect(reward.reward(isTarget: false, count: 0, steps: 10) == (0, -0.5))
    #expect(reward.reward(isTarget: false, count: 9, steps: 10).perSpike < -0.99)
    #expect(reward.reward(isTarget: true, count: 9, steps: 10).perSpike < 0.01)
  }

  @Test func `the sign reward is ±1, and a user may bring another`() {
    #expect(SignReward().reward(isTarget: true, count: 3, steps: 10) == (1, 0))
    #expect(SignReward().reward(isTarget: false, count: 3, steps: 10) == (0, -1))
    let own: any Reward = Enough()
    #expect(own.reward(isTarget: true, count: 5, steps: 10) == (0, 0))
  }
}
