import SpikeConfig
import SpikeFiles
import SpikeSim
import SpikeTraining

/// The network of a run as its checkpoint has it, to be looked at.
public struct TrainedNetwork {
  /// The run's config.
  public let config: ExperimentConfig
  /// The network.
  public let network: Network
  /// Its weights and biases.
  public let parameters: Parameters
  private let memory: MemoryBudget

  /// Reads a run's checkpoint.
  ///
  /// - Parameters:
  ///   - memory: What an evaluation of it may take.
  ///   - threads: Threads of that evaluation.
  ///   - note: Called with what cannot be made sure of.
  /// - Throws: ``RunError`` when there is no checkpoint, or it is another run's; `DataError` when the
  ///   checkpoint is damaged or of another network; ``InsufficientMemory``.
  public init(
    _ directory: RunDirectory, memory: MemoryBudget = MemoryBudget(), threads: Int = 1,
    note: (String) -> Void = { _ in }
  ) throws {
    guard directory.hasCheckpoint else { throw RunError.noCheckpoint(directory: directory.path) }
    config = directory.config
    network = try Network(config.networkSpec)
    self.memory = memory
    let moments = config.training.optimizer.momentNames.count
    var need = MemoryNeed()
    need.add(Parameters.bytes(for: network))
    need.add(SpikeStatistics.bytes(network: network, threads: threads))
    need.add(
      oneOf: Checkpoint.bytes(network: network, moments: moments),
      Evaluator.bytes(network: network, countsUpdates: true, threads: threads)
        + Simulator.bytesOfSimulating(network: network, threads: threads)
        + SpikeStatistics.bytesOfCounts(network: network))
    try need.check(memory)
    let parameters = Parameters(zerosFor: network)
    try directory.readCheckpoint(note: note) {
      try Checkpoint.readParameters(from: $0, into: parameters)
    }
    self.parameters = parameters
  }

  /// The run's test images.
  ///
  /// - Throws: `DataError` when data is absent or faulty; ``InsufficientMemory``.
  public func testSamples(dataRoot: String?) throws -> Samples {
    let images = try config.data.load(dataRoot: dataRoot, memory: memory).test
    var need = MemoryNeed()
    need.add(images)
    try need.check(memory)
    return Samples(images, pixels: config.data.pixels)
  }

  /// Counts over all samples, and shows how far it is.
  ///
  /// - Parameter statistics: Gain what the spikes were.
  public func evaluate(
    on samples: Samples, adding statistics: SpikeStatistics? = nil, options: RunOptions,
    console: Console
  ) -> Tally {
    var bar = console.progress("evaluating", total: samples.count)
    defer { bar.clear() }
    return Evaluator(
      network: network, seed: config.seed, countsUpdates: statistics != nil,
      workers: options.workers
    ).evaluate(parameters, on: samples, adding: statistics) { bar.update($0, of: samples.count) }
  }
}
