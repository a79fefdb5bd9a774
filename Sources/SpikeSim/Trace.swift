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
  /// The samples as they were given: [samples][inputs], counted as PyTorch does.
  public let input: Buffer<Float>
  /// What a dense first stage is fed at every step; nil where it is fed otherwise.
  let constant: ConstantInput?
  /// The spikes that the input was encoded as; nil where it is fed as current.
  public let encoded: SpikeTrains?
  /// The populations from input to output.
  public let populations: [PopulationTrace]
  /// The spikes that reached each stage's connection; nil for a constant input.
  public let signals: [SignalTrace?]

  /// Lays out the memory of a batch.
  ///
  /// - Parameters:
  ///   - capacity: The largest batch.
  ///   - membranes: Which to keep.
  public init(network: Network, capacity: Int, membranes keeping: MembraneKeeping) {
    precondition(capacity > 0, "a batch of \(capacity) samples")
    self.network = network
    self.capacity = capacity
    input = Buffer(count: capacity * network.inputs, repeating: 0)
    let populations = network.stages.map {
      PopulationTrace(
        stage: $0, spec: network.spec, samples: capacity, keeping: keeping)
    }
    let base = network.stages[0].signal.base
    constant =
      network.spec.encoding == .constant && network.stages[0].isDense
      ? ConstantInput(inputs: network.inputs, capacity: capacity) : nil
    let encoded =
      network.spec.encoding == .constant
      ? nil
      : SpikeTrains(layout: base, steps: network.steps, samples: capacity)
    signals = network.stages.map { stage in
      let below = stage.index == 0 ? encoded : populations[stage.index - 1].spikes
      return below.map { SignalTrace(stage: stage, below: $0, samples: capacity) }
    }
    self.populations = populations
    self.encoded = encoded
  }

  /// Bytes that the memory of a batch takes.
  package static func bytes(
    network: Network, capacity: Int, membranes keeping: MembraneKeeping
  ) -> Double {
    let (spec, first) = (network.spec, network.stages[0])
    let isConstant = spec.encoding == .constant
    var bytes = Buffer<Float>.bytes(count: Double(capacity) * Double(network.inputs))
    if isConstant && first.isDense {
      bytes += ConstantInput.bytes(inputs: network.inputs, capacity: capacity)
    }
    if !isConstant {
      bytes += SpikeTrains.bytes(
        layout: first.signal.base, steps: network.steps, samples: capacity)
    }
    for stage in network.stages {
      bytes += PopulationTrace.bytes(
        stage: stage, spec: spec, samples: capacity, keeping: keeping)
      if stage.index > 0 || !isConstant {
        bytes += SignalTrace.bytes(stage: stage, steps: network.steps, samples: capacity)
      }
    }
    return bytes
  }

  /// The last population: its spike counts are the network's answer.
  public var output: PopulationTrace { populations[populations.count - 1] }

  /// The spikes that a stage's signal begins with; nil for a constant input.
  func below(_ stage: Stage) -> SpikeTrains? {
    stage.index == 0 ? encoded : populations[stage.index - 1].spikes
  }

  /// What one spike counts for at a stage's connection.
  func gain(_ stage: Stage) -> Float {
    stage.signal.gain * (isTraining ? stage.signal.dropoutGain : 1)
  }

  /// The class with the most spikes in a sample; the first of equals.
  public func predictedClass(sample: Int) -> Int {
    output.mostActive(sample: sample)
  }
}
