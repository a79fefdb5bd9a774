import SpikeKernels
import SpikeSim
import SpikeSurrogate
import Testing
import TestSupport

/// The penalty of firing rates outside of their bounds: the literal gradient against finite differences, with
/// smooth spikes, and ours against the literal one.
@Suite struct RateBoundsTests {
  static let bounds = RateBounds(lower: 0.25, upper: 0.5, strength: 3)
  static let literal = LiteralRates(lower: 0.25, upper: 0.5, strength: 3)
  static let names = ["plain", "step by step"]

  private func example(_ name: String) throws -> GradientFamilyTests.Case {
    try GradientFamilyTests.Case(
      name == "plain"
        ? GradientFamilyTests.stack(.subtract, nil) : GradientFamilyTests.stepwise(.subtract))
  }

  @Test(arguments: GradientFamilyTests.smooth, names)
  func `the literal penalty's gradient is that of finite differences`(
    smooth: GradientFamilyTests.Smooth, name: String
  ) throws {
    let example = try example(name)
    var literal = LiteralGradient(example.network, example.parameters)
    let input = example.input.map(Double.init)
    literal.rates = Self.literal
    let resets = literal.output(input, spike: smooth.primitive).resets
    #expect(literal.penalised(input, spike: smooth.primitive).penalty > 0.01)
    // The penalty alone: no loss.
    let weights = literal.gradient(input, spike: smooth.primitive, slope: smooth.slope) {
      $0.map { $0.map { _ in 0 } }
    }.weights
    var generator = SeededGenerator(seed: 5)
    for stage in weights.indices {
      for _ in 0..<6 {
        let index = generator.integer(below: weights[stage].count)
        let moved = [1e-5, -1e-5].map {
          literal.penalised(
            input, spike: smooth.primitive, resets: resets, weight: (stage, index, $0)
          ).penalty
        }
        let (difference, expected) = ((moved[0] - moved[1]) / 2e-5, weights[stage][index])
        #expect(abs(difference - expected) <= 1e-4 * max(1, abs(expected)), "layer \(stage)")
      }
    }
    #expect(weights[0].contains { abs($0) > 1e-4 })
    // The last layer is not penalised.
    #expect(weights[weights.count - 1].allSatisfy { $0 == 0 })
  }

  @Test(arguments: names)
  func `our gradient and loss are the literal ones`(name: String) throws {
    let (example, smooth) = (try example(name), GradientFamilyTests.smooth[0])
    let trace = Trace(network: example.network, capacity: 1, membranes: .all)
    trace.values.all.assign(example.input)
    Simulator(network: example.network, capacity: 1, workers: Workers(threads: 2))
      .simulate(trace, parameters: example.parameters, samples: 1)
    var literal = LiteralGradient(example.network, example.parameters)
    let (input, loss) = (example.input.map(Double.init), LossFunction.countCrossEntropy)
    let hard: @Sendable (Double) -> Double = { $0 > 0 ? 1 : 0 }
    for normalization in Normalization.allCases {
      // A batch of two of which this is one: the penalty is a mean as the loss is.
      for batch in normalization == .none ? [1, 2] : [1] {
        let learning = SurrogateLearning(
          function: smooth.function, loss: loss, normalization: normalization, rates: Self.bounds,
          network: example.network, capacity: 1, workers: Workers(threads: 2))
        let direction = Parameters(zerosFor: example.network)
        let lesson = learning.accumulate(
          trace, labels: [1], batch: batch, parameters: example.parameters, into: direction)
        learning.finish(direction, parameters: example.parameters)
        literal.rates = Self.literal
        let found = literal.gradient(
          input, spike: hard, slope: smooth.slope, normalization: normalization
        ) { loss.evaluate($0, label: 1).slopes }
        let whole = literal.penalised(input, spike: hard)
        #expect(whole.penalty > 0.01)
        let expected = loss.evaluate(whole.output, label: 1).loss + whole.penalty
        #expect(abs(lesson.objective - expected) < 1e-6)
        for (index, layer) in direction.layers.enumerated() {
          for (ours, theirs) in [
            (layer.weightRows, found.weights[index]), (layer.biases, found.biases[index]),
          ] {
            let share = theirs.map { Float($0 / Double(batch)) }
            #expect(
              relativeDifference(ours, share) < 1e-4, "\(normalization), layer \(index), \(batch)")
          }
        }
      }
    }
  }
}
