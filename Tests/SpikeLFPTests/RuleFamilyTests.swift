import SpikeLFP
import SpikeSim
import Testing
import TestSupport

/// Every rule against the literal equations, on random networks of every kind of layer.
@Suite struct RuleFamilyTests {
  /// The largest difference, as a share of a tensor's largest magnitude: floats beside double.
  static let bound = 1e-4

  static let rules: [String: LiteralRule] = [
    "0": .zero(epsilon: 1e-6), "signed epsilon": .signedEpsilon(1e-6), "epsilon": .epsilon(1e-6),
  ]

  @Test(arguments: StackExample.stacks.keys.sorted(), rules.keys.sorted())
  func `feedback is that of the literal equations`(stack: String, name: String) throws {
    let rule = try #require(Self.rules[name])
    for seed in UInt64(5)..<9 {
      let example = try StackExample(stack, seed: seed)
      try compare(example, example.network.stages.map { _ in rule }, "seed \(seed)")
    }
  }

  @Test(arguments: StackExample.stacks.keys.sorted())
  func `each connection follows its own rule`(stack: String) throws {
    let rules = Self.rules.keys.sorted().compactMap { Self.rules[$0] }
    let example = try StackExample(stack, seed: 5)
    for first in rules.indices {
      let mixed = example.network.stages.indices.map { rules[(first + $0) % rules.count] }
      try compare(example, mixed, "\(mixed)")
    }
  }

  /// Compares the shipped rules with the literal ones.
  private func compare(
    _ example: StackExample, _ rules: [LiteralRule], _ comment: String
  ) throws {
    let trace = example.trace
    let literal = example.literal(rules)
    let found = try ShippedFeedback(
      trace, example.parameters, labels: example.labels,
      rules: rules.map { try #require(LFPRule($0)) }, reward: LiteralReward.sequence.shipped)
    for (sample, output) in literal.output.enumerated() {
      for (step, row) in output.enumerated() {
        for (neuron, spike) in row.enumerated() {
          #expect(
            trace.output.spiked(sample: sample, step: step, neuron: neuron) == (spike == 1),
            "\(comment)")
        }
      }
    }
    let input = literal.input.flatMap { $0.map(Float.init) }
    var differences = [relativeDifference(found.input, input)]
    for layer in found.weights.indices {
      differences.append(
        relativeDifference(found.weights[layer], literal.weights[layer].map(Float.init)))
      differences.append(
        relativeDifference(found.biases[layer], literal.biases[layer].map(Float.init)))
    }
    #expect(differences.allSatisfy { Double($0) < Self.bound }, "\(comment): \(differences)")
  }
}
