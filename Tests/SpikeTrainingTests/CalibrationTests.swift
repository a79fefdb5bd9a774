import SpikeKernels
import SpikeSim
import Testing

@testable import SpikeTraining

/// Calibration of a layer of neurons whose weights are known.
@Suite struct CalibrationTests {
  /// One input of 1, a neuron for each weight, no bias, β 0.5, ten steps.
  private func calibrated(
    _ weights: [Float], to rate: Float, threshold: Float = 1
  ) throws -> (layer: CalibratedLayer, weights: [Float]) {
    let network = try network(weights.count, threshold)
    let parameters = Parameters(zerosFor: network)
    parameters.layers[0].store(weightRows: weights, biases: weights.map { _ in 0 })
    let layers = FiringRateCalibration(
      network: network, input: [1], samples: 1, seed: 0, workers: Workers(threads: 1)
    ).scale(parameters, to: rate)
    #expect(layers.count == 1)
    return (layers[0], parameters.layers[0].weightRows)
  }

  private func network(_ neurons: Int, _ threshold: Float) throws -> Network {
    try Network(
      NetworkSpec(
        inputShape: [1], steps: 10,
        layers: [
          .dense(units: neurons), .lif(LIFParameters(beta: 0.5, threshold: threshold)),
        ]))
  }

  /// The mean rate with the weights times a factor.
  private func rate(_ weights: [Float], times factor: Float) throws -> Float {
    let network = try network(weights.count, 1)
    let parameters = Parameters(zerosFor: network)
    parameters.layers[0].store(
      weightRows: weights.map { $0 * factor }, biases: weights.map { _ in 0 })
    let trace = Trace(network: network, capacity: 1, membranes: .none)
    trace.values.all.assign([1])
    Simulator(network: network, capacity: 1, workers: Workers(threads: 1))
      .simulate(trace, parameters: parameters, samples: 1)
    return Float(trace.output.spikeCount(samples: 0..<1)) / Float(10 * weights.count)
  }

  private static let half: [Float] = [1, 0.5, -1, -2]

  @Test func `a layer that cannot reach a rate keeps the smallest factor near the best`() throws {
    // Two of four neurons can fire, so that the rate is 0.5 at most, with 20 spikes. 18 are a tenth
    // less, 19 are nearer.
    let (layer, weights) = try calibrated(Self.half, to: 0.9)
    #expect(layer.isMissed && layer.wanted == 0.9)
    #expect(try rate(Self.half, times: 1000) == 0.5)
    #expect(layer.reached == 0.475)
    #expect(try layer.reached == rate(Self.half, times: layer.factor))
    #expect(layer.factor < 5)
    #expect(weights == Self.half.map { $0 * layer.factor })
    // A factor that is smaller by a hundredth is not near the best.
    #expect(try rate(Self.half, times: layer.factor / 1.01) == 0.45)
  }

  @Test(arguments: [Float(0.1), 0.3, 0.45, 0.9])
  func `neurons that never fire are counted`(rate: Float) throws {
    let (layer, weights) = try calibrated(Self.half, to: rate)
    #expect(layer.neurons == 4)
    // The second fires where half of its factor takes a membrane over 1: 0.5·f / (1 − 0.5) > 1.
    let silent = weights.count { (weight: Float) in
      let most = (0..<10).reduce(Float(0)) { sum, _ in 0.5 * sum + weight }
      return most <= 1
    }
    #expect(layer.dead == silent && silent >= 2)
  }

  @Test func `a best rate within a tenth of the one asked for is met by a modest factor`() throws {
    // No factor fires more than half: 0.52 is never reached, and 0.5 is near it.
    let (layer, _) = try calibrated(Self.half, to: 0.52)
    #expect(!layer.isMissed)
    #expect(layer.factor < 5)
  }

  @Test func `a rate that is jumped over leaves the nearer side, by its smallest factor`() throws {
    // One neuron and ten steps: rates are tenths, and 0.06 is nearest to 0.1.
    let (layer, _) = try calibrated([1], to: 0.06)
    #expect(layer.isMissed && layer.reached == 0.1)
    #expect(try rate([1], times: layer.factor / 1.01) == 0)
  }

  @Test func `a layer that never fires keeps its weights`() throws {
    let (layer, weights) = try calibrated([-1, -0.5], to: 0.1)
    #expect(layer.factor == 1 && layer.reached == 0 && layer.dead == 2)
    #expect(weights == [-1, -0.5])
  }
}
