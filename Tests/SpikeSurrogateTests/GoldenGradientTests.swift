import SpikeKernels
import SpikeSim
import SpikeSurrogate
import Testing
import TestSupport

@Suite struct GoldenGradientTests {
  @Test(arguments: [
    ("mlp-surrogate-fast-sigmoid", SurrogateFunction.fastSigmoid(slope: 25)),
    ("mlp-surrogate-atan", SurrogateFunction.arctangent(alpha: 2)),
    ("lenet-surrogate-fast-sigmoid", SurrogateFunction.fastSigmoid(slope: 25)),
    ("mlp-events-surrogate", SurrogateFunction.fastSigmoid(slope: 25)),
  ])
  func `loss and gradients are those of snnTorch`(
    name: String, function: SurrogateFunction
  ) throws {
    let golden = try GoldenNetwork(name)
    let trace = try golden.simulate()
    let learning = SurrogateLearning(
      function: function, network: golden.network, capacity: trace.samples,
      workers: Workers(threads: 2))
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
      #expect(relativeDifference(layer.weightRows, weight) <= 1e-4)
      #expect(relativeDifference(layer.biases, bias) <= 1e-4)
    }
  }
}
