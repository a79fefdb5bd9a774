import SpikeKernels
import SpikeLFP
import SpikeSim
import Testing
import TestSupport

@Suite struct GoldenFeedbackTests {
  /// The bound of the golden files: 1e-4 of a tensor's largest magnitude.
  static let bound: Float = 1e-4

  @Test func `reward and feedback are those of lfprop`() throws {
    let golden = try GoldenNetwork("mlp-lfp-epsilon")
    let trace = try golden.simulate()
    let learning = LFPLearning(
      rule: .epsilon(1e-6), reward: .sequenceReleased, network: golden.network,
      capacity: trace.samples, workers: Workers(threads: 2))
    let direction = Parameters(zerosFor: golden.network)
    _ = learning.accumulate(
      trace, labels: golden.labels, batch: trace.samples, parameters: golden.parameters,
      into: direction)
    let inputReward = learning.inputReward(trace, parameters: golden.parameters)
    learning.finish(direction, parameters: golden.parameters)

    let reward = learning.rewards(trace, labels: golden.labels)
    #expect(relativeDifference(reward, try golden.file.floats("reward")) <= Self.bound)
    #expect(relativeDifference(inputReward, try golden.file.floats("input_reward")) <= Self.bound)
    for (index, layer) in direction.layers.enumerated() {
      let weight = try golden.file.floats("feedback.\(index).weight")
      let bias = try golden.file.floats("feedback.\(index).bias")
      #expect(relativeDifference(layer.weightRows.map(-), weight) <= Self.bound)
      #expect(relativeDifference(layer.biases.map(-), bias) <= Self.bound)
    }
  }
}
