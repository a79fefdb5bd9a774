import SpikeConfig
import SpikeFiles
import SpikeRuns
import SpikeSim

/// How a sweep stands: the state of each run, and how long the rest will take.
public struct SweepPlan: Sendable {
  /// A run and how it stands.
  public struct Item: Sendable {
    /// The run.
    public var run: SweepRun
    /// Where it is.
    public var directory: RunDirectory
    /// How it stands.
    public var state: SweepRunState
    /// Epochs it has trained.
    public var epochs: Int
    /// Which of its layers were silent or saturated in the last of them.
    public var activity: LayerActivity
  }

  /// The runs in the sweep's order.
  public private(set) var items: [Item]
  /// The sweep.
  public let sweep: Sweep
  private var clock = EpochClock()

  /// Looks at every run's directory.
  ///
  /// - Parameters:
  ///   - sweep: The sweep.
  ///   - root: The folder of all runs.
  /// - Throws: ``SpikeRuns/RunError`` or ``SpikeFiles/FileError`` when one cannot be read or was written by a newer
  ///   version; nothing was changed.
  public init(_ sweep: Sweep, root: String) throws {
    self.sweep = sweep
    items = []
    var candidates: [SuccessiveHalving.Candidate] = []
    for run in sweep.runs {
      let directory = RunDirectory(root: root, config: run.config)
      let state = try directory.sweepState()
      let lines = state == .new ? [] : try directory.metrics.read()
      if !lines.isEmpty { clock.add(lines, of: EpochWork(run.config)) }
      items.append(
        Item(
          run: run, directory: directory, state: state, epochs: lines.count,
          activity: LayerActivity(lines.last)))
      if sweep.halving != nil { candidates.append(.init(run, state, lines)) }
    }
    guard let halving = sweep.halving, let total = sweep.runs.first?.config.training.epochs else {
      return
    }
    for (index, verdict) in halving.verdicts(candidates, total: total).enumerated() {
      if case .stopped(let epoch) = verdict, items[index].state != .done {
        items[index].state = .stopped(epoch: epoch)
      }
    }
  }

  /// How many runs stand in a way, by ``SweepRunState/word``.
  public func count(_ word: String) -> Int { items.count { $0.state.word == word } }

  /// Seconds of one thread's work that runs which are not done would take, and how many of them
  /// have no finished epoch of their kind: these are judged by the cost of others, where there are any.
  public var remaining: (seconds: Double, unknown: Int) {
    items.reduce(into: (0.0, 0)) { sum, item in
      switch item.state {
      case .done, .failed, .stopped: return
      case .new, .interrupted, .running: break
      }
      guard !clock.isEmpty else { return sum.1 += 1 }
      let work = EpochWork(item.run.config)
      if clock.seconds(for: work) == nil { sum.1 += 1 }
      guard let seconds = clock.estimate(for: work) else { return }
      sum.0 += seconds * Double(max(0, item.run.config.training.epochs - item.epochs))
    }
  }

  /// One line: `27 runs: 3 done, 24 new; about 12 min on 2 workers`.
  ///
  /// - Parameter workers: How many runs train at a time.
  public func headline(workers: Int) -> String {
    let parts = ["done", "running", "interrupted", "failed", "stopped", "new"].compactMap { word in
      let count = count(word)
      return count == 0 ? nil : "\(count) \(word)"
    }
    var text = "\(counted(items.count, "run")): \(parts.joined(separator: ", "))"
    let (seconds, unknown) = remaining
    if seconds > 0 {
      let time = ProgressBar.duration(seconds / Double(max(1, workers)))
      text += "; about \(time) on \(workers) \(workers == 1 ? "worker" : "workers")"
      if unknown > 0 {
        text +=
          " (\(counted(unknown, "run")) estimated from the size of \(unknown == 1 ? "its network" : "their networks"))"
      }
    } else if unknown > 0 {
      text += "; no run like the rest has been timed yet"
    }
    if sweep.duplicates > 0 { text += "; \(counted(sweep.duplicates, "duplicate")) left out" }
    let silent = items.count { $0.state == .done && !$0.activity.isSound }
    if silent > 0 { text += "; \(counted(silent, "finished run")) with silent or saturated layers" }
    return text
  }
}

extension SuccessiveHalving.Candidate {
  init(_ run: SweepRun, _ state: SweepRunState, _ lines: [JSONValue]) {
    self.init(
      group: run.group, accuracies: lines.compactMap { $0["validationAccuracy"]?.double },
      isFailed: state.word == "failed")
  }
}

extension SweepPlan {
  /// Makes sure that the data sets of runs that are not done are there, before the first starts.
  ///
  /// - Throws: `DataError` or ``SpikeRuns/UnusableData`` when one is not, or is too large.
  public func checkData(dataRoot: String?, memory: MemoryBudget = MemoryBudget()) throws {
    var known: Set<DataConfig> = []
    for item in items where item.state != .done {
      let data = item.run.config.data
      // What is drawn is always there.
      guard data.source.dataset.needsFiles, known.insert(data).inserted else { continue }
      _ = try data.load(dataRoot: dataRoot, memory: memory)
    }
  }
}
