import SpikeData
import SpikeSim

/// What a network will take in memory, worked out before any of it is allocated: a config or a file
/// may ask for more than a machine has.
///
/// Counts all that grows with the network, the batch or T; numbers are doubles, so that nothing
/// overflows.
struct MemoryNeed {
  private let network: Network
  private(set) var bytes = 0.0

  init(_ network: Network) { self.network = network }

  /// Values for every weight and bias, so many times.
  mutating func add(parameterSets: Int) {
    let count = network.stages.reduce(0.0) {
      $0 + Double($1.shape.count) + Double($1.shape.paddedOutputs)
    }
    bytes += 4 * count * Double(parameterSets)
  }

  /// A simulator and the trace it leaves.
  mutating func add(traceOf samples: Int, keepsMembranes: Bool) {
    let words = Double((network.steps + 31) / 32)
    var sample = Double(network.inputs) + Double(network.stages[0].outputs.padded)
    for stage in network.stages {
      let (padded, trains) = (Double(stage.layout.padded), Double(stage.signal.trains))
      // Trains and lists of the population and of what its spikes become on their way.
      sample += (words + 2) * padded + 3 * words * trains
      if keepsMembranes { sample += Double(network.steps) * padded }
    }
    bytes += 4 * sample * Double(samples)
    bytes += network.stages.reduce(0.0) {
      $0 + 4 * Double($1.signal.dropouts) * Double($1.signal.trains)
    }
  }

  /// What each thread counts of spikes.
  mutating func add(countersOf threads: Int) {
    let words = Double((network.steps + 31) / 32)
    for stage in network.stages {
      let (padded, trains) = (Double(stage.layout.padded), Double(stage.signal.trains))
      bytes += 4 * ((words + 4) * padded + trains) * Double(threads)
    }
  }

  /// The rows of the way back.
  mutating func add(learningFrom samples: Int) {
    add(stepValuesOf: samples, sets: 2)
    let sums = network.stages.reduce(0.0) { $0 + Double($1.layout.padded) }
    bytes += 8 * sums * Double(samples)
  }

  /// A value for every step, sample and neuron, so many times.
  mutating func add(stepValuesOf samples: Int, sets: Int) {
    let neurons = network.stages.reduce(0.0) { $0 + Double($1.layout.neurons) }
    let steps = Double((network.steps + 15) / 16 * 16)
    bytes += 4 * steps * neurons * Double(samples) * Double(sets)
  }

  /// Refuses what does not fit.
  ///
  /// - Throws: ``InsufficientMemory``.
  func check() throws(InsufficientMemory) {
    guard let available = availableMemory(), bytes > Double(available) else { return }
    throw InsufficientMemory(needed: bytes, available: available)
  }
}

/// A network, its batch and its steps take more memory than there is.
public struct InsufficientMemory: UserError, Hashable {
  /// Bytes that it takes, about.
  public var needed: Double
  /// Bytes there are.
  public var available: Int

  /// One sentence.
  public var message: String {
    "this takes about \(short(needed))B of memory, and \(short(Double(available)))B are free; "
      + "smaller layers, fewer network.steps or fewer samples in a batch take less"
  }

  /// ``ExitStatus/someFailed``: another machine may have it.
  public var exitStatus: ExitStatus { .someFailed }
}
