import Foundation
import SpikeFiles
import SpikeRuns

/// Submits the runs of a sweep that are not done as a job array.
public struct SlurmLauncher {
  private let folder: SweepFolder
  private let plan: SweepPlan
  private let request: SlurmRequest
  private let dataRoot: String?
  private let memoryLimit: Int?
  private let retriesFailed: Bool

  /// Prepares; nothing is written or submitted yet.
  ///
  /// - Parameters:
  ///   - plan: The sweep and how its runs stand.
  ///   - folder: The sweep's own folder.
  ///   - request: What is asked of Slurm.
  ///   - dataRoot: The folder to look for data files in; nil for the usual one.
  ///   - memoryLimit: Most bytes that a run may take; nil for what its node has free.
  ///   - retriesFailed: Whether runs that failed are trained again.
  /// - Throws: ``SlurmError/halving`` for a sweep with halving.
  public init(
    _ plan: SweepPlan, folder: SweepFolder, request: SlurmRequest, dataRoot: String?,
    memoryLimit: Int? = nil, retriesFailed: Bool
  ) throws(SlurmError) {
    if plan.sweep.halving != nil { throw .halving }
    (self.plan, self.folder, self.request) = (plan, folder, request)
    (self.dataRoot, self.retriesFailed) = (dataRoot, retriesFailed)
    self.memoryLimit = memoryLimit
  }

  /// Submits what is neither done nor in the queue.
  ///
  /// - Returns: What happened, for the terminal.
  /// - Throws: ``SlurmError``, ``SpikeFiles/FileError`` or ``SpikeRuns/RunError``.
  public func submit() throws -> String {
    let queued = try SlurmQueue.runs(of: folder)
    let open = plan.items.filter { item in
      switch item.state {
      case .new, .interrupted: !queued.contains(item.run.hash)
      case .failed: retriesFailed && !queued.contains(item.run.hash)
      case .running, .done, .stopped: false
      }
    }
    guard !open.isEmpty else {
      return plan.headline(workers: 1) + "; \(queued.count) in the queue, nothing to submit"
    }
    let limit = try Self.largestArray()
    try folder.record(plan.sweep)
    for item in open { try item.directory.prepare() }
    let batch = SlurmBatch(
      root: folder.root, dataRoot: dataRoot, threads: request.cpus, memoryLimit: memoryLimit,
      retriesFailed: retriesFailed, tasks: SlurmBatch.deal(open.map(\.run.hash), limit: limit))
    let name = try write(batch)
    let submitted = try CommandOutput.of(arguments(batch, name))
    guard submitted.code != 127 else { throw SlurmError.absent(command: "sbatch") }
    guard submitted.code == 0 else {
      throw SlurmError.refused(command: "sbatch", reason: submitted.errors)
    }
    // "JOB" or "JOB;CLUSTER".
    let job = submitted.output.prefix { $0.isNumber }
    let line: JSONValue = [
      "job": .string(String(job)), "batch": .string("\(name).json"),
      "submitted": .string(timestamp()),
    ]
    try append(Array((line.lineText + "\n").utf8), to: folder.path + "/jobs.jsonl", synced: true)
    return "submitted job \(job): \(open.count) runs in \(batch.tasks.count) tasks; "
      + "logs in \(folder.path)"
  }

  /// Most tasks of a job array here.
  private static func largestArray() throws -> Int {
    let config = try CommandOutput.of(["scontrol", "show", "config"])
    guard config.code != 127 else { throw SlurmError.absent(command: "scontrol") }
    guard config.code == 0 else {
      throw SlurmError.refused(command: "scontrol", reason: config.errors)
    }
    // Task numbers reach from 0 to one below it.
    return largestArray(in: config.output) ?? 1001
  }

  static func largestArray(in config: String) -> Int? {
    let line = config.split(separator: "\n").first { $0.hasPrefix("MaxArraySize") }
    return line?.split(separator: "=").last.flatMap { Int($0.filter { $0 != " " }) }
  }

  /// Writes the batch and its script under the first free number.
  private func write(_ batch: SlurmBatch) throws -> String {
    var number = 1
    while kind(of: "\(folder.path)/batch-\(number).json") != .absent { number += 1 }
    let name = "batch-\(number)"
    try writeAtomically(batch.json, to: "\(folder.path)/\(name).json")
    // Signals that --signal=B: sends reach the shell alone: it must become the program.
    guard kind(of: Self.program) == .other else {
      throw FileError(
        .start, Self.program,
        reason: "it is not there under this name: it was replaced, or its name is not UTF-8 text")
    }
    let program = Self.quoted(Self.program)
    let script =
      "#!/bin/bash\nexec \(program) sweep task \(Self.quoted("\(folder.path)/\(name).json"))\n"
    try replaceFile("\(folder.path)/\(name).sh", by: script)
    return name
  }

  private func arguments(_ batch: SlurmBatch, _ name: String) -> [String] {
    let limit = request.concurrent.map { "%\($0)" } ?? ""
    let log = "\(escapedPath)/\(name)-%a.log"
    var arguments = [
      "sbatch", "--parsable", "--job-name=\(plan.sweep.name.prefix(60))",
      "--array=0-\(batch.tasks.count - 1)\(limit)", "--requeue", "--open-mode=append",
      "--signal=B:USR1@60", "--cpus-per-task=\(request.cpus)", "--output=\(log)",
    ]
    if let partition = request.partition { arguments.append("--partition=\(partition)") }
    if let time = request.time { arguments.append("--time=\(time)") }
    if let memory = request.memory { arguments.append("--mem=\(memory)") }
    return arguments + request.arguments + ["\(folder.path)/\(name).sh"]
  }

  /// The folder where sbatch reads % as the beginning of a pattern.
  private var escapedPath: String { folder.path.replacing("%", with: "%%") }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }

  private static var program: String {
    #if os(Linux)
      let link = "/proc/self/exe"
      return (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? link
    #else
      return Bundle.main.executablePath ?? CommandLine.arguments[0]
    #endif
  }
}
