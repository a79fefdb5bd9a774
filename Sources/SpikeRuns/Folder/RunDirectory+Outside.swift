import SpikeFiles

/// What is done to a run from outside, by whoever does not train it.
extension RunDirectory {
  /// Removes the run and its folder, finished or not.
  ///
  /// - Throws: ``RunError`` when somebody is at work on it, ``SpikeFiles/FileError``.
  public func removeRun() throws { try remove(evenFinished: true) }

  /// Removes the run and its folder.
  ///
  /// - Parameters:
  ///   - evenFinished: Whether a run that is finished by now is removed; it stays otherwise.
  ///   - judge: Decides whether the run is taken over from a process that holds it.
  /// - Throws: ``RunError`` when somebody is at work on it, ``SpikeFiles/FileError``.
  package func remove(evenFinished: Bool, judge: LockJudge = .immediate) throws {
    let lock = try RunLock.acquire(lockPath, judge: judge)
    defer { lock.release() }
    FileSystem.willLook(at: summaryPath)
    guard evenFinished || kind(of: summaryPath) == .absent else { return }
    try lock.removeRun()
  }

  /// Makes the directory with its config, so that `train` can be told to continue it.
  ///
  /// - Throws: ``SpikeFiles/FileError``.
  package func prepare() throws {
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
  /// - Throws: ``RunError/running(directory:holder:)`` when somebody took it meanwhile; ``SpikeFiles/FileError``.
  package func freeLock(judge: LockJudge) throws {
    guard kind(of: lockPath) != .absent else { return }
    try RunLock.acquire(lockPath, judge: judge).release()
  }

  /// Writes into the status that the run failed without a word of its own, unless somebody else is
  /// at work on it or it is done.
  package func markFailed(_ message: String) throws {
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
