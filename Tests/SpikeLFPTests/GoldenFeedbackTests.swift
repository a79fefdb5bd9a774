import SpikeLFP
import SpikeSim
import Testing
import TestSupport

@Suite struct GoldenFeedbackTests {
  /// The bound of the golden files: 1e-4 of a tensor's largest magnitude.
  static let bound: Float = 1e-4

  @Test(arguments: ["mlp-lfp-epsilon", "lenet-lfp-epsilon", "mlp-lfp-0"])
  func `reward and feedback are the golden ones`(name: String) throws {
    let golden = try GoldenNetwork(name)
    let rule = try #require(LFPRule(golden.rule))
    let found = try ShippedFeedback(
      golden.simulate(), golden.parameters, labels: golden.labels,
      rules: golden.network.stages.map { _ in rule }, reward: golden.reward.shipped)

    func difference(_ values: [Float], _ tensor: String) throws -> Float {
      relativeDifference(values, try golden.file.floats(tensor))
    }
    #expect(try difference(found.reward, "reward") <= Self.bound)
    #expect(try difference(found.input, "input_reward") <= Self.bound)
    for layer in found.weights.indices {
      #expect(try difference(found.weights[layer], "feedback.\(layer).weight") <= Self.bound)
      #expect(try difference(found.biases[layer], "feedback.\(layer).bias") <= Self.bound)
    }
  }
}
