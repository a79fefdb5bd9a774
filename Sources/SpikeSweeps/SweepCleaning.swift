import SpikeFiles
import SpikeRuns

/// Removes runs of a sweep.
public struct SweepCleaning: Sendable {
  /// What is to be removed.
  public private(set) var doomed: [SweepPlan.Item] = []
  /// What would be, but another sweep lists it too.
  public private(set) var shared: [(item: SweepPlan.Item, sweeps: [String])] = []
  /// What would be, but a process is at work on it.
  public private(set) var busy: [SweepPlan.Item] = []

  /// Chooses; nothing is removed yet.
  ///
  /// - Parameters:
  ///   - plan: The sweep and how its runs stand.
  ///   - folder: The sweep's own folder.
  ///   - words: Which states are chosen; see ``SweepRunState/word``.
  ///   - includesShared: Whether runs that another sweep lists are chosen too.
  /// - Throws: ``SpikeRuns/RunError`` when another sweep is of a newer version: it may list any of the runs.
  public init(
    _ plan: SweepPlan, folder: SweepFolder, words: Set<String>, includesShared: Bool
  ) throws(RunError) {
    let owners = try folder.otherSweeps()
    for item in plan.items where kind(of: item.directory.path) != .absent {
      if case .running = item.state {
        if words.count > 2 { busy.append(item) }
      } else if words.contains(item.state.word) {
        if let sweeps = owners[item.run.hash], !includesShared {
          shared.append((item, sweeps))
        } else {
          doomed.append(item)
        }
      }
    }
  }

  /// Removes what was chosen, each run under its lock and its summary first: a crash half-way leaves
  /// one that is continued or begun anew, and somebody who took it over meanwhile loses nothing.
  ///
  /// - Throws: ``SpikeRuns/RunError`` when somebody began to work on a run meanwhile, ``SpikeFiles/FileError``.
  public func carryOut() throws {
    for item in doomed {
      try item.directory.remove(evenFinished: item.state == .done)
    }
  }
}
