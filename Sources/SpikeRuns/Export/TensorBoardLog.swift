import SpikeConfig
import SpikeFiles
import SpikeKernels
import SpikeSim

/// Writes a run's event file while it trains. What goes wrong is told once and ends the log, never the run.
public final class TensorBoardLog {
  private let file: TensorBoardFile
  private let events: TensorBoardEvents
  private let note: (String) -> Void
  private var output: OutputFile?
  private var epoch = 0

  /// Makes sure that the file may be written; nothing is yet.
  ///
  /// - Parameters:
  ///   - config: The experiment.
  ///   - folder: What TensorBoard is pointed at.
  ///   - note: Called with what goes wrong later.
  /// - Throws: ``ExportError/foreign(path:kind:)``, `FileError`.
  public init(
    of config: ExperimentConfig, in folder: String, note: @escaping (String) -> Void
  ) throws {
    (file, events) = (TensorBoardFile(of: config, in: folder), TensorBoardEvents(config))
    self.note = note
    guard kind(of: folder) != .other else {
      throw FileError(.createFolder, folder, reason: "it is not a folder", exitStatus: .usage)
    }
    try RunExport.checkPlace(file.path, .tensorBoard, isForced: false)
  }

  /// Begins, or goes on with the file of an earlier attempt.
  ///
  /// - Parameters:
  ///   - lines: The epochs that are done.
  ///   - isContinued: Whether an earlier attempt of the same run may have left a file.
  func begin(after lines: [JSONValue], isContinued: Bool) {
    attempt {
      epoch = lines.last?["epoch"]?.integer ?? 0
      if isContinued, kind(of: file.path) != .absent {
        let whole = EventRecords.wholeLength(of: try readFile(file.path, limit: 1 << 34, .named))
        let continued = try OutputFile(file.path, .atEnd)
        try continued.truncate(to: whole)
        output = continued
      } else {
        let now = secondsNow()
        let first = lines.reduce(events.beginning(at: now)) { $0 + events.epoch($1, at: now) }
        try RunExport.write(first, to: file.path)
        output = try OutputFile(file.path, .atEnd)
      }
    }
  }

  /// Adds an epoch.
  func add(_ line: JSONValue, _ parameters: Parameters, _ counts: SpikeCounts) {
    epoch = line["epoch"]?.integer ?? epoch + 1
    let now = secondsNow()
    append(
      events.epoch(line, at: now) + events.weights(parameters, epoch: epoch, at: now)
        + events.rates(counts, epoch: epoch, at: now))
  }

  /// Says that the run is done. One that failed or was interrupted may be resumed.
  func end() {
    append(events.end(.done, epoch: epoch, at: secondsNow()))
    output = nil
  }

  private func append(_ bytes: [UInt8]) { attempt { try output?.append(bytes) } }

  private func attempt(_ work: () throws -> Void) {
    do {
      try work()
    } catch {
      output = nil
      let reason = (error as? SystemError)?.reason ?? userMessage(for: error)
      note("\(file.path) is written no further: \(reason)")
    }
  }
}
