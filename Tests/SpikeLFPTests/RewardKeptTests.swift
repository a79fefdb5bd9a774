import SpikeLFP
import SpikeSim
import Testing
import TestSupport

/// What is left of a reward after a whole network: every reward ends at an input or at a bias, and
/// a bias received sign(b)·d(b).
@Suite struct RewardKeptTests {
  /// What arrived at the output, and what inputs and biases received of it.
  private struct Balance {
    var arrived = 0.0
    var arrivedMagnitude = 0.0
    var received = 0.0
    var receivedMagnitude = 0.0

    init(_ example: StackExample, _ rule: LFPRule) throws {
      let trace = example.trace
      let found = try ShippedFeedback(
        trace, example.parameters, labels: example.labels,
        rules: example.network.layers.map { _ in rule }, reward: LiteralReward.sequence.shipped)
      // The output of every stack is reset by subtraction of 1.
      let output = trace.output
      var place = 0
      for step in 0..<output.steps {
        for sample in 0..<trace.samples {
          for neuron in 0..<output.neurons {
            let wasReset =
              step > 0 && output.spiked(sample: sample, step: step - 1, neuron: neuron)
            let sum =
              output.membrane(sample: sample, step: step, neuron: neuron) + (wasReset ? 1 : 0)
            arrived += Double(sum < 0 ? -found.reward[place] : found.reward[place])
            arrivedMagnitude += Double(abs(found.reward[place]))
            place += 1
          }
        }
      }
      for r in found.input {
        received += Double(r)
        receivedMagnitude += Double(abs(r))
      }
      for (layer, d) in zip(example.parameters.layers, found.biases) {
        for (b, d) in zip(layer.biases, d) {
          received += Double(b < 0 ? -d : d)
          receivedMagnitude += Double(abs(d))
        }
      }
    }
  }

  @Test(arguments: StackExample.stacks.keys.sorted(), MembraneTreatment.allCases)
  func `by z⁺z⁻ inputs and biases never receive more than the output did`(
    stack: String, membrane: MembraneTreatment
  ) throws {
    for seed in UInt64(5)..<9 {
      let balance = try Balance(
        StackExample(stack, seed: seed), .zPlusZMinus(membrane: membrane, epsilon: 1e-6))
      #expect(
        balance.receivedMagnitude <= balance.arrivedMagnitude * (1 + 1e-5), "seed \(seed)")
      #expect(balance.receivedMagnitude > 0, "seed \(seed)")
    }
  }

  @Test func `by LFP-0 they may receive many times as much`() throws {
    let grown = try StackExample.stacks.keys.sorted().map { stack in
      let balance = try Balance(StackExample(stack, seed: 5), .zero(epsilon: 1e-6))
      return balance.receivedMagnitude / balance.arrivedMagnitude
    }
    #expect(grown.contains { $0 > 2 })
  }

  @Test(arguments: StackExample.stacks.keys.sorted())
  func `by LFP-0 the sum of a whole network is conserved`(stack: String) throws {
    for seed in UInt64(5)..<9 {
      let balance = try Balance(StackExample(stack, seed: seed), .zero(epsilon: 1e-6))
      #expect(
        abs(balance.received - balance.arrived) <= 1e-4 * balance.receivedMagnitude,
        "seed \(seed)")
    }
  }
}
