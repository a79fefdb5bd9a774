import SpikeKernels
import SpikeSim
import SpikeSurrogate
import Testing
import TestSupport

/// The gradient of a class's spike count by the input: the literal one against finite differences, ours
/// against the literal one, and of an input of spikes against the same values as currents.
@Suite struct InputGradientTests {
  /// The derivative of the count of class 2, [classes][steps].
  private static func slopes(_ output: [[Double]]) -> [[Double]] {
    output.enumerated().map { c, row in row.map { _ in c == 2 ? 1 : 0 } }
  }

  private static let stacks = ["plain", "recurrent"]

  private func example(_ stack: String, _ reset: Reset) throws -> GradientFamilyTests.Case {
    stack == "plain"
      ? try GradientFamilyTests.Case(reset)
      : try GradientFamilyTests.Case(GradientFamilyTests.stepwise(reset))
  }

  private func summed(_ rows: [[Double]]) -> [Double] {
    rows[0].indices.map { cell in rows.reduce(0) { $0 + $1[cell] } }
  }

  @Test(arguments: GradientFamilyTests.smooth, stacks)
  func `the literal gradient is that of finite differences`(
    smooth: GradientFamilyTests.Smooth, stack: String
  ) throws {
    let example = try example(stack, .subtract)
    let literal = LiteralGradient(example.network, example.parameters)
    let input = example.input.map(Double.init)
    let base = literal.output(input, spike: smooth.primitive)
    let gradient = summed(
      literal.gradient(
        input, spike: smooth.primitive, slope: smooth.slope, loss: Self.slopes
      ).input)
    let largest = gradient.reduce(0) { max($0, abs($1)) }
    #expect(largest > 0)
    for cell in stride(from: 3, to: input.count, by: 15) {
      let step = 1e-5
      let counts = [step, -step].map { change in
        var moved = input
        moved[cell] += change
        return literal.output(moved, spike: smooth.primitive, resets: base.resets).output[2]
          .reduce(0, +)
      }
      let difference = (counts[0] - counts[1]) / (2 * step)
      #expect(abs(difference - gradient[cell]) <= 1e-3 * largest, "cell \(cell)")
    }
  }

  private func ours(
    _ function: SurrogateFunction, _ network: Network, _ parameters: Parameters, _ input: [Float]
  ) -> [Float] {
    let workers = Workers(threads: 2)
    let trace = Trace(network: network, capacity: 1, membranes: .all)
    trace.values.all.assign(input)
    Simulator(network: network, capacity: 1, workers: workers)
      .simulate(trace, parameters: parameters, samples: 1)
    let learning = SurrogateLearning(
      function: function, network: network, capacity: 1, workers: workers, recordsInput: true)
    let first = learning.countGradient(of: [2], trace, parameters: parameters)
    // Nothing of it is left for the next.
    #expect(learning.countGradient(of: [2], trace, parameters: parameters) == first)
    return first
  }

  @Test(arguments: GradientFamilyTests.smooth, stacks)
  func `ours is the literal one`(
    smooth: GradientFamilyTests.Smooth, stack: String
  ) throws {
    for reset in Reset.allCases {
      let example = try example(stack, reset)
      let literal = LiteralGradient(example.network, example.parameters)
      let expected = summed(
        literal.gradient(
          example.input.map(Double.init), spike: { $0 > 0 ? 1 : 0 }, slope: smooth.slope,
          loss: Self.slopes
        ).input)
      let found = ours(smooth.function, example.network, example.parameters, example.input)
      #expect(relativeDifference(found, expected.map { Float($0) }) < 1e-4, "\(reset)")
    }
  }

  @Test(arguments: stacks)
  func `spikes at every step, or at none, are as 1 and 0 as a current`(stack: String) throws {
    let example = try example(stack, .subtract)
    let ones: [Float] = example.input.indices.map { $0 % 3 == 0 ? 1 : 0 }
    let spec = example.network.spec
    let encoded = try Network(
      NetworkSpec(
        inputShape: spec.inputShape, steps: spec.steps, encoding: .rate, layers: spec.layers))
    let parameters = Parameters(zerosFor: encoded)
    for (to, from) in zip(parameters.named, example.parameters.named) {
      to.tensor.store(rowMajor: from.tensor.rowMajor)
    }
    let function = SurrogateFunction.fastSigmoid(slope: 5)
    let current = ours(function, example.network, example.parameters, ones)
    let spikes = ours(function, encoded, parameters, ones)
    #expect(current.contains { $0 != 0 })
    #expect(relativeDifference(spikes, current) < 1e-4)
  }
}
