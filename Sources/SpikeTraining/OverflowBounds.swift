import SpikeKernels
import SpikeSim

/// For each connection, a magnitude of weights and biases up to which no current and no membrane can
/// be infinite, whatever the images: where all are within, nobody has to look at membranes.
///
/// With K inputs of at most x, m the largest magnitude of a weight or bias, and T steps,
///
///     |I[t]| ≤ m·(K·x + 1)      |U[t]| ≤ θ + Σ_s |I[s]| ≤ θ + T·m·(K·x + 1)
///
/// for any β ≤ 1 and reset. Recurrent spikes are further inputs of at most 1; a synaptic decay α adds up what came
/// before, at most 1 / (1 − α) times as much. Spikes are 1, added up before they count for more or less (the gain g of
/// pools and dropout), the bias divided by g with them; a constant input is taken apart into its
/// background and the rest, at most three times its largest value together.
struct OverflowBounds {
  /// For each connection.
  let largest: [Float]

  /// - Parameter largestInput: The largest magnitude that an image has where it is fed as a current.
  init(_ network: Network, largestInput: Float) {
    largest = network.layers.map { layer in
      let input = layer.source == .values ? 3 * Double(largestInput) : 1
      let (least, most) = (
        Double(layer.route.gain), Double(layer.route.gain) * Double(layer.route.dropoutGain)
      )
      let connection = (Double(layer.shape.inputs) * input + 1 / min(1, least)) * max(1, most)
      let decay = Double(layer.neurons.synapticDecay ?? 0)
      let sums = (connection + Self.recurrentSums(layer)) / (1 - decay)
      // Half, so that rounding does not matter.
      let room = Double(Float.greatestFiniteMagnitude) / 2 - Double(layer.neurons.largestThreshold)
      return Float(max(0, room / Double(network.steps) / sums))
    }
  }

  /// What recurrent spikes and a threshold that is learnt add to the sums of a step.
  private static func recurrentSums(_ layer: Layer) -> Double {
    let recurrent =
      switch layer.neurons.recurrence {
      case .allToAll: Double(layer.layout.neurons) + 1
      case .oneToOne: 1.0
      case nil: 0.0
      }
    return recurrent + (layer.neurons.learned == nil ? 0 : 1)
  }

  /// Whether all parameters are within.
  func hold(_ parameters: Parameters) -> Bool {
    zip(parameters.layers, largest).allSatisfy { weights, bound in
      weights.tensors.allSatisfy { Kernels.areAll($0.values.all, within: bound) }
    }
  }
}

/// Looks for infinite membranes in a batch: for parameters so large that there may be some.
final class OverflowSearch {
  private let trace: Trace
  private let simulator: Simulator
  private static let capacity = 8

  init(_ trainer: Trainer) {
    trace = Trace(network: trainer.network, capacity: Self.capacity, membranes: .all)
    simulator = Simulator(
      network: trainer.network, capacity: Self.capacity, workers: trainer.workers)
  }

  /// Whether a membrane of a batch is not finite, with the parameters as they are now.
  func finds(in batch: Trainer.Batch, of samples: Samples, _ trainer: Trainer) -> Bool {
    let indices = batch.indices
    for first in stride(from: indices.startIndex, to: indices.endIndex, by: Self.capacity) {
      let part = indices[first..<min(indices.endIndex, first + Self.capacity)]
      samples.load(part, into: trace, epoch: trainer.position.epoch, using: trainer.workers)
      simulator.simulate(
        trace, parameters: trainer.parameters, samples: part.count,
        chance: trainer.chance(of: batch, from: first - indices.startIndex))
      for population in trace.populations {
        for sample in 0..<part.count {
          guard let membranes = population.membranes(sample) else { continue }
          if !Kernels.allFinite(membranes) { return true }
        }
      }
    }
    return false
  }
}
