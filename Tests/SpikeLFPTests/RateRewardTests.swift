import SpikeLFP
import SpikeSim
import Testing
import TestSupport

/// What firing rates outside of their bounds add to the reward of spikes, beside the literal equations.
@Suite struct RateRewardTests {
  static let bounds = RateBounds(lower: 0.25, upper: 0.5, strength: 0.75)
  static let literal = LiteralRates(lower: 0.25, upper: 0.5, strength: 0.75)
  static let rules: [LiteralRule] = [
    .epsilon(1e-6), .zPlusZMinus(membrane: .contribution, epsilon: 1e-6),
  ]

  @Test(
    arguments: [
      "dense", "convolution, max pool", "pools before the neurons", "spikes, convolution",
      "recurrent", "synaptic",
    ], LiteralLFP.Normalization.allCases)
  func `rates add to the reward of spikes as the equation says`(
    name: String, normalization: LiteralLFP.Normalization
  ) throws {
    let example = try StackExample(name, seed: 5)
    let size = example.network.inputs
    let inputs = example.labels.indices.map { sample in
      example.input[sample * size..<(sample + 1) * size].map(Double.init)
    }
    for rule in Self.rules {
      let rules = example.network.layers.map { _ in rule }
      func shipped(_ rates: RateBounds?) throws -> ShippedFeedback {
        try ShippedFeedback(
          example.trace, example.parameters, labels: example.labels,
          rules: rules.map { LFPRule($0) }, reward: LiteralReward.sequence.shipped,
          normalization: Normalization(normalization), rates: rates)
      }
      let (found, free) = try (shipped(Self.bounds), shipped(nil))
      var literal = LiteralLFP(
        example.network, example.parameters, rules: rules, normalization: normalization)
      literal.rates = Self.literal
      let expected = literal.run(
        inputs, labels: example.labels, judge: .init { LiteralReward.sequence($0, $1) })
      for layer in found.weights.indices {
        for (ours, theirs) in [
          (found.weights[layer], expected.weights[layer]),
          (found.biases[layer], expected.biases[layer]),
        ] {
          #expect(
            relativeDifference(ours, theirs.map(Float.init)) < 3e-5, "\(rule), layer \(layer)")
        }
      }
      #expect(relativeDifference(found.weights[0], free.weights[0]) > 1e-2)
    }
  }
}
