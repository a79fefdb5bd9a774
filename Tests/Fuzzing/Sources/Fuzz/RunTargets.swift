import Foundation
import SpikeKernels

@testable import SpikeConfig
@testable import SpikeFiles
@testable import SpikeReports
@testable import SpikeRuns

/// The files of a run that commands read, divided by null bytes: metrics, summary, status.
func fuzzResults(_ bytes: [UInt8]) {
  let (files, config) = (parts(bytes, 3), TemplateRun.directory.config)
  if let lines = try? MetricsFile(path: "metrics.jsonl").lines(of: files[0]) {
    var history = TrainingHistory()
    for line in lines {
      history.add(line)
      precondition(!EpochReport(label: "x", line: line, of: config).text.isEmpty)
    }
    _ = Stopping.patience(epochs: 2, gain: 0.1).stops(after: history.validations)
    _ = history.learning.total
  }
  if let json = try? JSONDocument(parsing: files[1]).root,
    let summary = try? RunSummary(json, file: "summary.json")
  {
    precondition(!summary.text(of: config).isEmpty)
    // What we write of it, we read.
    guard (try? RunSummary(summary.json, file: "summary.json")) != nil else {
      fatalError("a summary does not come back")
    }
  }
  if let json = try? JSONDocument(parsing: files[2]).root {
    if let status = try? RunStatus(json, file: "status.json") {
      guard (try? RunStatus(status.json, file: "status.json")) != nil else {
        fatalError("a status does not come back")
      }
    }
    _ = LockHolder(json)?.process.isAlive
  }
}

/// Metrics, summary, status and environment of a finished run, on which everything that reads a
/// run's folder is let loose.
func fuzzReport(_ bytes: [UInt8]) {
  let run = FuzzedRun.folder
  for (name, content) in zip(
    ["metrics.jsonl", "summary.json", "status.json", "env.json"], parts(bytes, 4))
  {
    let path = "\(run)/\(name)"
    // Nothing stands for no file. Written in place: syncing and renaming would take most of the time.
    if content.isEmpty {
      unlink(path)
    } else {
      write(content, to: path)
    }
  }
  let options = RunOptions(runsRoot: run, dataRoot: nil, workers: Workers(threads: 1))
  if let source = try? ReportSource([run], runsRoot: run) {
    let report = Report(source, insights: nil)
    precondition(!report.text.isEmpty)
    let html = report.html
    precondition(html.utf8.count < 64 << 20, "a report of \(html.utf8.count) bytes")
    precondition(!html.contains("<script"), "a file put a script into the report")
  }
  if let inspection = try? RunInspection(
    existing: run, options: options, console: Console(showsProgress: false))
  {
    precondition(!inspection.text.isEmpty)
  }
}

/// Fails loudly: a descriptor that is not closed after each input would show here.
private func write(_ bytes: [UInt8], to path: String) {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  guard descriptor >= 0, write(descriptor, bytes, bytes.count) == bytes.count else {
    fatalError("\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
  close(descriptor)
}

enum FuzzedRun {
  static let config = """
    { "name": "fuzzed", "data": { "dataset": "digits", "train": 20, "test": 20 },
      "network": { "steps": 5, "layers": [ { "dense": 6 }, "lif", { "dense": 10 }, "lif" ] },
      "training": { "epochs": 2 } }
    """

  /// In memory where the system has such a place; one for each process.
  static let folder: String = {
    let root = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
    let path = "\(root)/spikelab-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try Data(config.utf8).write(to: URL(fileURLWithPath: "\(path)/config.json"))
    } catch {
      fatalError("\(path): \(error)")
    }
    atexit { try? FileManager.default.removeItem(atPath: FuzzedRun.folder) }
    return path
  }()
}
