import SpikeData
import SpikeSim

/// What a network will take in memory, worked out before any of it is allocated: a config or a file
/// may ask for more than a machine has.
///
/// Counts all that grows with the network, the batch or T, besides what the process has taken by now;
/// numbers are doubles, so that nothing overflows.
struct MemoryNeed {
  private let network: Network
  /// Bytes that the process had taken when it was asked: the program, and the data it has loaded.
  private let taken = Double(residentMemory() ?? 0)
  /// Bytes that come on top.
  private(set) var bytes = 0.0

  init(_ network: Network) { self.network = network }

  /// Bytes of the whole process.
  var total: Double { taken + bytes }

  private var isConstant: Bool { network.spec.encoding == .constant }

  /// Values for every weight and bias, so many times.
  mutating func add(parameterSets: Int) {
    let count = network.stages.reduce(0.0) {
      $0 + Double($1.shape.count) + Double($1.shape.paddedOutputs)
    }
    bytes += 4 * count * Double(parameterSets)
  }

  /// Images that are copied for reading.
  mutating func add(images: DatasetSplits) {
    for split in [images.train, images.test] {
      bytes += Double(split.count) * (Double(split.imageSize) + 8)
    }
  }

  /// A simulator and the trace it leaves.
  mutating func add(traceOf samples: Int, keeping membranes: MembraneKeeping) {
    let words = Double((network.steps + 31) / 32)
    var sample = Double(network.inputs) + Double(network.stages[0].outputs.padded)
    for stage in network.stages {
      let (padded, trains) = (Double(stage.layout.padded), Double(stage.signal.trains))
      // Trains of the population, how they get to the connection above, and which of them do.
      sample += (4 * words + 2) * padded
      if stage.index > 0 || !isConstant {
        // What arrives: trains, lists of those that spiked, and what tells equal ones apart.
        sample += (3 * words + 9) * trains
        // Events in two orders, and the groups of equal trains.
        if stage.outputs.positions == 1 { sample += 7 * trains }
      }
      let keeps = membranes == .learning ? stage.index > 0 || !isConstant : membranes == .all
      if keeps { sample += Double(network.steps) * padded }
    }
    bytes += 4 * sample * Double(samples)
    bytes += network.stages.reduce(0.0) {
      $0 + 4 * Double($1.signal.dropouts) * Double($1.signal.trains)
    }
  }

  /// What each thread counts of spikes and works in on the way back.
  mutating func add(scratchOf threads: Int) {
    let (words, steps) = (Double((network.steps + 31) / 32), paddedSteps)
    var (counters, widest) = (0.0, 0.0)
    for stage in network.stages {
      let (padded, trains) = (Double(stage.layout.padded), Double(stage.signal.trains))
      counters += (words + 4) * padded + trains
      widest = max(widest, padded)
    }
    bytes += 4 * (counters + 4 * widest * steps) * Double(threads)
  }

  /// The rows of the way back: what each stage hands down, and what dense ones are given.
  mutating func add(learningFrom samples: Int) {
    var sample = 0.0
    for stage in network.stages {
      let padded = Double(stage.layout.padded)
      let isFirst = stage.index == 0 && isConstant
      if !isFirst { sample += paddedSteps * Double(stage.signal.trains) }
      if stage.outputs.positions == 1 {
        sample += (isFirst ? 1 : 2 * paddedSteps + 2) * padded
      } else {
        // Sums of the weights for each group of samples, whatever their number.
        bytes += 8 * 4 * Double(stage.shape.count)
      }
      if stage.index == network.stages.count - 1 { sample += paddedSteps * padded }
    }
    bytes += 4 * sample * Double(samples)
  }

  private var paddedSteps: Double { Double((network.steps + 15) / 16 * 16) }

  /// A value for every step, sample and neuron, so many times.
  mutating func add(stepValuesOf samples: Int, sets: Int) {
    let neurons = network.stages.reduce(0.0) { $0 + Double($1.layout.neurons) }
    bytes += 4 * paddedSteps * neurons * Double(samples) * Double(sets)
  }

  /// Refuses what does not fit.
  ///
  /// - Parameter limit: Most bytes that the process may take; nil for what the machine has free,
  ///   which bounds a limit too.
  /// - Throws: ``InsufficientMemory``.
  func check(limit: Int? = nil) throws(InsufficientMemory) {
    if let limit, total > Double(limit) {
      throw InsufficientMemory(needed: total, available: limit, isLimit: true)
    }
    guard let available = availableMemory(), bytes > Double(available) else { return }
    throw InsufficientMemory(needed: bytes, available: available)
  }
}

/// A network, its batch and its steps take more memory than there is.
public struct InsufficientMemory: UserError, Hashable {
  /// Bytes that it takes, about.
  public var needed: Double
  /// Bytes there are, or that may be taken.
  public var available: Int
  /// Whether the user set a limit, rather than the machine.
  public var isLimit = false

  /// One sentence.
  public var message: String {
    let bound = "\(short(Double(available)))B are \(isLimit ? "allowed by --memory-limit" : "free")"
    return "this takes about \(short(needed))B of memory, and \(bound); "
      + "smaller layers, fewer network.steps or fewer samples in a batch take less"
  }

  /// ``ExitStatus/someFailed``: another machine may have it.
  public var exitStatus: ExitStatus { .someFailed }
}
