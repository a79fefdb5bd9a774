import SpikeKernels
import SpikeSim
import SpikeSurrogate
import Testing
import TestSupport

/// Back-propagation in networks without spikes, beside double precision.
@Suite struct GoldenUnitGradientTests {
  @Test(arguments: ["relu-mlp-gradient", "relu-lenet-gradient"])
  func `loss and gradients are the golden ones`(name: String) throws {
    let golden = try GoldenNetwork(name)
    let trace = try golden.simulate()
    let learning = GradientLearning(
      network: golden.network, capacity: trace.samples, workers: Workers(threads: 2))
    let direction = Parameters(zerosFor: golden.network)
    let lesson = learning.accumulate(
      trace, labels: golden.labels, batch: trace.samples, parameters: golden.parameters,
      into: direction)
    learning.finish(direction, parameters: golden.parameters)
    let loss = Float(lesson.objective / Double(trace.samples))
    #expect(relativeDifference([loss], try golden.file.floats("loss")) <= 1e-6)
    for (index, layer) in direction.layers.enumerated() {
      let weight = try golden.file.floats("gradient.\(index).weight")
      let bias = try golden.file.floats("gradient.\(index).bias")
      #expect(relativeDifference(layer.weightRows, weight) <= 1e-5)
      #expect(relativeDifference(layer.biases, bias) <= 1e-5)
    }
  }
}
