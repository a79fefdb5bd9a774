import SpikeConfig
import SpikeFiles
import SpikeSim

/// The event file of a run, in a folder that TensorBoard is pointed at: `FOLDER/NAME-HASH/` and a file in it.
public struct TensorBoardFile: Sendable {
  /// The file.
  public let path: String

  /// The file of an experiment's run.
  ///
  /// - Parameters:
  ///   - config: The experiment.
  ///   - folder: What TensorBoard is pointed at.
  public init(of config: ExperimentConfig, in folder: String) {
    let name = config.name.unicodeScalars.prefix(80).map { scalar in
      let isPlain =
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
        || ("0"..."9").contains(scalar) || "-_=+".unicodeScalars.contains(scalar)
      return isPlain || scalar == "." ? Character(scalar) : "_"
    }
    let root = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    path = "\(root)/\(String(name))-\(config.hash.prefix(8))/events.out.tfevents.spikelab"
  }
}

/// A run's metrics, weights and firing rates for TensorBoard, as its folder has them now.
public struct TensorBoardExport {
  private let directory: RunDirectory
  private let events: [UInt8]

  /// Gathers what a run's folder has. The test images are evaluated for the rates of the neurons.
  ///
  /// - Throws: ``RunError`` when the folder is no run; what reading its metrics and its checkpoint throws.
  public init(existing path: String, options: RunOptions, console: Console) throws {
    directory = try RunDirectory(existing: path)
    let builder = TensorBoardEvents(directory.config)
    let lines = try directory.metrics.read()
    let status = try RunStatus.read(directory.statusPath)
    // The end of the run less what later epochs took.
    let last = Double(secondsSince1970(ofTimestamp: status?.updated ?? "") ?? 0)
    let seconds = lines.map { ($0["trainSeconds"]?.double ?? 0) + ($0["testSeconds"]?.double ?? 0) }
    var time = last - seconds.reduce(0, +)
    var events = builder.beginning(at: time)
    for (line, duration) in zip(lines, seconds) {
      time += duration
      events += builder.epoch(line, at: time)
    }
    let epoch = lines.last?["epoch"]?.integer ?? 0
    if directory.hasCheckpoint {
      let trained = try TrainedNetwork(
        directory, memory: options.memory, threads: options.workers.threads, note: console.note)
      events += builder.weights(trained.parameters, epoch: epoch, at: last)
      do {
        let samples = try trained.testSamplesAsTrained(dataRoot: options.dataRoot)
        let statistics = SpikeStatistics(network: trained.network, workers: options.workers)
        _ = trained.evaluate(on: samples, adding: statistics, options: options, console: console)
        events += builder.rates(
          statistics.counts(with: trained.parameters), epoch: epoch, at: last)
      } catch let error as any UserError {
        console.note("\(directory.path): firing rates of neurons are left out: \(error.message)")
      }
    }
    self.events = events + builder.end(status?.state, epoch: epoch, at: last)
  }

  /// Writes the event file.
  ///
  /// - Returns: The file.
  /// - Throws: ``ExportError/foreign(path:kind:)``, `FileError`.
  public func write(in folder: String, isForced: Bool = false) throws -> String {
    let file = TensorBoardFile(of: directory.config, in: folder)
    try RunExport.checkPlace(file.path, .tensorBoard, isForced: isForced)
    try RunExport.write(events, to: file.path)
    return file.path
  }
}
