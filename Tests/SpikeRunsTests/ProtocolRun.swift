import Foundation
import TestSupport

@testable import SpikeFiles
@testable import SpikeRuns

/// A run as ``LockProtocolTests`` lets writers meet in it: all that a training does with its files, and
/// nothing else.
enum ProtocolRun {
  static let experiment = Result {
    try config(
      #"{ "name": "x", "data": { "dataset": "digits" }, "training": { "epochs": 2 } }"#)
  }

  static func directory(in root: String) throws -> RunDirectory {
    RunDirectory(root: root, config: try experiment.get())
  }

  /// Takes over from anybody, so often: whoever holds a lock may have been stopped for long.
  static func judge(takeovers: Int) -> LockJudge {
    var left = takeovers
    var judge = LockJudge { _, _ in
      guard left > 0 else { return .alive }
      left -= 1
      Stage.note("\(left) takeovers left")
      return .abandoned
    }
    judge.pause = {}
    judge.pauses = 1
    return judge
  }

  /// A line of metrics and a checkpoint for each epoch, then the summary. All say who wrote them.
  static func train(
    _ number: Int, _ directory: RunDirectory, takeovers: Int, epochs: Int = 2
  ) throws {
    let writer = try RunWriter(directory, policy: .resume, judge: judge(takeovers: takeovers))
    let author = "writer \(number), attempt \(writer.status.attempt)"
    Stage.remember("\(author), resumed: \(writer.isResumed)")
    var (epoch, checkpoint) = (0, "none")
    if writer.isResumed && directory.hasCheckpoint {
      try directory.readCheckpoint { file in
        epoch = try Int(file.uint64s("position")[0])
        checkpoint = file.metadata["author"] ?? ""
      }
    }
    try writer.keepMetrics(throughEpoch: epoch)
    while epoch < epochs {
      epoch += 1
      try writer.append(metrics: ["epoch": .number(epoch), "author": .string(author)])
      checkpoint = author
      var file = TensorFile(metadata: ["author": author])
      file["position"] = Tensor(shape: [1], values: .uint64([UInt64(epoch)]))
      try writer.record(checkpoint: file)
    }
    try writer.finish(summary: ["author": .string(author), "checkpointOf": .string(checkpoint)])
  }

  /// How a writer may end.
  static let ends: Set<String> = ["done", "done before", "lost", "running"]

  static func end(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "done"
    } catch let error as RunError {
      switch error {
      case .lost: return "lost"
      case .running: return "running"
      case .done: return "done before"
      default: return "\(error)"
      }
    } catch {
      return "\(error)"
    }
  }

  // MARK: What must hold

  /// What the published files say.
  private struct Published {
    var attempt: Int?
    var lines: [Int] = []
    var epoch: Int?
    var checkpointOf: String?
    var summary: JSONValue?

    init(_ files: [String: String]) throws {
      func json(_ text: some StringProtocol) throws -> JSONValue {
        try JSONDocument(parsing: Array(text.utf8)).root
      }
      attempt = try files["status.json"].flatMap { try json($0)["attempt"]?.integer }
      lines = try (files["metrics.jsonl"] ?? "").split(separator: "\n").map {
        try json($0)["epoch"]?.integer ?? 0
      }
      summary = try files["summary.json"].map { try json($0) }
      guard let parts = files["checkpoint.safetensors"]?.split(separator: " ", maxSplits: 1) else {
        return
      }
      (epoch, checkpointOf) = (Int(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
  }

  /// What a step, whoever took it, has done that it must not; nil where it did well.
  static func violation(_ before: Stage.Snapshot, _ after: Stage.Snapshot) throws -> String? {
    if before.published == after.published { return nil }
    if before.published["summary.json"] != nil { return "a finished run was changed" }
    let (old, new) = (try Published(before.published), try Published(after.published))
    if new.attempt ?? 0 < old.attempt ?? 0 { return "an earlier attempt wrote over a later one" }
    if new.epoch ?? 0 < old.epoch ?? 0 { return "a checkpoint was lost" }
    if new.lines != Array(1..<new.lines.count + 1) { return "the epochs are \(new.lines)" }
    if new.lines.count < new.epoch ?? 0 { return "a line of metrics was lost" }
    guard let summary = new.summary else { return nil }
    if new.lines.count != new.epoch { return "the summary is of another epoch" }
    if summary["checkpointOf"]?.string != new.checkpointOf {
      return "the summary is of another checkpoint"
    }
    return nil
  }

  /// What goes wrong when all writers died where they are and somebody new comes to a copy of the folder;
  /// nil when it finishes the run and leaves nothing of them.
  static func faultOfFinishing(_ folder: String) throws -> String? {
    guard kind(of: folder) == .folder else { return nil }
    let root = folder + "-copy"
    let run = try directory(in: root)
    try createFolder(root)
    try FileManager.default.copyItem(atPath: folder, toPath: run.path)
    defer { try? FileManager.default.removeItem(atPath: root) }
    let wasDone = kind(of: run.summaryPath) != .absent
    // Whoever has the lock is dead by the system's word: the tokens stay.
    if let record = try LockRecord.read(run.lockPath) {
      var holder = record.holder
      holder.process.pid = 999_999_999
      try write(holder.json(heartbeat: 10).lineText, to: run.lockPath)
    }
    let result = end { try train(9, run, takeovers: 9) }
    guard result == (wasDone ? "done before" : "done") else {
      return "it cannot be finished: \(result)"
    }
    run.tidy()
    let left = names(inFolder: run.path).filter { $0.hasPrefix(".") || $0 == "lock" }
    return left.isEmpty ? nil : "it leaves \(left)"
  }
}
