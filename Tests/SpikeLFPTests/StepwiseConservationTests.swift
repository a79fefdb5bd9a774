import SpikeKernels
import SpikeLFP
import SpikeSim
import Testing
import TestSupport

/// What neurons that are integrated one step at a time hand on of what they receive.
@Suite struct StepwiseConservationTests {
  /// A trace of a stack without biases, since these receive too, and what every input receives.
  private func run(
    _ stack: String, seed: UInt64, _ rule: LFPRule
  ) throws -> (trace: Trace, found: ShippedFeedback, labels: [Int]) {
    let example = try StackExample(stack, seed: seed)
    for (name, tensor) in example.parameters.named where name.hasSuffix("bias") {
      tensor.values.fill(0)
    }
    let trace = example.trace
    let found = try ShippedFeedback(
      trace, example.parameters, labels: example.labels,
      rules: example.network.layers.map { _ in rule }, reward: SignReward())
    return (trace, found, example.labels)
  }

  /// The rewards of the output at steps at which its neurons have any contribution.
  private func given(_ trace: Trace, _ rewards: [Float]) -> (sum: Double, magnitude: Double) {
    let output = trace.output
    var (sum, magnitude, place) = (0.0, 0.0, 0)
    for step in 0..<output.steps {
      for sample in 0..<trace.samples {
        for neuron in 0..<output.neurons {
          if output.membrane(sample: sample, step: step, neuron: neuron) != 0 {
            sum += Double(rewards[place])
            magnitude += Double(abs(rewards[place]))
          }
          place += 1
        }
      }
    }
    return (sum, magnitude)
  }

  @Test(arguments: ["recurrent", "recurrent, to the output", "synaptic", "learnable", "everything"])
  func `LFP-0 hands all of the output's reward to the input`(stack: String) throws {
    var all = 0.0
    for seed in UInt64(1)...6 {
      let (trace, found, _) = try run(stack, seed: seed, .zero(epsilon: 1e-9))
      let (sum, magnitude) = given(trace, found.reward)
      let handed = found.input.reduce(0.0) { $0 + Double($1) }
      let largest = found.input.reduce(0.0) { $0 + Double(abs($1)) }
      all += magnitude
      // Floats: a part of 10⁻⁵ of what was handed about.
      #expect(
        abs(handed - sum) <= 1e-5 * (largest + magnitude) + 1e-3, "seed \(seed): \(handed), \(sum)")
    }
    // Without biases some networks are silent; not all.
    #expect(all > 0)
  }

  @Test(
    arguments: ["recurrent", "recurrent, to the output", "synaptic", "learnable", "everything"],
    [MembraneTreatment.path, .contribution])
  func `by z⁺z⁻ the input receives no more than the output was given`(
    stack: String, membrane: MembraneTreatment
  ) throws {
    var all = 0.0
    for seed in UInt64(1)...6 {
      let (trace, found, _) = try run(
        stack, seed: seed, .zPlusZMinus(membrane: membrane, epsilon: 1e-6))
      let handed = found.input.reduce(0.0) { $0 + Double(abs($1)) }
      all += handed
      #expect(handed <= 1.0001 * given(trace, found.reward).magnitude, "seed \(seed)")
    }
    #expect(all > 0)
  }
}
