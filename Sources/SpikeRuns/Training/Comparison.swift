import SpikeConfig
import SpikeData
import SpikeFiles
import SpikeKernels
import SpikeSim

/// Where runs are kept and what they may use: the options that every command which runs shares.
public struct RunOptions: Sendable {
  /// The folder of all runs.
  public var runsRoot: String
  /// The folder to look for data files in; nil for `SPIKELAB_DATA` or the cache folder.
  public var dataRoot: String?
  /// Threads of a run.
  public var workers: Workers
  /// What a run may take of memory.
  public var memory: MemoryBudget

  /// The options.
  public init(
    runsRoot: String, dataRoot: String?, workers: Workers,
    memory: MemoryBudget = MemoryBudget()
  ) {
    self.memory = memory
    self.runsRoot = runsRoot
    self.dataRoot = dataRoot
    self.workers = workers
  }
}

/// Several experiments run one after another, and a table of what came out.
///
/// A run that is finished is not run again, one that was interrupted is continued: the same
/// command twice does the work once.
public struct Comparison {
  private let experiments: [ExperimentConfig]
  private let options: RunOptions
  private let console: Console
  private let interruption: Interruption

  /// Prepares a comparison; nothing is read or written yet.
  public init(
    _ experiments: [ExperimentConfig], options: RunOptions, console: Console,
    interruption: Interruption
  ) {
    self.experiments = experiments
    self.options = options
    self.console = console
    self.interruption = interruption
  }

  /// Runs what is not done and prints the table.
  ///
  /// A run that fails does not stop the others; the table has those that are done.
  ///
  /// - Returns: ``SpikeFiles/ExitStatus/done``, ``SpikeFiles/ExitStatus/someFailed``, or ``SpikeFiles/ExitStatus/interrupted``.
  /// - Throws: Any ``SpikeFiles/UserError`` for data that cannot be loaded; the error of the only run.
  public func carryOut() throws -> ExitStatus {
    var results: [Result] = []
    var failed = 0
    var loaded: (config: DataConfig, splits: DatasetSplits)?
    for config in experiments {
      let directory = RunDirectory(root: options.runsRoot, config: config)
      do {
        if case .done = try directory.state() {
          results.append(try Result(finished: directory, label: label(config)))
          directory.tidy()
          console.note("\(label(config)) is done already: \(directory.path)")
          continue
        }
      } catch {
        try note(error, of: config)
        failed += 1
        continue
      }
      if loaded?.config != config.data {
        let splits = try config.data.load(dataRoot: options.dataRoot, memory: options.memory)
        loaded = (config.data, splits)
      }
      guard let splits = loaded?.splits else { preconditionFailure("data was just loaded") }
      do {
        guard let result = try train(directory, splits) else {
          console.note("interrupted; the same command continues")
          return .interrupted
        }
        results.append(result)
      } catch {
        try note(error, of: config)
        failed += 1
      }
    }
    if !results.isEmpty {
      console.print("\n" + ComparisonTable(results, of: experiments).text)
    }
    return failed == 0 ? .done : .someFailed
  }

  /// Trains what is not done of one run; nil when a signal stopped it.
  private func train(_ directory: RunDirectory, _ splits: DatasetSplits) throws -> Result? {
    let name = label(directory.config)
    let width = experiments.map { label($0).count }.max() ?? 0
    let run = TrainingRun(
      directory, splits: splits, workers: options.workers, console: console,
      interruption: interruption, label: name + String(repeating: " ", count: width - name.count),
      memory: options.memory, waits: true)
    guard case .done(let summary, let seconds) = try run.carryOut(policy: .resume) else {
      return nil
    }
    return Result(label: name, summary: summary, seconds: seconds, directory: directory.path)
  }

  /// Says which of several runs failed; an only one's error is the command's.
  private func note(_ error: any Error, of config: ExperimentConfig) throws {
    guard experiments.count > 1 else { throw error }
    console.note("error: \(label(config)): \(userMessage(for: error))")
  }

  /// The variant's name, or the experiment's; the whole name, or the beginning of the hash with it, where
  /// that of another experiment is the same.
  private func label(_ config: ExperimentConfig) -> String {
    let short = Self.short(config)
    guard experiments.count(where: { Self.short($0) == short }) > 1 else { return short }
    guard experiments.count(where: { $0.name == config.name }) > 1 else { return config.name }
    return "\(short) \(config.hash.prefix(8))"
  }

  private static func short(_ config: ExperimentConfig) -> String {
    config.name.split(separator: "/").last.map(String.init) ?? config.name
  }

  /// What one run came to.
  struct Result {
    let label: String
    let summary: RunSummary
    let seconds: Double
    let directory: String

    init(label: String, summary: RunSummary, seconds: Double, directory: String) {
      self.label = label
      self.summary = summary
      self.seconds = seconds
      self.directory = directory
    }

    /// Reads a finished run.
    init(finished run: RunDirectory, label: String) throws {
      guard let json = try run.summary() else { throw RunError.notARun(directory: run.path) }
      var history = TrainingHistory()
      for line in try run.metrics.read() { history.add(line) }
      self.init(
        label: label, summary: try RunSummary(json, file: run.summaryPath),
        seconds: history.seconds, directory: run.path)
    }
  }
}
