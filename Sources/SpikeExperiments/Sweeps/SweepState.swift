import SpikeFiles

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
  /// - Throws: ``RunError`` or ``FileError`` when its files cannot be read, or were written by a
  ///   newer version.
  func sweepState(judge: LockJudge = .immediate) throws -> SweepRunState {
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

  /// Makes the directory with its config, so that `train` can be told to continue it.
  ///
  /// - Throws: ``FileError``.
  func prepare() throws {
    try createFolder(path)
    guard kind(of: configPath) == .absent else { return }
    do {
      // Without the lock: one that somebody else wrote meanwhile stays.
      try SpikeFiles.writeAtomically(config.resolved.prettyText, to: configPath, overwriting: false)
    } catch {
      // Another coordinator may have done the same, and a worker of its removed what we wrote.
      if kind(of: configPath) == .absent { throw FileError(.write, error) }
    }
  }

  /// Takes a lock away whose holder the judge finds to be gone.
  ///
  /// - Throws: ``RunError/running(directory:holder:)`` when somebody took it meanwhile; ``FileError``.
  func freeLock(judge: LockJudge) throws {
    guard kind(of: lockPath) != .absent else { return }
    try RunLock.acquire(lockPath, judge: judge).release()
  }

  /// Writes into the status that the run failed without a word of its own, unless somebody else is
  /// at work on it or it is done.
  func markFailed(_ message: String) throws {
    guard case .resumable(let status?) = try state() else { return }
    let lock = try RunLock.acquire(lockPath)
    defer { lock.release() }
    guard kind(of: summaryPath) == .absent, try RunStatus.read(statusPath) == status else { return }
    var failed = status
    failed.state = .failed
    failed.error = message
    failed.updated = timestamp()
    try lock.staging.publish(Array(failed.json.prettyText.utf8), to: statusPath)
  }
}
