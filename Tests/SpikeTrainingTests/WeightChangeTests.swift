import SpikeKernels
import SpikeSim
import SpikeTraining
import Testing

@Suite struct WeightChangeTests {
  @Test func `an epoch without a step leaves every weight as it is`() throws {
    let training = try SmallTraining(
      .lfp, optimizer: .sgd(learningRate: 0, momentum: 0, form: .pytorch))
    try training.train(epochs: 1)
    for (change, layer) in zip(training.trainer.weightChanges, training.trainer.parameters.layers) {
      #expect(change.unchanged == change.weights)
      #expect(change.weights == layer.weightRows.count)
      #expect(change.signChanges == 0)
    }
  }

  @Test func `means, signs and sameness are those of every single weight`() throws {
    for threads in [1, 2, 8] {
      let training = try SmallTraining(.surrogate, threads: threads)
      try training.train(epochs: 1)
      let before = training.trainer.parameters.layers.map { ($0.weightRows, $0.biases) }
      try training.train(epochs: 1)
      let after = training.trainer.parameters.layers.map { ($0.weightRows, $0.biases) }
      for (change, (old, new)) in zip(training.trainer.weightChanges, zip(before, after)) {
        #expect(change.unchanged == zip(old.0, new.0).count { $0 == $1 })
        #expect(change.signChanges == zip(old.0, new.0).count { $0 * $1 < 0 })
        #expect(change.signChanges > 0)
        func mean(_ values: [Float]) -> Double {
          values.reduce(0) { $0 + Double(abs($1)) } / Double(values.count)
        }
        // Another order of a double's sums.
        #expect(abs(change.meanWeight - mean(new.0)) < 1e-12)
        #expect(change.meanBias == mean(new.1))
      }
    }
  }
}
