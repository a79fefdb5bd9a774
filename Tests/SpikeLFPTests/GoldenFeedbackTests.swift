import SpikeLFP
import SpikeSim
import Testing
import TestSupport

@Suite struct GoldenFeedbackTests {
  /// The largest difference, as a share of a tensor's largest magnitude. The files bind to 1e-4;
  /// nearer than that, an ε that is missing in a denominator shows.
  static let bound: Float = 1e-6

  @Test(
    arguments: GoldenNetwork.feedbackNames + GoldenNetwork.stepwiseFeedbackNames + [
      "mlp-events-lfp-epsilon", "mlp-events-recurrent-lfp-epsilon",
    ])
  func `reward and feedback are the golden ones`(name: String) throws {
    let golden = try GoldenNetwork(name)
    let found = try ShippedFeedback(
      golden.simulate(), golden.parameters, labels: golden.labels,
      rules: golden.network.layers.map { _ in LFPRule(golden.rule) }, reward: golden.reward.shipped)

    func difference(_ values: [Float], _ tensor: String) throws -> Float {
      relativeDifference(values, try golden.file.floats(tensor))
    }
    #expect(try difference(found.reward, "reward") <= Self.bound)
    // Of event streams the file has the reward of each step.
    let perStep = try golden.file.floats("input_reward")
    let handed = found.input.indices.map { place in
      stride(from: place, to: perStep.count, by: found.input.count).reduce(Float(0)) {
        $0 + perStep[$1]
      }
    }
    #expect(relativeDifference(found.input, handed) <= Self.bound)
    for layer in found.weights.indices {
      #expect(try difference(found.weights[layer], "feedback.\(layer).weight") <= Self.bound)
      #expect(try difference(found.biases[layer], "feedback.\(layer).bias") <= Self.bound)
      for (tensor, values) in found.neurons[layer] {
        // The files have no recurrent bias: it is 0, and receives nothing.
        guard tensor != "recurrent.bias" else {
          #expect(values.allSatisfy { $0 == 0 })
          continue
        }
        #expect(try difference(values, "feedback.\(layer).\(tensor)") <= Self.bound)
      }
    }
  }
}
