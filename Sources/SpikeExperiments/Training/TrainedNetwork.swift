import SpikeData
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

  /// Reads a run's checkpoint.
  ///
  /// - Parameter memoryLimit: Most bytes it may take; nil for what the machine has free.
  /// - Throws: ``RunError/noCheckpoint(directory:)``; `DataError` when the checkpoint is of another
  ///   network; ``InsufficientMemory``.
  public init(_ directory: RunDirectory, memoryLimit: Int? = nil) throws {
    guard directory.hasCheckpoint else { throw RunError.noCheckpoint(directory: directory.path) }
    config = directory.config
    network = try Network(config.networkSpec)
    var need = MemoryNeed(network)
    need.add(parameterSets: 1)
    need.add(traceOf: Evaluator.samplesAtATime, keeping: .none)
    try need.check(limit: memoryLimit)
    parameters = Parameters(zerosFor: network)
    try Checkpoint.readParameters(
      from: directory.checkpoint(), into: parameters)
  }

  /// The run's test images.
  ///
  /// - Throws: `DataError` when data is absent or faulty.
  public func testSamples(dataRoot: String?) throws -> Samples {
    Samples(try config.data.load(dataRoot: dataRoot).test, pixels: config.data.pixels.closedRange)
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
