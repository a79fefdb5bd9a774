import SpikeKernels

/// Everything a simulated batch leaves for learning rules and reports to read.
///
/// Allocated once for the largest batch and overwritten by each simulation: nothing of one batch
/// is visible in the next. Membranes take 4 · T · N bytes a sample, spikes an eighth of a byte a
/// neuron and step.
public final class Trace {
  /// The network it was laid out for.
  public let network: Network
  /// Samples there is room for.
  public let capacity: Int
  /// Samples of the last simulation.
  public internal(set) var samples = 0
  /// The input fed as current at every step: [samples][inputs].
  public let input: Buffer<Float>
  /// The populations from input to output.
  public let populations: [PopulationTrace]

  /// Lays out the memory of a batch.
  ///
  /// - Parameters:
  ///   - capacity: The largest batch.
  ///   - keepsMembranes: False where only spikes are wanted, as in evaluation.
  public init(network: Network, capacity: Int, keepsMembranes: Bool) {
    precondition(capacity > 0, "a batch of \(capacity) samples")
    self.network = network
    self.capacity = capacity
    input = Buffer(count: capacity * network.inputs, repeating: 0)
    populations = network.stages.map {
      PopulationTrace(
        stage: $0, steps: network.steps, samples: capacity, keepsMembranes: keepsMembranes)
    }
  }

  /// The last population: its spike counts are the network's answer.
  public var output: PopulationTrace { populations[populations.count - 1] }

  /// The class with the most spikes in a sample; the first of equals.
  public func predictedClass(sample: Int) -> Int {
    var best = (count: -1, label: 0)
    for label in 0..<output.neurons {
      let count = output.spikeCount(sample: sample, neuron: label)
      if count > best.count { best = (count, label) }
    }
    return best.label
  }
}
