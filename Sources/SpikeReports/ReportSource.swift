import SpikeConfig
import SpikeFiles
import SpikeRuns
import SpikeSweeps

/// Finds the runs that a report is about.
struct ReportSource {
  /// The runs, each once, in the order in which they were named.
  private(set) var runs: [ReportRun] = []
  /// What the reader must know: runs left out, unfinished, damaged.
  private(set) var notices: [String] = []
  /// The key paths whose values sweeps drew evenly over their logarithm.
  private(set) var logarithmicPaths: Set<String> = []
  /// What the report is called: the sweep's name, or what the runs' names share.
  private(set) var title: String?
  private let runsRoot: String
  private let overrides: [String]
  private var known: Set<String> = []

  /// Reads all that the arguments name: folders of runs, folders that hold some, sweep files, and
  /// configs of comparisons.
  ///
  /// - Parameters:
  ///   - overrides: `key=value` texts that change every sweep file and config, as they did when it was
  ///     run.
  ///   - runsRoot: Where the runs of sweep files and configs are.
  /// - Throws: ``SpikeFiles/FileError`` and ``ReportError``, with ``SpikeFiles/ExitStatus/usage``, when a path is absent or
  ///   holds no run, or overrides have no file to change; ``SpikeConfig/ConfigError`` when a file or an override
  ///   is faulty.
  init(_ paths: [String], overrides: [String] = [], runsRoot: String) throws {
    (self.runsRoot, self.overrides) = (runsRoot, overrides)
    if !overrides.isEmpty && paths.allSatisfy({ kind(of: $0) == .folder }) {
      throw ReportError.nothingToOverride(overrides[0])
    }
    for path in paths {
      switch kind(of: path) {
      case .absent:
        throw FileError(.read, path, reason: "No such file or directory", exitStatus: .usage)
      case .folder: try addFolder(path)
      case .other: try addFile(path)
      }
    }
    addNotices()
  }

  private mutating func addFolder(_ path: String) throws {
    let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    if kind(of: folder + "/config.json") != .absent {
      return add(try Self.run(in: folder))
    }
    var found: [ReportRun] = []
    var faults: [String] = []
    for name in names(inFolder: folder) where kind(of: "\(folder)/\(name)/config.json") != .absent {
      do {
        found.append(try Self.run(in: "\(folder)/\(name)"))
      } catch {
        faults.append("\(name) is left out: \(userMessage(for: error))")
      }
    }
    guard !found.isEmpty else { throw ReportError.noRuns(path: path, faults) }
    notices += faults.prefix(Self.mostFaults)
    let rest = faults.count - Self.mostFaults
    if rest > 0 { notices.append("\(rest) more folders are left out.") }
    // The folder's own order is that of hashes, which says nothing.
    for run in found.sorted(by: { $0.precedes($1) }) { add(run) }
  }

  /// Damaged folders and files that are named one by one.
  private static let mostFaults = 20

  private mutating func addFile(_ path: String) throws {
    var bytes: [UInt8]
    do {
      bytes = try readFile(path, limit: JSONDocument.largestText, .named)
    } catch var error {
      error.exitStatus = .usage
      throw error
    }
    if (try? JSONDocument(parsing: bytes).root["base"]) != nil { return try addSweep(path) }
    let file = try ConfigFile.load(path, overrides: overrides)
    let begun = file.experiments.map { RunDirectory(root: runsRoot, config: $0) }
      .filter { kind(of: $0.configPath) != .absent }
    let absent = file.experiments.count - begun.count
    guard !begun.isEmpty else { throw ReportError.notRun(path: path, root: runsRoot) }
    if absent > 0 {
      notices.append("\(absent) of the \(file.experiments.count) runs of \(path) were not begun.")
    }
    title = title ?? file.name
    for directory in begun { add(ReportRun(directory)) }
  }

