import SpikeFiles
import SpikeRuns

/// How a run of a sweep stands.
public enum SweepRunState: Hashable, Sendable {
  /// Nothing of it was trained.
  case new
  /// Begun, not finished, and nobody is at work on it.
  case interrupted
  /// A process is at work on it.
  case running(ProcessIdentity)
  /// An error ended it.
  case failed(String)
  /// Halving stopped it after this epoch.
  case stopped(epoch: Int)
  /// Finished.
  case done

  /// The word in tables and JSON: `new`, `done`, `running`, `failed`, `interrupted`, `stopped`.
  public var word: String {
    switch self {
    case .new: "new"
    case .interrupted: "interrupted"
    case .running: "running"
    case .failed: "failed"
    case .stopped: "stopped"
    case .done: "done"
    }
  }
}

extension RunDirectory {
  /// How the run stands, for a sweep.
  ///
  /// - Throws: ``SpikeRuns/RunError`` or ``SpikeFiles/FileError`` when its files cannot be read, or were written by a
  ///   newer version.
  package func sweepState(judge: LockJudge = .immediate) throws -> SweepRunState {
    switch try state(judge: judge) {
    case .new: return .new
    case .done: return .done
    case .running(let holder): return .running(holder)
    case .resumable(nil): return .new
    case .resumable(let status?):
      guard status.state == .failed else { return .interrupted }
      return .failed(status.error ?? "it failed")
    }
  }
}
