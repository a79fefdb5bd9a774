import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeSurrogate
import TestSupport
import Testing

/// Operations of learning without spikes: d(W), and what is handed down to units.
@Suite struct UnitOperationsTests {
  private static let side = 5

  /// Two padded convolutions and a dense layer, all numbers of which differ from 0.
  private func example() throws -> (network: Network, trace: Trace, parameters: Parameters) {
    func convolution(_ channels: Int) -> LayerSpec {
      .conv2d(Convolution(channels: channels, kernel: 3, padding: 1))
    }
    let network = try Network(
      NetworkSpec(
        inputShape: [1, Self.side, Self.side], steps: 1,
        layers: [convolution(2), .relu, convolution(3), .relu, .dense(units: 4)]))
    let parameters = Parameters(zerosFor: network)
    parameters.initialise(seed: 3)
    let trace = Trace(network: network, capacity: 1, membranes: .learning)
    var generator = SeededGenerator(seed: 8)
    trace.values.all.assign(
      (0..<Self.side * Self.side).map { _ in generator.uniform(from: 0.1, to: 1) })
    Simulator(network: network, capacity: 1, workers: Workers(threads: 2))
      .simulate(trace, parameters: parameters, samples: 1)
    return (network, trace, parameters)
  }

  /// The places around one, itself too.
  private func around(_ place: Int) -> [Int] {
    let (row, column) = place.quotientAndRemainder(dividingBy: Self.side)
    return (0..<Self.side * Self.side).filter {
      abs($0 / Self.side - row) <= 1 && abs($0 % Self.side - column) <= 1
    }
  }

  /// Whether each unit of a layer is above 0, [channels][places].
  private func active(_ trace: Trace, _ layer: Int) -> [[Bool]] {
    let sums = trace.populations[layer].sums(sample: 0)
    let places = Self.side * Self.side
    return (0..<sums.count / places).map { channel in
      (0..<places).map { sums[channel * places + $0] > 0 }
    }
  }

  /// What learning takes where the pairs that are handed down are those of units above 0, or all.
  private func expected(_ trace: Trace, reachesActiveOnly: Bool) -> Int {
    let (first, second) = (active(trace, 0), active(trace, 1))
    let places = Array(0..<Self.side * Self.side)
    let units = second.joined().count { $0 }
    var operations = 4 * (units + (reachesActiveOnly ? units : second.joined().count))
    for place in places {
      let window = around(place)
      let coefficients = second.count { $0[place] }
      let seen = first.reduce(0) { sum, channel in sum + window.count { channel[$0] } }
      operations +=
        coefficients * (seen + (reachesActiveOnly ? seen : window.count * first.count))
      // Of the first layer: units above 0 to which any unit of the second hands something.
      let reached = first.count { channel in
        channel[place] && window.contains { other in second.contains { $0[other] } }
      }
      operations += reached * window.count
    }
    return operations
  }

  @Test func `LFP hands down to units above 0`() throws {
    let (network, trace, parameters) = try example()
    let learning = try LFPLearning(
      rules: network.layers.map { _ in .signedEpsilon(1e-6) }, reward: LogisticReward(),
      network: network, capacity: 1, workers: Workers(threads: 2))
    let lesson = learning.accumulate(
      trace, labels: [1], batch: 1, parameters: parameters,
      into: Parameters(zerosFor: network))
    #expect(lesson.operations.total == expected(trace, reachesActiveOnly: true))
  }

  @Test func `the gradient hands down to all of them`() throws {
    let (network, trace, parameters) = try example()
    let learning = GradientLearning(network: network, capacity: 1, workers: Workers(threads: 2))
    let lesson = learning.accumulate(
      trace, labels: [1], batch: 1, parameters: parameters,
      into: Parameters(zerosFor: network))
    #expect(lesson.operations.total == expected(trace, reachesActiveOnly: false))
  }
}
