import SpikeKernels
import SpikeLFP
import SpikeSim
import Testing
import TestSupport

@Suite struct GoldenFeedbackTests {
  /// The bound of the golden files: 1e-4 of a tensor's largest magnitude.
  static let bound: Float = 1e-4

  @Test(arguments: ["mlp-lfp-epsilon", "lenet-lfp-epsilon"])
  func `reward and feedback are those of lfprop`(name: String) throws {
    let golden = try GoldenNetwork(name)
    let trace = try golden.simulate()
    let learning = try LFPLearning(
      rules: golden.network.stages.map { _ in .epsilon(1e-6) },
      reward: SequenceReward(reading: .released), network: golden.network,
      capacity: trace.samples, workers: Workers(threads: 2), recordsInput: true)
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