  /// The finished runs of a sweep, and those that halving stopped.
  private mutating func addSweep(_ path: String) throws {
    let plan = try SweepPlan(try Sweep.load(path, overrides: overrides), root: runsRoot)
    let finished = plan.items.filter { ["done", "stopped"].contains($0.state.word) }
    guard !finished.isEmpty else { throw ReportError.notRun(path: path, root: runsRoot) }
    let open = plan.items.count - finished.count
    if open > 0 {
      notices.append(
        "\(open) of the \(plan.items.count) runs of the sweep \(plan.sweep.name) are not finished "
          + "and left out.")
    }
    title = title ?? plan.sweep.name
    logarithmicPaths.formUnion(plan.sweep.logarithmicPaths)
    for item in finished {
      var run = ReportRun(item.directory)
      if case .stopped = item.state { run.state = item.state.word }
      add(run)
    }
  }

  private static func run(in folder: String) throws -> ReportRun {
    do {
      return ReportRun(try RunDirectory(existing: folder))
    } catch var error as FileError {
      error.exitStatus = .usage
      throw error
    }
  }

  private mutating func add(_ run: ReportRun) {
    guard known.insert(run.config.hash).inserted else { return }
    runs.append(run)
  }

  private mutating func addNotices() {
    let stopped = runs.count { $0.state == "stopped" }
    if stopped > 0 {
      notices.append(
        "\(counted(stopped, "run")) of \(runs.count) ended early by successive halving, as planned: shown as "
          + "far as they came.")
    }
    let open = runs.filter { !$0.isDone && !["done", "stopped"].contains($0.state) }
    let shown = open.prefix(10).map { run in
      "\(run.directory.path) (\(run.state), \(run.epochs.count) of \(run.config.training.epochs) "
        + "epochs)"
    }
    if !open.isEmpty {
      let rest = open.count > shown.count ? " and \(open.count - shown.count) more" : ""
      notices.append(
        "Not finished, shown as far as they came: \(shown.joined(separator: ", "))\(rest).")
    }
    let silent = runs.filter { !LayerActivity($0.epochs.last).isSound }
    if !silent.isEmpty {
      let named = silent.prefix(10).map { run in
        "\(JSONText.printable(run.config.name)) (\(LayerActivity(run.epochs.last).text ?? ""))"
      }
      let rest = silent.count > named.count ? " and \(silent.count - named.count) more" : ""
      notices.append(
        "Layers were silent or fired nearly always in the last epoch: "
          + "\(named.joined(separator: ", "))\(rest).")
    }
    let old = runs.count { $0.summary.map { $0.config == nil } ?? false }
    if old > 0 {
      notices.append(
        "\(old) of \(runs.count) runs are of an older version: nothing in their files says of which "
          + "config they are.")
    }
    let faults = runs.flatMap(\.faults)
    notices += faults.prefix(Self.mostFaults).map { "Left out: \($0)." }
    let rest = faults.count - Self.mostFaults
    if rest > 0 { notices.append("\(rest) more files could not be read.") }
  }
}

/// Why there is no report.
public enum ReportError: UserError, Hashable {
  /// A folder holds no run that can be read.
  case noRuns(path: String, [String])
  /// Nothing of a sweep or comparison is finished in the folder of runs.
  case notRun(path: String, root: String)
  /// There are overrides, and folders alone, whose runs cannot be changed.
  case nothingToOverride(String)
  /// A file would be overwritten that is no report.
  case foreign(path: String)

  /// What is wrong and what to do.
  public var message: String {
    switch self {
    case .noRuns(let path, let notices):
      let reasons = notices.prefix(3).map { "; \(JSONText.printable($0))" }.joined()
      return "\(JSONText.printable(path)) holds no run that can be read\(reasons)"
    case .notRun(let path, let root):
      return "no run of \(JSONText.printable(path)) is finished in \(JSONText.printable(root)); "
        + "--runs names another folder"
    case .nothingToOverride(let text):
      return "\(JSONText.printable(text)) changes sweep files and configs, and there is none: a "
        + "folder's runs are reported as they are"
    case .foreign(let path):
      return "\(JSONText.printable(path)) exists and is no report of ours; choose another name, or "
        + "--force replaces it"
    }
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}
