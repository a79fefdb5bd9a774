import SpikeKernels
import SpikeSim
import SpikeSurrogate
import Testing
import TestSupport

@Suite struct GoldenGradientTests {
  @Test(
    arguments: [
      ("mlp-surrogate-fast-sigmoid", SurrogateFunction.fastSigmoid(slope: 25)),
      ("mlp-surrogate-atan", SurrogateFunction.arctangent(alpha: 2)),
      ("lenet-surrogate-fast-sigmoid", SurrogateFunction.fastSigmoid(slope: 25)),
      ("mlp-events-surrogate", SurrogateFunction.fastSigmoid(slope: 25)),
      ("mlp-events-recurrent-surrogate", SurrogateFunction.fastSigmoid(slope: 25)),
    ]
      + GoldenNetwork.stepwiseGradientNames.map { ($0, SurrogateFunction.fastSigmoid(slope: 25)) })
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
      for tensor in layer.tensors.dropFirst(layer.ofConnection) where tensor.range == nil {
        let expected = try golden.file.floats("gradient.\(index).\(tensor.name)")
        #expect(relativeDifference(tensor.rowMajor, expected) <= 1e-4, "\(tensor.name)")
      }
    }
  }

  /// A constant that all neurons of a layer share gathers terms of either sign from all of them, of which
  /// little is left: in the first layer 3 parts in 1000. Floats have lost digits there, so all are compared with the
  /// largest of their kind; both with the file and with the equations in double.
  @Test(arguments: ["beta", "threshold"])
  func `gradients of constants are those of snnTorch`(name: String) throws {
    let golden = try GoldenNetwork("mlp-learnable-surrogate")
    let trace = try golden.simulate()
    let learning = SurrogateLearning(
      function: .fastSigmoid(slope: 25), network: golden.network, capacity: trace.samples,
      workers: Workers(threads: 2))
    let direction = Parameters(zerosFor: golden.network)
    _ = learning.accumulate(
      trace, labels: golden.labels, batch: trace.samples, parameters: golden.parameters,
      into: direction)
    learning.finish(direction, parameters: golden.parameters)
    let found = try direction.layers.map {
      try #require($0.tensors.first { $0.name == name }).rowMajor[0]
    }
    let expected = try found.indices.map { try golden.file.floats("gradient.\($0).\(name)")[0] }
    #expect(relativeDifference(found, expected) <= 2e-6)

    let literal = LiteralGradient(golden.network, golden.parameters)
    let input = try golden.file.floats("input").map(Double.init)
    var sums = found.map { _ in 0.0 }
    for (sample, label) in golden.labels.enumerated() {
      let size = golden.network.inputs
      let neurons = literal.gradient(
        Array(input[sample * size..<(sample + 1) * size]), spike: { $0 > 0 ? 1 : 0 },
        slope: { 1 / ((1 + 25 * abs($0)) * (1 + 25 * abs($0))) }
      ) { LossFunction.countCrossEntropy.evaluate($0, label: label).slopes }.neurons
      for layer in sums.indices {
        sums[layer] += (neurons[layer][name]?[0] ?? .nan) / Double(golden.labels.count)
      }
    }
    #expect(relativeDifference(found, sums.map { Float($0) }) <= 2e-6)
  }
}
