import Foundation
import SpikeKernels

@testable import SpikeFiles
@testable import SpikeReports
@testable import SpikeRuns

/// `status.json` of a run that is otherwise as it should be: what it says decides whether the run goes
/// on.
func fuzzStatus(_ bytes: [UInt8]) {
  let run = TemplateRun.interrupted.lay(replacing: "status.json", by: bytes)
  guard let status = attempt({ try RunStatus.read(run.statusPath) }), let status else {
    return takeUp(run)
  }
  precondition(status.attempt >= 0)
  checkShown(status.error ?? "none")
  guard (try? RunStatus(status.json, file: "status.json")) != nil else {
    fatalError("a status does not come back")
  }
  takeUp(run)
}

/// `metrics.jsonl`: lines that are read, cut and added to.
func fuzzMetrics(_ bytes: [UInt8]) {
  let run = TemplateRun.interrupted.lay(replacing: "metrics.jsonl", by: bytes)
  guard let lines = attempt({ try run.metrics.read() }) else { return takeUp(run) }
  var history = TrainingHistory()
  for line in lines {
    history.add(line)
    checkShown(EpochReport(label: "x", line: line, of: run.config).text.replacing("\n", with: " "))
  }
  // What is kept is what was read, and a torn line takes nothing with it that is added.
  do {
    let writer = try RunWriter(run, policy: .resume)
    try writer.append(metrics: ["epoch": 7])
    guard let again = try? MetricsFile(path: run.metrics.path).read() else { return }
    precondition(again.count == lines.count + 1, "a line was lost")
  } catch {
    fatalError("\(error)")
  }
}

/// `summary.json` of a finished run, for everything that shows it.
func fuzzSummary(_ bytes: [UInt8]) {
  let run = TemplateRun.finished.lay(replacing: "summary.json", by: bytes)
  guard let json = attempt({ try run.summary() }), let json else { return showAll(run) }
  if let summary = attempt({ try RunSummary(json, file: "summary.json") }) {
    precondition(!summary.text(of: run.config).isEmpty)
    guard (try? RunSummary(summary.json, file: "summary.json")) != nil else {
      fatalError("a summary does not come back")
    }
  }
  showAll(run)
}

/// `lock`: whoever it names, a run is taken over or left alone, and never both.
func fuzzLock(_ bytes: [UInt8]) {
  let host = Array(ProcessIdentity.current.host.utf8)
  // Seeds cannot know where they are read.
  let bytes = bytes.replacing(Array("HOST".utf8), with: host)
  takeUp(TemplateRun.interrupted.lay(replacing: "lock", by: bytes))
}

/// What a reader may throw: an error with a message of one line that steers no terminal.
func attempt<Value>(_ body: () throws -> Value) -> Value? {
  do {
    return try body()
  } catch {
    checkShown(userMessage(for: error))
    return nil
  }
}

/// A message as a terminal gets it.
func checkShown(_ text: String) {
  let shown = Console.harmless(text)
  precondition(!shown.isEmpty && shown.utf8.count < 8_000, "a message of \(shown.utf8.count) bytes")
  for scalar in shown.unicodeScalars where scalar.properties.generalCategory == .control {
    precondition(scalar == "\n" || scalar == "\t", "\(scalar.value)")
  }
}

/// Takes a run up and gives it back; where that is refused, the lock is as it was.
func takeUp(_ run: RunDirectory) {
  let before = try? Data(contentsOf: URL(fileURLWithPath: run.path + "/lock"))
  guard let writer = attempt({ try RunWriter(run, policy: .resume) }) else {
    let after = try? Data(contentsOf: URL(fileURLWithPath: run.path + "/lock"))
    precondition(before == after, "a lock changed that was not taken")
    return
  }
  writer.log("x\u{1B}[2J\ny")
  guard attempt({ try writer.interrupt() }) != nil else { fatalError("a run is not given back") }
  precondition(!FileManager.default.fileExists(atPath: run.path + "/lock"), "the lock stays")
  guard case .resumable(let status?) = try? run.state(), status.state == .interrupted else {
    fatalError("an interrupted run is none")
  }
}

/// Everything that shows a run.
func showAll(_ run: RunDirectory) {
  let options = RunOptions(runsRoot: run.path, dataRoot: nil, workers: Workers(threads: 1))
  if let source = attempt({ try ReportSource([run.path], runsRoot: run.path) }) {
    let report = Report(source, insights: nil)
    precondition(!report.text.isEmpty)
    precondition(!report.html.contains("<script"), "a file put a script into the report")
  }
  if let inspection = attempt({
    try RunInspection(existing: run.path, options: options, console: .silent)
  }) {
    precondition(!inspection.text.isEmpty)
  }
}
