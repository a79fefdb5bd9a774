import SpikeConfig
import SpikeFiles

/// A run's directory: `<root>/<hash of the config>`, and what stands in it.
///
/// | file | holds |
/// |---|---|
/// | `config.json` | the resolved config |
/// | `status.json` | ``RunStatus`` |
/// | `metrics.jsonl` | a line per epoch |
/// | `checkpoint.safetensors` | weights, optimiser, generator: what a resumed run continues from |
/// | `best.safetensors` | the same after the epoch of best validation accuracy; only where the config asks |
/// | `env.json` | ``RunEnvironment`` |
/// | `log.txt` | what was said while it ran |
/// | `summary.json` | final numbers; written last: its presence means done |
/// | `prune.json`, `prune.csv` | ``PruningCurve``s; only where somebody pruned |
/// | `worker.log` | what the process said that a sweep started for it |
/// | `lock` | who is writing; only while somebody is |
/// | `.staging.TOKEN` | what that one is about to publish; only while it is |
public struct RunDirectory: Sendable {
  /// How a run stands.
  public enum State: Hashable, Sendable {
    /// Nothing was begun.
    case new
    /// Begun, not finished, and nobody is at work on it.
    case resumable(RunStatus?)
    /// A process is at work on it, or one of another machine that cannot be asked.
    case running(ProcessIdentity)
    /// Finished.
    case done
  }

  /// The directory.
  public let path: String
  /// The experiment.
  public let config: ExperimentConfig
  /// The experiment's ``SpikeConfig/ExperimentConfig/hash``.
  let hash: String

  /// The directory of an experiment; nothing is made or read.
  ///
  /// - Parameters:
  ///   - root: The folder of all runs.
  ///   - config: The experiment.
  public init(root: String, config: ExperimentConfig) {
    let folder = root.isEmpty ? "." : root
    hash = config.hash
    path = (folder.hasSuffix("/") ? folder : folder + "/") + hash
    self.config = config
  }

  /// An existing run.
  ///
  /// - Parameter path: Its directory.
  /// - Throws: ``SpikeFiles/FileError`` with ``SpikeFiles/ExitStatus/usage`` when there is no such folder, ``RunError``
  ///   when there is no run in it, one of a newer version, or one whose config does not fit to the
  ///   folder's name, ``SpikeConfig/ConfigError`` or ``SpikeFiles/FileError`` when its config cannot be read.
  public init(existing path: String) throws {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard kind(of: self.path) != .absent else {
      throw FileError(
        .read, path, reason: "No such file or directory", exitStatus: .usage)
    }
    try Self.checkFiles(in: self.path)
    guard kind(of: self.path + "/config.json") != .absent else {
      throw RunError.notARun(directory: path)
    }
    // Before the config: a newer one may hold what this version takes for faults.
    do {
      _ = try readJSON(self.path + "/status.json", format: RunStatus.format)
    } catch let error as RunError {
      if case .newer = error { throw error }
    } catch {
      // Absent or damaged: whoever needs it will say so.
    }
    config = try ConfigFile.load(self.path + "/config.json", .enclosed).single()
    hash = config.hash
    try verifyName()
  }

  /// `config.json`.
  public var configPath: String { path + "/config.json" }
  /// `status.json`.
  public var statusPath: String { path + "/status.json" }
  /// `summary.json`.
  public var summaryPath: String { path + "/summary.json" }
  /// `env.json`.
  public var environmentPath: String { path + "/env.json" }
  /// `log.txt`.
  public var logPath: String { path + "/log.txt" }
  /// `checkpoint.safetensors`.
  public var checkpointPath: String { path + "/checkpoint.safetensors" }
  /// `best.safetensors`.
  public var bestPath: String { path + "/best.safetensors" }
  /// `metrics.jsonl`.
  public var metrics: MetricsFile {
    MetricsFile(path: path + "/metrics.jsonl", run: (config, hash))
  }
  /// `worker.log`: what a sweep's worker said.
  public var workerLogPath: String { path + "/worker.log" }
  package var lockPath: String { path + "/lock" }

  /// Whether there is a checkpoint.
  public var hasCheckpoint: Bool { kind(of: checkpointPath) == .other }

  /// How the run stands now.
  ///
  /// - Throws: ``RunError``, ``SpikeFiles/FileError`` or ``SpikeConfig/ConfigError`` when the directory's files cannot be read,
  ///   or its config is another experiment's.
  public func state() throws -> State { try state(judge: .immediate) }

  /// As ``state()``.
  ///
  /// - Parameter judge: Decides whether somebody who holds the run is at work on it.
  package func state(judge: LockJudge) throws -> State {
    FileSystem.willLook(at: summaryPath)
    try Self.checkFiles(in: path)
    try verifyConfig()
    if kind(of: summaryPath) != .absent { return .done }
    if let holder = try RunLock.holder(lockPath, judge: judge) { return .running(holder) }
    guard kind(of: configPath) != .absent else { return .new }
    return .resumable(try RunStatus.read(statusPath))
  }
}
