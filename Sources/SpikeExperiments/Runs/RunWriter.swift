/// The one writer of a run directory, from the first file to `summary.json`.
///
/// ``finish(summary:)``, ``fail(_:)`` or ``interrupt()`` ends the run and gives the directory back.
/// A writer that goes away without any of them, or whose process dies, leaves a resumable run.
public final class RunWriter {
  /// What to do with a run that was begun before and is not finished.
  public enum Policy: Hashable, Sendable {
    /// Refuse with ``RunError/begun(directory:)``.
    case startNew
    /// Continue from its checkpoint, or start if nothing was begun.
    case resume
    /// Forget its checkpoint and metrics and start again.
    case restart
  }

  /// The directory.
  public let directory: RunDirectory
  /// Whether an earlier attempt is being continued.
  public let isResumed: Bool
  /// The status last written.
  public private(set) var status: RunStatus
  private let lock: RunLock
  private var isOpen = true

  /// Makes the directory if need be, takes its lock and writes `config.json` and `status.json`.
  ///
  /// - Parameters:
  ///   - directory: The run's directory.
  ///   - policy: What to do with a run that was begun before.
  /// - Throws: ``RunError`` when the run is done or another process is at work on it,
  ///   ``FileError`` when the directory cannot be made or written.
  public init(_ directory: RunDirectory, policy: Policy) throws {
    // Before a lock is taken, so that a finished run may lie on a read-only disk.
    if case .done = try directory.state() { throw RunError.done(directory: directory.path) }
    try createFolder(directory.path)
    try directory.checkGrowingFiles()
    let lock = try RunLock.acquire(directory.lockPath)
    do {
      var earlier: RunStatus?
      switch try Self.stateUnderLock(of: directory) {
      case .resumable(let status):
        if policy == .startNew { throw RunError.begun(directory: directory.path) }
        earlier = status
        isResumed = policy == .resume
      case .done: throw RunError.done(directory: directory.path)
      default: isResumed = false
      }
      try Self.removeLeftovers(in: directory)
      if isResumed {
        // A line behind a torn one would be lost with it.
        try directory.metrics.keep(throughEpoch: .max)
      } else {
        try removeFile(directory.checkpointPath)
        try removeFile(directory.metrics.path)
        try writeAtomically(directory.config.resolved, to: directory.configPath)
      }
      let now = timestamp()
      let status = RunStatus(
        state: .running, process: .current, attempt: (earlier?.attempt ?? 0) &+ 1, started: now,
        updated: now)
      try writeAtomically(status.json, to: directory.statusPath)
      self.directory = directory
      self.lock = lock
      self.status = status
    } catch {
      lock.release()
      throw error
    }
  }

  deinit {
    if isOpen { lock.release() }
  }

  // MARK: While it runs

  /// Makes sure that the directory is still this process's before something is written.
  ///
  /// - Throws: ``RunError/lost(directory:)``.
  public func confirm() throws {
    guard lock.isHeld else { throw RunError.lost(directory: directory.path) }
  }

  /// Writes `env.json`.
  ///
  /// - Throws: ``FileError``; ``RunError/lost(directory:)``.
  public func record(_ environment: RunEnvironment) throws {
    try confirm()
    try writeAtomically(environment.json, to: directory.environmentPath)
  }

  /// Cuts `metrics.jsonl` to what the checkpoint knows, before a resumed run goes on.
  ///
  /// - Parameter epoch: The last epoch the checkpoint has done; 0 when there is no checkpoint.
  /// - Throws: ``FileError`` or ``RunError``.
  public func keepMetrics(throughEpoch epoch: Int) throws {
    try directory.metrics.keep(throughEpoch: epoch)
  }

  /// Appends a line to `metrics.jsonl` and syncs it.
  ///
  /// - Parameter line: An object with a whole-number `epoch`, counted from 1.
  /// - Throws: ``FileError``; ``RunError/lost(directory:)``.
  public func append(metrics line: JSONValue) throws {
    try confirm()
    try directory.metrics.append(line)
  }

  /// Appends a line with the time to `log.txt`. Not synced, and a failure is passed over: a log
  /// that cannot be written is no reason to stop a run. A text of several lines becomes one, and names
  /// in it cannot steer the terminal that shows the log.
  public func log(_ text: String) {
    let line = JSONText.printable(text.split(separator: "\n").joined(separator: "; "))
    try? SpikeExperiments.append(
      Array("\(timestamp()) \(line)\n".utf8), to: directory.logPath, synced: false)
  }

  // MARK: The end

  /// Ends a run that is done: `status.json`, then `summary.json`.
  ///
  /// - Parameter summary: The final numbers.
  /// - Throws: ``FileError``; ``RunError/lost(directory:)``. The run is not ended then.
  public func finish(summary: JSONValue) throws {
    try write(.done)
    try writeAtomically(summary, to: directory.summaryPath)
    giveBack()
  }

  /// Ends a run that an error stopped; its message goes to `status.json`.
  ///
  /// - Throws: ``FileError``; ``RunError/lost(directory:)``.
  public func fail(_ error: any Error) throws {
    defer { giveBack() }
    try write(.failed, error: userMessage(for: error))
  }

  /// Ends a run that a signal stopped.
  ///
  /// - Throws: ``FileError``; ``RunError/lost(directory:)``. The run is not ended then, and
  ///   ``fail(_:)`` may say why.
  public func interrupt() throws {
    try write(.interrupted)
    giveBack()
  }

  private func write(_ state: RunStatus.State, error: String? = nil) throws {
    precondition(isOpen, "the run was ended before")
    try confirm()
    status.state = state
    status.updated = timestamp()
    status.error = error
    try writeAtomically(status.json, to: directory.statusPath)
  }

  private func giveBack() {
    isOpen = false
    lock.release()
  }

  // MARK: The beginning

  /// How the run stands, not counting the lock, which is ours.
  private static func stateUnderLock(
    of directory: RunDirectory
  ) throws -> RunDirectory.State {
    if kind(of: directory.summaryPath) != .absent { return .done }
    guard kind(of: directory.configPath) != .absent else { return .new }
    return .resumable(try RunStatus.read(directory.statusPath))
  }

  /// Removes temporary files of processes that were killed while they wrote.
  private static func removeLeftovers(in directory: RunDirectory) throws(FileError) {
    for name in names(inFolder: directory.path)
    // Another process may be trying for the lock under such a name.
    where name.hasPrefix(".") && name.hasSuffix(".partial") && !name.hasPrefix(".lock.") {
      try removeFile("\(directory.path)/\(name)")
    }
  }
}
