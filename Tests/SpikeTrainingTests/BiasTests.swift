import SpikeKernels
import SpikeSim
import SpikeTraining
import Testing

/// Connections without biases.
@Suite struct BiasTests {
  @Test(arguments: SmallRule.allCases)
  func `training without biases is training whose biases are put back to 0 after each step`(
    rule: SmallRule
  ) throws {
    // Without clipping and momentum, so that a bias that is put back leaves nothing behind.
    let optimizer = OptimizerSpec.sgd(learningRate: 0.005, momentum: 0)
    let plain = try SmallTraining(rule, optimizer: optimizer, clipping: .none, hasBias: false)
    let other = try SmallTraining(rule, optimizer: optimizer, clipping: .none)
    func putBack() {
      for layer in other.trainer.parameters.layers { layer.bias.fill(0) }
    }
    // Both begin with the weights of the one without.
    for (to, from) in zip(other.trainer.parameters.layers, plain.trainer.parameters.layers) {
      for tensor in to.tensors where tensor.name != "bias" {
        let source = try #require(from.tensors.first { $0.name == tensor.name })
        tensor.values.copy(from: source.values)
      }
    }
    putBack()
    let start = plain.trainer.parameters.layers[0].weightRows
    for _ in 0..<2 {
      _ = try plain.trainer.trainEpoch(on: plain.samples) { _, _ in true }
      _ = try other.trainer.trainEpoch(on: other.samples) { _, _ in
        putBack()
        return true
      }
    }
    #expect(plain.trainer.parameters.layers[0].weightRows != start)
    for (mine, theirs) in zip(plain.trainer.parameters.layers, other.trainer.parameters.layers) {
      #expect(mine.weightRows == theirs.weightRows)
      #expect(mine.biases.allSatisfy { $0 == 0 })
      #expect(mine.tensors.map(\.name) == theirs.tensors.map(\.name).filter { $0 != "bias" })
    }
  }

  @Test func `no parameter is counted, stored or drawn for them`() throws {
    func network(_ hasBias: Bool) throws -> Network {
      try Network(
        NetworkSpec(
          inputShape: [1, 6, 6], steps: 3,
          layers: [
            .conv2d(Convolution(channels: 3, kernel: 3, hasBias: hasBias)), .lif(LIFParameters()),
            .dense(units: 5, hasBias: hasBias), .lif(LIFParameters(recurrence: .allToAll)),
          ]))
    }
    let (with, without) = (try network(true), try network(false))
    #expect(with.parameterCount == without.parameterCount + 3 + 5)
    #expect(without.spec.notation == "3c3nb-5nb" && with.spec.notation == "3c3-5")
    let parameters = Parameters(zerosFor: without)
    parameters.initialise(seed: 4)
    #expect(
      parameters.named.map(\.name) == [
        "layers.0.weight", "layers.1.weight", "layers.1.recurrent.weight",
        "layers.1.recurrent.bias",
      ])
    let values = parameters.named.reduce(0) { $0 + $1.tensor.count }
    #expect(values == without.parameterCount)
    // What is drawn behind the weights is what would have been drawn there: PyTorch's bias=False.
    let others = Parameters(zerosFor: with)
    others.initialise(seed: 4)
    #expect(parameters.layers[1].weightRows == others.layers[1].weightRows)
    let recurrent = try #require(parameters.named.first { $0.name == "layers.1.recurrent.weight" })
    let generator = SeededGenerator(seed: 4, stream: Streams.initialisation + 1)
    var drawn = generator
    let bound = 1 / Float(48).squareRoot()
    for _ in 0..<48 * 5 { _ = drawn.uniform(from: -bound, to: bound) }
    let first = drawn.uniform(from: -1 / Float(5).squareRoot(), to: 1 / Float(5).squareRoot())
    #expect(recurrent.tensor.rowMajor[0] == first)
  }
}
