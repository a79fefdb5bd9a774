import SpikeKernels
import SpikeSim

/// Scales the layers of a network, one after another from the input, to a mean firing rate.
///
/// A neuron fires more the larger its weights and bias are, whatever their signs average to: the
/// rate rises with the common factor of a layer, to be found by bisection. Small β then no longer
/// means silence: what leaks away is made up for by stronger currents.
struct FiringRateCalibration {
  let network: Network
  let input: [Float]
  let samples: Int
  let seed: UInt64
  let workers: Workers

  /// Factors that are tried lie between these.
  static let bounds: ClosedRange<Float> = 1e-3...1e3
  /// Halvings of the interval: the factor is found to a few parts in a thousand.
  static let halvings = 14

  /// Scales the parameters.
  ///
  /// - Returns: The layers whose rate is off by more than ``MissedFiringRate/tolerance``.
  func scale(_ parameters: Parameters, to rate: Float) -> [MissedFiringRate] {
    parameters.layers.indices.compactMap { index in
      let reached = scale(parameters, stage: index, to: rate)
      guard !(abs(reached - rate) <= MissedFiringRate.tolerance * rate) else { return nil }
      return MissedFiringRate(
        layer: network.spec.populations[index], wanted: rate, reached: reached)
    }
  }

  /// Scales one stage, those below being done.
  ///
  /// - Returns: The rate it fires at then.
  private func scale(_ parameters: Parameters, stage index: Int, to rate: Float) -> Float {
    // What stands above has no say in the rate.
    let part = network.prefix(stages: index + 1)
    let trace = Trace(network: part, capacity: samples, membranes: .none)
    trace.input.all.assign(input)
    let simulator = Simulator(network: part, capacity: samples, workers: workers)
    let layer = parameters.layers[index]
    let weights = Buffer(layer.weight.elements, filler: 0)
    let biases = Buffer(layer.bias.elements, filler: 0)
    func measure(_ factor: Float) -> Float {
      layer.weight.copy(from: weights)
      layer.bias.copy(from: biases)
      Kernels.scale(layer.weight.all, by: factor)
      Kernels.scale(layer.bias.all, by: factor)
      simulator.simulate(
        trace, parameters: parameters, samples: samples, chance: .init(seed: seed))
      let population = trace.output
      return Float(population.spikeCount(samples: 0..<samples))
        / Float(samples * population.neurons * population.steps)
    }
    var (low, high) = (Self.bounds.lowerBound, Self.bounds.upperBound)
    for _ in 0..<Self.halvings {
      // Halved on a logarithmic scale.
      let middle = (low * high).squareRoot()
      if measure(middle) < rate { low = middle } else { high = middle }
    }
    return measure((low * high).squareRoot())
  }
}

/// A layer that could not be calibrated to a firing rate: a neuron whose currents sum to less than 0
/// never fires, whatever the factor, and a rate may jump over the one asked for where inputs are few.
public struct MissedFiringRate: Hashable, Sendable, CustomStringConvertible {
  /// Where the LIF layer stands among ``SpikeSim/NetworkSpec/layers``.
  public var layer: Int
  /// The rate asked for, in spikes a neuron and step.
  public var wanted: Float
  /// The rate on the calibration batch with the best factor found.
  public var reached: Float

  /// How far off a rate may be, as a share of the one asked for.
  public static let tolerance: Float = 0.1

  /// `network.layers[3] fires at a rate of 0.42, not at the 0.9 asked for`.
  public var description: String {
    "network.layers[\(layer)] fires at a rate of \(Self.brief(reached)), not at the "
      + "\(Self.brief(wanted)) asked for"
  }

  /// Three decimals, or the whole number where they would be 0.
  private static func brief(_ rate: Float) -> String {
    rate < 0.001 ? "\(rate)" : "\((rate * 1000).rounded() / 1000)"
  }
}
