import SpikeLFP
import SpikeSim
import Testing
import TestSupport

/// Every rule against the literal equations, on random networks of every kind of layer.
@Suite struct RuleFamilyTests {
  /// The largest difference, as a share of a tensor's largest magnitude: floats beside double.
  ///
  /// αβ divides by the sum of the negative contributions alone, which it knows as the difference of
  /// two float sums: where it is small beside them, few digits are left. Recurrent spikes and synaptic
  /// currents make membranes several times as large, and Σz near 0 their difference.
  private static func bound(_ rules: [LiteralRule], _ network: Network) -> Float {
    let divides = rules.contains { if case .alphaBeta = $0 { true } else { false } }
    let isStepwise = network.layers.contains { $0.neurons.isStepwise }
    return divides ? 5e-4 : isStepwise ? 3e-5 : 1e-5
  }

  static let rules: [String: LiteralRule] = [
    "0": .zero(epsilon: 1e-6), "signed epsilon": .signedEpsilon(1e-6), "epsilon": .epsilon(1e-6),
    "alpha-beta, path": .alphaBeta(alpha: 2, membrane: .path, epsilon: 1e-6),
    "alpha-beta, contribution": .alphaBeta(alpha: 1.5, membrane: .contribution, epsilon: 1e-6),
    "z-plus-z-minus, path": .zPlusZMinus(membrane: .path, epsilon: 1e-6),
    "z-plus-z-minus, contribution": .zPlusZMinus(membrane: .contribution, epsilon: 1e-6),
  ]

  /// The same with an ε that shows in which denominators it stands.
  static let largeEpsilon: [String: LiteralRule] = [
    "0": .zero(epsilon: 0.3), "signed epsilon": .signedEpsilon(0.3), "epsilon": .epsilon(0.3),
    "alpha-beta, path": .alphaBeta(alpha: 1.5, membrane: .path, epsilon: 0.3),
    "alpha-beta, contribution": .alphaBeta(alpha: 2, membrane: .contribution, epsilon: 0.3),
    "z-plus-z-minus, path": .zPlusZMinus(membrane: .path, epsilon: 0.3),
    "z-plus-z-minus, contribution": .zPlusZMinus(membrane: .contribution, epsilon: 0.3),
  ]

  @Test(arguments: StackExample.stacks.keys.sorted(), rules.keys.sorted())
  func `feedback is that of the literal equations`(stack: String, name: String) throws {
    let (rule, large) = try (#require(Self.rules[name]), #require(Self.largeEpsilon[name]))
    let example = try StackExample(stack, seed: 5)
    let all = example.network.layers.map { _ in rule }
    for normalization in LiteralLFP.Normalization.allCases {
      try compare(example, all, normalization)
    }
    try compare(example, all.map { _ in large }, .none)
  }

  @Test(arguments: StackExample.stepwise.keys.sorted(), rules.keys.sorted())
  func `feedback is that of the literal equations step by step`(stack: String, name: String) throws
  {
    let (rule, large) = try (#require(Self.rules[name]), #require(Self.largeEpsilon[name]))
    // By other seeds LFP-0 meets a Σz of the output near 0, of which floats have few digits.
    let example = try StackExample(stack, seed: stack == "recurrent, wide and long" ? 11 : 5)
    #expect(example.trace.populations.allSatisfy { $0.spikeCount(samples: 0..<3) > 0 })
    let all = example.network.layers.map { _ in rule }
    // What is divided is the same behind any connection: the small stacks show it.
    let isSmall = ["recurrent", "synaptic", "everything"].contains(stack)
    for normalization in isSmall ? LiteralLFP.Normalization.allCases : [.none] {
      try compare(example, all, normalization)
    }
    if isSmall { try compare(example, all.map { _ in large }, .none) }
  }

  @Test(arguments: StackExample.edges.keys.sorted(), rules.keys.sorted())
  func `feedback is that of the literal equations at the edges of shapes`(
    stack: String, name: String
  ) throws {
    let rule = try #require(Self.rules[name])
    let example = try StackExample(stack, seed: 5)
    try compare(example, example.network.layers.map { _ in rule }, .none)
  }

  @Test(arguments: StackExample.stacks.keys.sorted())
  func `each connection follows its own rule`(stack: String) throws {
    let rules = Self.rules.keys.sorted().compactMap { Self.rules[$0] }
    let example = try StackExample(stack, seed: 6)
    for first in rules.indices {
      let mixed = example.network.layers.indices.map { rules[(first + 2 * $0) % rules.count] }
      try compare(example, mixed, LiteralLFP.Normalization.allCases[first % 3])
    }
  }

  @Test func `an output whose reward praises Σz as it is counts as it is`() throws {
    let example = try StackExample("dense", seed: 5)
    for rule in Self.rules.keys.sorted().compactMap({ Self.rules[$0] }) {
      try compare(
        example, [rule, rule, rule], .none, reward: SignReward(),
        literal: .init(asksForSpikes: false) { output, label in
          let counts = output[0].indices.map { c in output.reduce(0) { $0 + $1[c] } }
          let answer = counts.firstIndex(of: counts.max() ?? 0)
          return output.map { step in
            step.indices.map { $0 != label ? 0 : answer == label ? 1 : -1 }
          }
        })
    }
  }

  /// Compares the shipped rules with the literal ones.
  private func compare(
    _ example: StackExample, _ rules: [LiteralRule], _ normalization: LiteralLFP.Normalization,
    reward: any Reward = LiteralReward.sequence.shipped,
    literal judge: LiteralJudge = .init { LiteralReward.sequence($0, $1) }
  ) throws {
    let comment = "\(rules), normalization \(normalization)"
    let trace = example.trace
    let literal = example.literal(rules, normalization, judge)
    let found = try ShippedFeedback(
      trace, example.parameters, labels: example.labels, rules: rules.map { LFPRule($0) },
      reward: reward, normalization: Normalization(normalization))
    for (sample, output) in literal.output.enumerated() {
      for (step, row) in output.enumerated() {
        for (neuron, spike) in row.enumerated() {
          #expect(
            trace.output.spiked(sample: sample, step: step, neuron: neuron) == (spike == 1),
            "\(comment)")
        }
      }
    }
    for (sample, stages) in literal.membranes.enumerated() {
      for (stage, rows) in stages.enumerated() {
        let population = trace.populations[stage]
        let found = rows.indices.map { step in
          rows[step].indices.map {
            population.membrane(sample: sample, step: step, neuron: $0)
          }
        }
        let worst = zip(found, rows).map { largestDifference($0, $1.map(Float.init)) }
        #expect(worst.allSatisfy { $0 < 1e-4 }, "\(comment), membranes of stage \(stage): \(worst)")
      }
    }
    let input = literal.input.flatMap { $0.map(Float.init) }
    var differences = [relativeDifference(found.input, input)]
    for layer in found.weights.indices {
      differences.append(
        relativeDifference(found.weights[layer], literal.weights[layer].map(Float.init)))
      differences.append(
        relativeDifference(found.biases[layer], literal.biases[layer].map(Float.init)))
      #expect(found.neurons[layer].keys.sorted() == literal.neurons[layer].keys.sorted())
      for (tensor, values) in literal.neurons[layer] {
        differences.append(
          relativeDifference(found.neurons[layer][tensor] ?? [], values.map(Float.init)))
      }
    }
    let bound = Self.bound(rules, example.network)
    #expect(differences.allSatisfy { $0 < bound }, "\(comment): \(differences)")
  }
}
