import SpikeConfig
import SpikeData
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
  /// The checkpoint's checksum; nil of one that an older version wrote.
  public let checkpoint: String?
  private let memory: MemoryBudget
  private let directory: RunDirectory

  /// Reads a run's checkpoint.
  ///
  /// - Parameters:
  ///   - directory: The run.
  ///   - memory: What an evaluation of it may take.
  ///   - threads: Threads of that evaluation.
  ///   - isBest: Whether it is the checkpoint of the best validation accuracy, rather than the last.
  ///   - note: Called with what cannot be made sure of.
  /// - Throws: ``RunError`` when there is no checkpoint, or it is another run's; `DataError` when the
  ///   checkpoint is damaged or of another network; ``InsufficientMemory``.
  public init(
    _ directory: RunDirectory, memory: MemoryBudget = MemoryBudget(), threads: Int = 1,
    isBest: Bool = false, note: (String) -> Void = { _ in }
  ) throws {
    guard directory.hasCheckpoint else { throw RunError.noCheckpoint(directory: directory.path) }
    self.directory = directory
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
    var checksum: String?
    try (isBest ? directory.readBest : directory.readCheckpoint)(note) {
      try Checkpoint.readParameters(from: $0, into: parameters)
      checksum = $0.metadata[TensorFile.checksumKey]
    }
    (self.parameters, checkpoint) = (parameters, checksum)
  }

  /// The run's test images.
  ///
  /// - Parameters:
  ///   - dataRoot: The folder to look for data files in; nil for the usual one.
  ///   - note: Called where the data is not what the run was trained on, which is allowed.
  /// - Throws: `DataError` when data is absent or faulty; ``InsufficientMemory``.
  public func testSamples(dataRoot: String?, note: (String) -> Void = { _ in }) throws -> Samples {
    let splits = try config.data.load(dataRoot: dataRoot, memory: memory)
    let found = splits.checksum
    if let begun = try? RunEnvironment.datasetChecksum(in: directory.environmentPath),
      begun != found
    {
      note(
        "these are not the data that \(directory.path) was trained on: their checksum is "
          + "\(JSONText.cut(found)), that of the run's \(JSONText.cut(JSONText.printable(begun)))")
    }
    return try samples(splits)
  }

  /// The run's test images, made sure to be of the data that it was trained on.
  ///
  /// - Throws: As ``testSamples(dataRoot:note:)``; ``RunError/otherData(directory:begun:found:)``.
  func testSamplesAsTrained(dataRoot: String?) throws -> Samples {
    let splits = try config.data.load(dataRoot: dataRoot, memory: memory)
    let found = splits.checksum
    if let begun = try RunEnvironment.datasetChecksum(in: directory.environmentPath), begun != found
    {
      throw RunError.otherData(directory: directory.path, begun: begun, found: found)
    }
    return try samples(splits)
  }

  /// Labelled images of files, in place of the run's.
  ///
  /// - Throws: `DataError` when they are absent, faulty, or of another shape than the network's input;
  ///   ``InsufficientMemory``.
  public func samples(images: String, labels: String) throws -> Samples {
    let dataset = config.data.source.dataset
    guard case .image(1, let rows, let columns) = dataset.shape else {
      throw OtherImagesError(dataset: dataset.name)
    }
    return try samples(
      .images(
        IDXImages.read(
          images: images, labels: labels, rows: rows, columns: columns,
          classes: dataset.classes, memory: memory)))
  }

  private func samples(_ splits: DatasetSplits) throws -> Samples { try samples(splits.test) }

  private func samples(_ images: Dataset) throws -> Samples {
    var need = MemoryNeed()
    need.add(images)
    try need.check(memory)
    return Samples(images, pixels: config.data.pixels)
  }

  /// Counts over all samples, and shows how far it is.
  ///
  /// - Parameters:
  ///   - samples: The samples.
  ///   - statistics: Gain what the spikes were.
  ///   - options: The threads to use.
  ///   - console: Where progress is shown.
  ///   - looking: Called with each part that was simulated, and which samples it holds.
  public func evaluate(
    on samples: Samples, adding statistics: SpikeStatistics? = nil, options: RunOptions,
    console: Console, looking: (_ trace: Trace, _ samples: Range<Int>) -> Void = { _, _ in }
  ) -> Tally {
    var bar = console.progress("evaluating", total: samples.count)
    defer { bar.clear() }
    return Evaluator(
      network: network, seed: config.seed, countsUpdates: statistics != nil,
      workers: options.workers
    ).evaluate(
      parameters, on: samples, adding: statistics,
      afterBatch: { bar.update($0, of: samples.count) }, looking: looking)
  }
}
