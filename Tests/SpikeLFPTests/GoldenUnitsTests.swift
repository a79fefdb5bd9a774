import SpikeKernels
import SpikeLFP
import SpikeSim
import Testing
import TestSupport

/// Networks without spikes, beside the equations computed literally in double precision.
@Suite struct GoldenUnitsTests {
  @Test(arguments: [
    ("relu-mlp-lfp-epsilon", LFPRule.signedEpsilon(1e-6)),
    ("relu-mlp-lfp-0", .zero(epsilon: 1e-6)),
    ("relu-mlp-lfp-z-plus-z-minus", .zPlusZMinus(membrane: .contribution, epsilon: 1e-6)),
    ("relu-mlp-lfp-alpha-beta", .alphaBeta(alpha: 2, membrane: .contribution, epsilon: 1e-6)),
    ("relu-lenet-lfp-epsilon", .signedEpsilon(1e-6)),
  ])
  func `logits, rewards and feedback are the golden ones`(name: String, rule: LFPRule) throws {
    let golden = try GoldenNetwork(name)
    let trace = try golden.simulate()
    #expect(
      relativeDifference(logits(of: trace), try golden.file.floats("logits"))
        <= GoldenFeedbackTests.bound)
    let found = try ShippedFeedback(
      trace, golden.parameters, labels: golden.labels,
      rules: golden.network.layers.map { _ in rule }, reward: LogisticReward())
    func difference(_ values: [Float], _ tensor: String) throws -> Float {
      relativeDifference(values, try golden.file.floats(tensor))
    }
    #expect(try difference(found.reward, "reward") <= 1e-6)
    #expect(try difference(found.input, "input_reward") <= 1e-5)
    for layer in found.weights.indices {
      #expect(try difference(found.weights[layer], "feedback.\(layer).weight") <= 1e-5)
      #expect(try difference(found.biases[layer], "feedback.\(layer).bias") <= 1e-5)
    }
  }

  private func logits(of trace: Trace) -> [Float] {
    (0..<trace.samples).flatMap { trace.output.sums(sample: $0) }
  }
}
