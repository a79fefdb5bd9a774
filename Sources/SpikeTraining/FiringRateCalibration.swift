import SpikeKernels
import SpikeSim

/// Scales the layers of a network, one after another from the input, to a mean firing rate.
///
/// A neuron fires more the larger its weights and bias are, whatever their signs average to: the mean
/// rate of a layer rises with the common factor of its parameters, to be found by bisection. Small β
/// then no longer means silence: what leaks away is made up for by stronger currents.
///
/// Where no factor reaches the rate, the smallest is kept that comes near the best rate there is: one
/// more spike of a few neurons is not worth weights a hundred times as large.
package struct FiringRateCalibration {
  let network: Network
  let input: [Float]
  let samples: Int
  let seed: UInt64
  let workers: Workers

  /// Factors that are tried lie between these.
  static let bounds: ClosedRange<Float> = 1e-3...1e3
  /// Bytes that calibrating on so many samples takes at most, of one layer at a time.
  package static func bytes(network: Network, samples: Int, threads: Int) -> Double {
    guard samples > 0 else { return 0 }
    let largest = network.layers.indices.map { index in
      let part = network.prefix(layers: index + 1)
      return Trace.bytes(network: part, capacity: samples, membranes: .none)
        + Simulator.bytes(network: part, threads: threads)
        // The layer's values, as a list while they are copied too.
        + 2 * Parameters.bytes(for: part)
    }.max()
    // The images' values, as a list and as a buffer.
    return (largest ?? 0) + 8 * Double(samples) * Double(network.inputs)
  }

  /// Halvings of the interval: the factor is found to a few parts in a thousand.
  static let halvings = 14

  /// A factor and the rate it leads to.
  private struct Trial {
    var factor: Float
    var rate: Float
  }

  /// Scales the parameters.
  ///
  /// - Returns: What became of each layer.
  func scale(_ parameters: Parameters, to rate: Float) -> [CalibratedLayer] {
    parameters.layers.indices.map { scale(parameters, layer: $0, to: rate) }
  }

  /// Scales one layer, those below being done.
  private func scale(
    _ parameters: Parameters, layer index: Int, to rate: Float
  ) -> CalibratedLayer {
    // What stands above has no say in the rate.
    let part = network.prefix(layers: index + 1)
    let trace = Trace(network: part, capacity: samples, membranes: .none)
    trace.values.all.assign(input)
    let simulator = Simulator(network: part, capacity: samples, workers: workers)
    // Constants of neurons stay as they are.
    let tensors = parameters.layers[index].tensors.filter { $0.range == nil }
    let unscaled = tensors.map { Buffer($0.values.elements, filler: 0) }
    func measure(_ factor: Float) -> Float {
      for (tensor, values) in zip(tensors, unscaled) {
        tensor.values.copy(from: values)
        Kernels.scale(tensor.values.all, by: factor)
      }
      simulator.simulate(
        trace, parameters: parameters, samples: samples, chance: .init(seed: seed))
      let population = trace.output
      return Float(population.spikeCount(samples: 0..<samples))
        / Float(samples * population.neurons * population.steps)
    }
    var (low, high) = (Self.bounds.lowerBound, Self.bounds.upperBound)
    var trials: [Trial] = []
    func tried(_ factor: Float) -> Trial {
      let trial = Trial(factor: factor, rate: measure(factor))
      trials.append(trial)
      return trial
    }
    for _ in 0..<Self.halvings {
      // Halved on a logarithmic scale.
      let middle = tried((low * high).squareRoot())
      if middle.rate < rate { low = middle.factor } else { high = middle.factor }
    }
    var kept = tried((low * high).squareRoot())
    // A rate that no factor exceeds is not reached, however near the largest factor comes.
    if high == Self.bounds.upperBound || !CalibratedLayer.isNear(kept.rate, rate) {
      kept = smallest(near: rate, trials, measure)
      kept.rate = measure(kept.factor)
    }
    return CalibratedLayer(
      layer: network.spec.populations[index], wanted: rate, reached: kept.rate,
      factor: kept.factor, neurons: trace.output.neurons,
      dead: trace.output.silentNeurons(samples: samples))
  }

  /// The smallest factor whose rate is within the tolerance of the best rate there is, or of the wanted
  /// one where the best is within that; 1 where no neuron ever fires.
  ///
  /// - Parameter trials: What has been measured, on the way to the wanted rate.
  private func smallest(
    near wanted: Float, _ trials: [Trial], _ measure: (Float) -> Float
  ) -> Trial {
    func distance(_ trial: Trial) -> Float { abs(trial.rate - wanted) }
    let firing = trials.filter { $0.rate > 0 }
    guard var best = firing.min(by: { distance($0) < distance($1) }) else {
      return Trial(factor: 1, rate: 0)
    }
    var kept = best
    var (low, high) = (Self.bounds.lowerBound, best.factor)
    for _ in 0..<Self.halvings {
      let factor = (low * high).squareRoot()
      let trial = Trial(factor: factor, rate: measure(factor))
      if distance(trial) < distance(best) { best = trial }
      let goal = CalibratedLayer.isNear(best.rate, wanted) ? wanted : best.rate
      if CalibratedLayer.isNear(trial.rate, goal) {
        kept = trial
        high = factor
      } else if trial.rate < goal {
        low = factor
      } else {
        high = factor
      }
    }
    return kept
  }
}

extension PopulationTrace {
  /// Neurons without a spike in any of the first samples.
  fileprivate func silentNeurons(samples: Int) -> Int {
    (0..<neurons).count { neuron in
      (0..<samples).allSatisfy { spikeCount(sample: $0, neuron: neuron) == 0 }
    }
  }
}
