import SpikeKernels
import SpikeLFP
import SpikeSim
import Testing

/// Constants of rules that a user of the library may get wrong.
@Suite struct RuleRangeTests {
  private func learning(_ rules: [LFPRule]) throws(LFPRuleError) {
    let lif = LayerSpec.lif(LIFParameters())
    guard
      let network = try? Network(
        NetworkSpec(
          inputShape: [2], steps: 3, layers: [.dense(units: 3), lif, .dense(units: 2), lif]))
    else { preconditionFailure("two plain layers") }
    _ = try LFPLearning(
      rules: rules, reward: SignReward(), network: network, capacity: 1,
      workers: Workers(threads: 1))
  }

  @Test(arguments: [Float(0.999), 0, -2, .infinity])
  func `an α below 1 is refused with its layer`(alpha: Float) {
    #expect(throws: LFPRuleError.alpha(layer: 1, found: alpha)) {
      try learning([.epsilon(1e-6), .alphaBeta(alpha: alpha, membrane: .path, epsilon: 1e-6)])
    }
    // NaN equals nothing, itself included.
    #expect(throws: LFPRuleError.self) {
      try learning([.epsilon(1e-6), .alphaBeta(alpha: .nan, membrane: .path, epsilon: 1e-6)])
    }
  }

  /// What is below 1.2e-38 is 0 within loops, and 0 / 0 is no number.
  @Test(arguments: [Float(0), -1e-6, .leastNonzeroMagnitude, 9e-31, .infinity])
  func `an ε that keeps no denominator from 0 is refused, of every rule`(epsilon: Float) {
    let rules: [LFPRule] = [
      .zero(epsilon: epsilon), .epsilon(epsilon), .signedEpsilon(epsilon),
      .alphaBeta(alpha: 2, membrane: .path, epsilon: epsilon),
      .zPlusZMinus(membrane: .path, epsilon: epsilon),
    ]
    for rule in rules {
      #expect(throws: LFPRuleError.epsilon(layer: 0, found: epsilon)) {
        try learning([rule, .epsilon(1e-6)])
      }
    }
  }

  @Test func `the smallest ε is taken`() throws {
    try learning([.epsilon(1e-30), .zero(epsilon: 1e-30)])
  }

  @Test func `a rule too few or too many is refused`() {
    for count in [0, 1, 3] {
      #expect(throws: LFPRuleError.count(found: count, layers: 2)) {
        try learning([LFPRule](repeating: .epsilon(1e-6), count: count))
      }
    }
  }

  @Test func `a reward of spikes is refused for a network that has none`() throws {
    let network = try Network(
      NetworkSpec(inputShape: [2], steps: 1, layers: [.dense(units: 3), .relu, .dense(units: 2)]))
    func learning(_ reward: any Reward) throws(LFPRuleError) {
      _ = try LFPLearning(
        rules: [.signedEpsilon(1e-6), .signedEpsilon(1e-6)], reward: reward, network: network,
        capacity: 1, workers: Workers(threads: 1))
    }
    #expect(throws: LFPRuleError.reward) { try learning(SequenceReward(reading: .printed)) }
    try learning(LogisticReward())
    try learning(SignReward())
  }

  @Test func `an α of 1, with which negative contributions receive nothing, is allowed`() throws {
    try learning([
      .alphaBeta(alpha: 1, membrane: .path, epsilon: 1e-6),
      .alphaBeta(alpha: 2, membrane: .path, epsilon: 1e-6),
    ])
  }
}
