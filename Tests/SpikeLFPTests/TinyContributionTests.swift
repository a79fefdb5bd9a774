import SpikeKernels
import SpikeLFP
import SpikeSim
import Testing
import TestSupport

/// αβ keeps its bounds where rounding leaves little of the sum of negative contributions.
@Suite struct TinyContributionTests {
  @Test(arguments: MembraneTreatment.allCases, [Float(10), 100])
  func
    `one tiny negative contribution beside many positive ones receives at most β times the reward`(
      membrane: MembraneTreatment, current: Float
    ) throws
  {
    let inputs = 200
    let network = try Network(
      NetworkSpec(
        inputShape: [inputs], steps: 1, layers: [.dense(units: 1), .lif(LIFParameters())]))
    let trace = Trace(network: network, capacity: 1, membranes: .all)
    trace.values.all.assign([Float](repeating: 1, count: inputs))
    var largest: Float = 0
    for exponent in stride(from: Float(-30), to: -2, by: 0.25) {
      let parameters = Parameters(zerosFor: network)
      var generator = SeededGenerator(seed: 3)
      var weights = (1..<inputs).map { _ in
        generator.uniform(from: 0.9, to: 1.1) * current / Float(inputs)
      }
      weights.append(-current * exp2(exponent))
      parameters.layers[0].store(weightRows: weights, biases: [0])
      Simulator(network: network, capacity: 1, workers: Workers(threads: 1))
        .simulate(trace, parameters: parameters, samples: 1)
      let feedback = try ShippedFeedback(
        trace, parameters, labels: [0],
        rules: [.alphaBeta(alpha: 2, membrane: membrane, epsilon: 1e-6)],
        reward: RewardOfOneStep(step: 0), threads: 1)
      let received = abs(feedback.weights[0][inputs - 1])
      // β is 1; a twentieth is what rounding may add.
      #expect(received <= 1.05, "a weight of \(weights[inputs - 1])")
      largest = max(largest, received)
    }
    #expect(largest > 0.95, "the bound is reached where rounding is small")
  }

  private func exp2(_ x: Float) -> Float {
    let whole = x.rounded(.down)
    let quarters: [Float] = [1, 1.1892071, 1.4142135, 1.6817928]
    return Float(sign: .plus, exponent: Int(whole), significand: quarters[Int((x - whole) * 4)])
  }
}
