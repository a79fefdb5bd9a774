import Foundation
import SpikeLFP
import SpikeSim
import Testing
import TestSupport

/// Every rule against the literal equations, on networks without spikes of every kind of layer.
@Suite struct UnitFamilyTests {
  /// αβ divides by the sum of negative contributions alone, which floats know as a difference.
  private static func bound(_ rules: [LiteralRule]) -> Float {
    rules.contains { if case .alphaBeta = $0 { true } else { false } } ? 5e-4 : 1e-5
  }

  /// Without a membrane the rules of signs have one form.
  private static let rules = RuleFamilyTests.rules.filter { !$0.key.hasSuffix(", path") }

  /// Equation (7) of the logits.
  private static var logistic: LiteralJudge {
    LiteralJudge(asksForSpikes: false) { logits, label in
      logits.map { row in
        row.enumerated().map { c, o in o * ((c == label ? 1 : 0) - 1 / (1 + exp(-o))) }
      }
    }
  }

  @Test(arguments: StackExample.units.keys.sorted(), rules.keys.sorted())
  func `feedback is that of the literal equations`(stack: String, name: String) throws {
    let rule = try #require(Self.rules[name])
    let large = try #require(RuleFamilyTests.largeEpsilon[name])
    let example = try StackExample(stack, seed: 5)
    let all = example.network.layers.map { _ in rule }
    for normalization in [LiteralLFP.Normalization.none, .largest] {
      try compare(example, all, normalization)
    }
    try compare(example, all.map { _ in large }, .none)
  }

  @Test(arguments: StackExample.units.keys.sorted())
  func `each connection follows its own rule`(stack: String) throws {
    let rules = Self.rules.keys.sorted().compactMap { Self.rules[$0] }
    let example = try StackExample(stack, seed: 6)
    for first in rules.indices {
      let mixed = example.network.layers.indices.map { rules[(first + 2 * $0) % rules.count] }
      try compare(example, mixed, first % 2 == 0 ? .none : .largest)
    }
  }

  private func compare(
    _ example: StackExample, _ rules: [LiteralRule], _ normalization: LiteralLFP.Normalization
  ) throws {
    let comment = "\(rules), normalization \(normalization)"
    let trace = example.trace
    let literal = example.literal(rules, normalization, Self.logistic)
    let found = try ShippedFeedback(
      trace, example.parameters, labels: example.labels, rules: rules.map { LFPRule($0) },
      reward: LogisticReward(), normalization: Normalization(normalization))
    for (sample, output) in literal.output.enumerated() {
      #expect(
        relativeDifference(trace.output.sums(sample: sample), output[0].map(Float.init)) < 1e-5,
        "\(comment)")
    }
    var differences = [
      relativeDifference(found.input, literal.input.flatMap { $0.map(Float.init) })
    ]
    for layer in found.weights.indices {
      differences += [
        relativeDifference(found.weights[layer], literal.weights[layer].map(Float.init)),
        relativeDifference(found.biases[layer], literal.biases[layer].map(Float.init)),
      ]
    }
    let bound = Self.bound(rules)
    #expect(differences.allSatisfy { $0 < bound }, "\(comment): \(differences)")
  }
}
