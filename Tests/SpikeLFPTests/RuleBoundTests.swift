import SpikeLFP
import SpikeSim
import Testing
import TestSupport

/// What the paper promises of each rule (2.5 and A.3), measured on what the shipped rules hand to
/// every contribution of a neuron at a step. R is sign(Σz) in all of them but the authors' ε, so
/// that sign(Σz)·R is 1.
@Suite struct RuleBoundTests {
  /// Every neuron and step of a few probes.
  private func accounts(_ rule: LFPRule) throws -> [RuleProbe.Account] {
    try Reset.allCases.flatMap { reset in
      try (UInt64(1)...2).flatMap { try RuleProbe(reset: reset, seed: $0).accounts(rule) }
    }
  }

  /// Expects something of every neuron and step.
  private func everyNeuron(
    _ rule: LFPRule, _ holds: (RuleProbe.Account) -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let all = try accounts(rule)
    let broken = all.filter { !holds($0) }
    let first = broken.first.map { "\($0)" } ?? ""
    #expect(
      broken.isEmpty, "\(broken.count) of \(all.count), the first \(first)",
      sourceLocation: sourceLocation)
  }

  @Test func `LFP-0 conserves the reward of every neuron and step`() throws {
    try everyNeuron(.zero(epsilon: 1e-6)) {
      abs($0.handed - $0.reward) <= 1e-5 * $0.handedMagnitude + 2e-6 / abs($0.sum)
    }
  }

  @Test func `signed ε absorbs ε of |Σz| + ε`() throws {
    try everyNeuron(.signedEpsilon(0.1)) {
      let kept = $0.reward * abs($0.sum) / (abs($0.sum) + 0.1)
      return abs($0.handed - kept) <= 1e-5 * ($0.handedMagnitude + 1)
    }
  }

  @Test func `the authors' ε hands on at most the reward, and less where the membrane falls back`()
    throws
  {
    try everyNeuron(.epsilon(1e-6)) {
      abs($0.handed) <= abs($0.reward) + 1e-5 * $0.handedMagnitude
    }
    let handed = try accounts(.epsilon(1e-6)).map { abs($0.handed) }
    #expect(handed.contains { $0 > 0.999 } && handed.contains { $0 < 0.5 })
  }

  @Test(arguments: [LFPRule.zero(epsilon: 1e-6), .signedEpsilon(1e-6), .epsilon(1e-6)])
  func `LFP-0 and ε may hand one contribution many times the reward`(rule: LFPRule) throws {
    #expect(try accounts(rule).contains { $0.largest > 10 })
  }

  @Test(arguments: [2, 1.5, 1], MembraneTreatment.allCases)
  func `αβ hands no contribution more than α times the reward`(
    alpha: Double, membrane: MembraneTreatment
  ) throws {
    let rule = LFPRule.alphaBeta(alpha: Float(alpha), membrane: membrane, epsilon: 1e-6)
    try everyNeuron(rule) { $0.largest <= alpha * (1 + 1e-5) }
    #expect(try accounts(rule).contains { $0.largest > 0.8 * alpha }, "the bound is nearly reached")
  }

  @Test func `αβ as a contribution hands α to all positive and −β to all negative ones`() throws {
    let alpha = 1.5
    try everyNeuron(.alphaBeta(alpha: Float(alpha), membrane: .contribution, epsilon: 1e-6)) {
      Self.divides($0.contributions, 1, alpha)
    }
  }

  @Test func `αβ as a path divides between membrane and current first`() throws {
    let alpha = 1.5
    try everyNeuron(.alphaBeta(alpha: Float(alpha), membrane: .path, epsilon: 1e-6)) {
      let (m, z) = ($0.membrane, $0.contributions.dropLast())
      let c = z.reduce(0) { $0 + $1.z }
      return abs(m.r - m.z / (abs(m.z) + abs(c))) < 1e-4
        && Self.divides(z, abs(c) / (abs(m.z) + abs(c)), alpha)
    }
  }

  /// Whether contributions divide a reward as (10) says, where the sum of a sign is not near ε.
  private static func divides(
    _ contributions: some Collection<(z: Double, r: Double)>, _ reward: Double, _ alpha: Double
  ) -> Bool {
    [(1.0, alpha), (-1, 1 - alpha)].allSatisfy { sign, share in
      let ofSign = contributions.filter { $0.z * sign > 0 }
      guard ofSign.reduce(0, { $0 + abs($1.z) }) > 1e-3 else { return true }
      return abs(ofSign.reduce(0) { $0 + $1.r } - share * reward) < 2e-3
    }
  }

  @Test(arguments: MembraneTreatment.allCases)
  func `an α of 1 leaves negative contributions without reward and lets nothing grow`(
    membrane: MembraneTreatment
  ) throws {
    try everyNeuron(.alphaBeta(alpha: 1, membrane: membrane, epsilon: 1e-6)) {
      $0.handedMagnitude <= 1 + 1e-5
        && $0.contributions.dropLast().allSatisfy { $0.z >= 0 || $0.r == 0 }
    }
  }

  @Test func `the membrane carries more than the reward by αβ as a contribution, never as a path`()
    throws
  {
    try everyNeuron(.alphaBeta(alpha: 2, membrane: .path, epsilon: 1e-6)) {
      abs($0.membrane.r) <= 1 + 1e-5
    }
    let contribution = LFPRule.alphaBeta(alpha: 2, membrane: .contribution, epsilon: 1e-6)
    #expect(try accounts(contribution).contains { abs($0.membrane.r) > 1.5 })
  }

  @Test(arguments: MembraneTreatment.allCases)
  func `z⁺z⁻ hands on just the magnitude of the reward, but not its sum`(
    membrane: MembraneTreatment
  ) throws {
    let rule = LFPRule.zPlusZMinus(membrane: membrane, epsilon: 1e-6)
    // Only ε is lost.
    try everyNeuron(rule) { (1 - 1e-3...1 + 1e-5).contains($0.handedMagnitude) }
    #expect(try accounts(rule).contains { abs($0.handed) < 0.5 })
  }

  @Test(arguments: MembraneTreatment.allCases)
  func `z⁺z⁻ rewards contributions of both signs by one coefficient`(
    membrane: MembraneTreatment
  ) throws {
    try everyNeuron(.zPlusZMinus(membrane: membrane, epsilon: 1e-6)) {
      let inputs = $0.contributions.dropLast().filter { abs($0.z) > 1e-2 }
      let factors = inputs.map { $0.r / $0.z }
      guard let first = factors.first, first != 0 else { return false }
      return factors.allSatisfy { abs($0 / first - 1) < 1e-3 }
    }
  }

  @Test func `z⁺z⁻ as a contribution is αβ with the share of each sign for α and β`() throws {
    try everyNeuron(.zPlusZMinus(membrane: .contribution, epsilon: 1e-6)) {
      let (positive, magnitude) = $0.contributions.reduce((0, 0)) {
        ($0.0 + max($1.z, 0), $0.1 + abs($1.z))
      }
      let handed = $0.contributions.reduce(0) { $0 + ($1.z > 0 ? $1.r : 0) }
      return abs(handed - positive / magnitude) < 1e-4
    }
  }
}
