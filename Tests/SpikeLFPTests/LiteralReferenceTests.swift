import TestSupport
import Testing

/// The literal equations against the golden files. Both are in double; the files keep floats.
@Suite struct LiteralReferenceTests {
  /// Half of the last bit of a float: nothing but the rounding of the files.
  static let bound = 0x1p-24

  @Test(arguments: GoldenNetwork.feedbackNames + GoldenNetwork.stepwiseFeedbackNames)
  func `the literal equations give the golden feedback`(name: String) throws {
    let golden = try GoldenNetwork(name)
    let found = try golden.literalFeedback()
    let (steps, stages) = (golden.network.steps, golden.parameters.layers.count)

    func timeMajor(_ values: [[[Double]]]) -> [Double] {
      (0..<steps).flatMap { t in values.flatMap { $0[t] } }
    }
    for stage in 0..<stages {
      expect(timeMajor(found.membranes.map { $0[stage] }), "membrane.\(stage)")
      expect(found.weights[stage], "feedback.\(stage).weight")
      expect(found.biases[stage], "feedback.\(stage).bias")
      for (tensor, values) in found.neurons[stage] where tensor != "recurrent.bias" {
        expect(values, "feedback.\(stage).\(tensor)")
      }
    }
    expect(timeMajor(found.reward), "reward")
    expect(found.input.flatMap { $0 }, "input_reward")
    let spikes = golden.file["output_spikes"] == nil ? "spikes.\(stages - 1)" : "output_spikes"
    #expect(timeMajor(found.output) == (try golden.file.floats(spikes).map(Double.init)))

    func expect(_ values: [Double], _ tensor: String) {
      guard let expected = try? golden.file.floats(tensor).map(Double.init) else {
        Issue.record("no tensor \(tensor)")
        return
      }
      #expect(relativeDifference(values, expected) <= Self.bound, "\(tensor)")
    }
  }
}
