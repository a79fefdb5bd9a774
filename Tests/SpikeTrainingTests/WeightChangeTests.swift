import SpikeKernels
import SpikeSim
import Testing

@testable import SpikeTraining

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
        let squares = zip(old.0, new.0).reduce(0.0) { sum, pair in
          let change = Double(pair.1) - Double(pair.0)
          return sum + change * change
        }
        #expect(change.meanSquaredChange > 0)
        #expect(
          abs(change.meanSquaredChange / (squares / Double(new.0.count)) - 1) < 1e-12)
        #expect(change.medianToUpperQuartile == Self.ratio(new.0))
      }
      let all = after.flatMap(\.0)
      #expect(training.trainer.medianToUpperQuartile == Self.ratio(all))
    }
  }

  /// Median over 75th percentile of sorted magnitudes, between two in proportion.
  private static func ratio(_ values: [Float]) -> Double {
    let sorted = values.map { Double($0.magnitude) }.sorted()
    func quantile(_ share: Double) -> Double {
      let position = share * Double(sorted.count - 1)
      let low = Int(position)
      let high = min(sorted.count - 1, low + 1)
      return sorted[low] + (sorted[high] - sorted[low]) * (position - Double(low))
    }
    return quantile(0.5) / quantile(0.75)
  }

  @Test func `ranks are those of sorted magnitudes, ties and zeros too`() throws {
    let network = try Network(
      NetworkSpec(
        inputShape: [7], steps: 1,
        layers: [.dense(units: 37), .lif(LIFParameters()), .dense(units: 3), .lif(LIFParameters())])
    )
    let seed = UInt64.random(in: 0...(.max))
    var generator = SeededGenerator(seed: seed)
    let parameters = Parameters(zerosFor: network)
    for layer in parameters.layers {
      let count = layer.weightRows.count
      // Few values, so that many are equal; biases, and padding, are not counted.
      layer.store(
        weightRows: (0..<count).map { _ in Float(generator.integer(below: 21) - 10) * 0.1 },
        biases: [Float](repeating: 9, count: layer.biases.count))
    }
    let sorted = parameters.layers.flatMap(\.weightRows).map(\.magnitude).sorted()
    let ranks = MagnitudeRanks(parameters.layers)
    #expect(ranks.count == sorted.count)
    #expect(ranks.magnitudes(Array(sorted.indices)) == sorted, "seed \(seed)")
    #expect(MagnitudeRanks([Parameters(zerosFor: network).layers[0]]).medianToUpperQuartile == nil)
  }
}
