import SpikeKernels

/// Everything a simulated batch leaves for learning rules and reports to read.
///
/// Allocated once for the largest batch and overwritten by each simulation: nothing of one batch
/// is visible in the next. Membranes take 4 · T · N bytes a sample, spikes an eighth of a byte a
/// neuron and step; a population with a constant current needs no membranes to learn from.
public final class Trace {
  /// The network it was laid out for.
  public let network: Network
  /// Samples there is room for.
  public let capacity: Int
  /// Samples of the last simulation.
  public internal(set) var samples = 0
  /// Whether the last simulation was for training: dropout was at work.
  public internal(set) var isTraining = false
  /// The samples as they were given.
  public let input: TraceInput
  /// What a dense first layer is fed at every step; nil where it is fed otherwise.
  private let constant: ConstantInput?
  /// What later layers of a network without spikes read; nil for the first, and where spikes are read.
  let carried: [CarriedValues?]
  /// The populations from input to output.
  public let populations: [PopulationTrace]
  /// The spikes that reached each layer's connection; nil for a constant input.
  public let routed: [RoutedSpikes?]
  /// The spikes that populations read again one step later; nil where none are, or nothing is learnt.
  let recurrent: [RecurrentSpikes?]

  /// Lays out the memory of a batch.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - capacity: The largest batch.
  ///   - keeping: Which membranes to keep.
  public init(network: Network, capacity: Int, membranes keeping: MembraneKeeping) {
    precondition(capacity > 0, "a batch of \(capacity) samples")
    self.network = network
    self.capacity = capacity
    let input = TraceInput(network, capacity: capacity)
    let populations = network.layers.map {
      PopulationTrace(
        layer: $0, steps: network.steps, samples: capacity, keeping: keeping)
    }
    constant =
      network.layers[0].source == .values && network.layers[0].isDense
      ? ConstantInput(inputs: network.inputs, capacity: capacity) : nil
    carried = network.layers.map { CarriedValues($0, samples: capacity) }
    routed = network.layers.map { layer in
      guard layer.source == .spikes else { return nil }
      let below = layer.index == 0 ? input.spikes : populations[layer.index - 1].spikes
      return below.map {
        RoutedSpikes(
          layer: layer, below: $0, samples: capacity, learns: keeping.isForLearning)
      }
    }
    recurrent = network.layers.map {
      RecurrentSpikes($0, steps: network.steps, samples: capacity, keeping: keeping)
    }
    self.populations = populations
    self.input = input
  }

  /// Bytes that the memory of a batch takes.
  package static func bytes(
    network: Network, capacity: Int, membranes keeping: MembraneKeeping
  ) -> Double {
    let first = network.layers[0]
    var bytes = TraceInput.bytes(network, capacity: capacity)
    if first.source == .values && first.isDense {
      bytes += ConstantInput.bytes(inputs: network.inputs, capacity: capacity)
    }
    for layer in network.layers {
      bytes += PopulationTrace.bytes(
        layer: layer, steps: network.steps, samples: capacity, keeping: keeping)
      bytes += CarriedValues.bytes(layer, samples: capacity)
      bytes += RecurrentSpikes.bytes(
        layer, steps: network.steps, samples: capacity, keeping: keeping)
      if layer.source == .spikes {
        bytes += RoutedSpikes.bytes(
          layer: layer, steps: network.steps, samples: capacity, learns: keeping.isForLearning)
      }
    }
    return bytes
  }

  /// The last population: its spike counts are the network's answer.
  public var output: PopulationTrace { populations[populations.count - 1] }

  /// The values of the samples, [samples][inputs], to be filled before a simulation.
  ///
  /// - Precondition: The network's input are values.
  public var values: Buffer<Float> {
    guard let values = input.values else {
      preconditionFailure("the input of this trace are spikes")
    }
    return values
  }

  /// The values that a layer reads, [samples][cells].
  func values(of layer: Layer) -> Buffer<Float> { carried[layer.index]?.values ?? values }

  /// The same, packed, of a dense layer; nil of others.
  func packed(_ layer: Layer) -> ConstantInput? {
    layer.index == 0 ? constant : carried[layer.index]?.packed
  }

  /// The spikes that a layer's routed begins with; nil for a constant input.
  func below(_ layer: Layer) -> SpikeTrains? {
    layer.index == 0 ? input.spikes : populations[layer.index - 1].spikes
  }

  /// What one spike counts for at a layer's connection.
  func gain(_ layer: Layer) -> Float {
    layer.route.gain * (isTraining ? layer.route.dropoutGain : 1)
  }

  /// The class with the most spikes in a sample; the first of equals.
  public func predictedClass(sample: Int) -> Int {
    output.mostActive(sample: sample)
  }
}
