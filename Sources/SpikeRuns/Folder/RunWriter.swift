import SpikeFiles

/// The one writer of a run directory, from the first file to `summary.json`.
///
/// ``finish(summary:)``, ``fail(_:)`` or ``interrupt()`` ends the run and gives the directory back.
/// A writer that goes away without any of them, or whose process dies, leaves a resumable run. One that
/// lost the run to another, because it was stopped for minutes, changes nothing of it any more: every
/// file is published out of its staging folder, which the other has taken away.
public final class RunWriter {
  /// What to do with a run that was begun before and is not finished.
  public enum Policy: Hashable, Sendable {
    /// Refuse with ``RunError/begun(directory:)``.
    case startNew
    /// Continue from its checkpoint, or start if nothing was begun.
    case resume
  }

  /// The directory.
  public let directory: RunDirectory
  /// Whether an earlier attempt is being continued.
  public let isResumed: Bool
  /// The status last written.
  public private(set) var status: RunStatus
  /// The process that the run was taken over from; nil where nobody held it.
  public var predecessor: ProcessIdentity? { lock.predecessor }
  private let lock: RunLock
  private let metrics: GrowingFile
  private let diary: GrowingFile
  private var isOpen = true

  /// Makes the directory if need be, takes its lock and writes `config.json` and `status.json`.
  ///
  /// - Parameters:
  ///   - directory: The run's directory.
  ///   - policy: What to do with a run that was begun before.
  /// - Throws: ``RunError`` when the run is done or another process is at work on it,
  ///   ``SpikeFiles/FileError`` when the directory cannot be made or written.
  public convenience init(_ directory: RunDirectory, policy: Policy) throws {
    try self.init(directory, policy: policy, judge: .immediate)
  }

  /// As ``init(_:policy:)``.
  ///
  /// - Parameter judge: Decides whether the run is taken over from a process that holds it.
  init(_ directory: RunDirectory, policy: Policy, judge: LockJudge) throws {
    // Before a lock is taken, so that a finished run may lie on a read-only disk.
    if case .done = try directory.state() { throw RunError.done(directory: directory.path) }
    try createFolder(directory.path)
    try directory.checkGrowingFiles()
    let lock = try RunLock.acquire(directory.lockPath, judge: judge)
    do {
      var earlier: RunStatus?
      switch try Self.stateUnderLock(of: directory) {
      case .resumable(let status):
        if policy == .startNew { throw RunError.begun(directory: directory.path) }
        earlier = status
        isResumed = true
      case .done: throw RunError.done(directory: directory.path)
      default: isResumed = false
      }
      try directory.removeLeftovers()
      if !isResumed {
        try lock.staging.withdraw(directory.checkpointPath)
        try lock.staging.withdraw(directory.bestPath)
        try lock.staging.withdraw(directory.metrics.path)
        let config = Array(directory.config.resolved.prettyText.utf8)
        try lock.staging.publish(config, to: directory.configPath)
      }
      let now = timestamp()
      let status = RunStatus(
        state: .running, process: .current, attempt: (earlier?.attempt ?? 0) &+ 1, started: now,
        updated: now)
      try lock.staging.publish(Array(status.json.prettyText.utf8), to: directory.statusPath)
      self.directory = directory
      self.lock = lock
      self.status = status
      metrics = GrowingFile(directory.metrics.path, lock.staging)
      diary = GrowingFile(directory.logPath, lock.staging)
    } catch {
      let isHeld = lock.isHeld
      lock.release()
      throw isHeld || error is RunError ? error : RunError.lost(directory: directory.path)
    }
  }

  deinit {
    if isOpen { lock.release() }
  }

  // MARK: While it runs

  /// Whether the directory is still this process's. A moment later it may be another's: what is
  /// published then fails, and nothing else rests on the answer.
  ///
  /// - Throws: ``RunError/lost(directory:)``.
  public func confirm() throws {
    guard lock.isHeld else { throw RunError.lost(directory: directory.path) }
  }

  /// Does something that fails once the run is another's.
  private func whileHeld<Result>(_ body: () throws -> Result) throws -> Result {
    try confirm()
    do {
      return try body()
    } catch {
      throw lock.isHeld ? error : RunError.lost(directory: directory.path)
    }
  }

  private func publish(_ value: JSONValue, to path: String) throws {
    try whileHeld { try lock.staging.publish(Array(value.prettyText.utf8), to: path) }
  }

  /// Writes `env.json`.
  ///
  /// - Throws: ``SpikeFiles/FileError``; ``RunError/lost(directory:)``.
  public func record(_ environment: RunEnvironment) throws {
    try publish(environment.json, to: directory.environmentPath)
  }

  /// Writes `checkpoint.safetensors`.
  ///
  /// - Throws: ``SpikeFiles/FileError``; ``RunError/lost(directory:)``.
  public func record(checkpoint: TensorFile) throws {
    try whileHeld {
      try lock.staging.publish(checkpoint.encoded(), to: directory.checkpointPath)
    }
  }

  /// Writes `best.safetensors`.
  ///
  /// - Throws: ``SpikeFiles/FileError``; ``RunError/lost(directory:)``.
  public func record(bestCheckpoint file: TensorFile) throws {
    try whileHeld { try lock.staging.publish(file.encoded(), to: directory.bestPath) }
  }

  /// Cuts `metrics.jsonl` to what the checkpoint knows, before a resumed run goes on.
  ///
  /// - Parameter epoch: The last epoch the checkpoint has done; 0 when there is no checkpoint.
  /// - Throws: ``SpikeFiles/FileError`` or ``RunError``.
  public func keepMetrics(throughEpoch epoch: Int) throws {
    guard kind(of: metrics.path) != .absent else { return }
    try beginMetrics(throughEpoch: epoch, adding: "")
  }

  /// Appends a line to `metrics.jsonl` and syncs it.
  ///
  /// - Parameter line: An object with a whole-number `epoch`, counted from 1.
  /// - Throws: ``SpikeFiles/FileError``; ``RunError/lost(directory:)``.
  public func append(metrics line: JSONValue) throws {
    precondition(line["epoch"]?.integer != nil, "a line of metrics needs an epoch")
    let text = line.lineText + "\n"
    guard metrics.isBegun else { return try beginMetrics(throughEpoch: .max, adding: text) }
    try whileHeld { try metrics.append(Array(text.utf8), synced: true) }
  }

  private func beginMetrics(throughEpoch last: Int, adding text: String) throws {
    try whileHeld {
      let kept = try directory.metrics.read().filter { ($0["epoch"]?.integer ?? .max) <= last }
      let lines = kept.map { $0.lineText + "\n" }.joined()
      try metrics.begin(with: Array((lines + text).utf8))
    }
  }

  /// Largest log that is continued, in bytes; a larger one begins anew.
  private static let largestLog = 1 << 26

  /// Appends a line with the time to `log.txt`. Not synced, and a failure is passed over: a log
  /// that cannot be written is no reason to stop a run. A text of several lines becomes one, and names
  /// in it cannot steer the terminal that shows the log.
  public func log(_ text: String) {
    let words = JSONText.printable(text.split(separator: "\n").joined(separator: "; "))
    let line = Array("\(timestamp()) \(words)\n".utf8)
    if diary.isBegun {
      try? diary.append(line, synced: false)
    } else {
      let earlier = (try? readFile(diary.path, limit: Self.largestLog)) ?? []
      try? diary.begin(with: earlier + line)
    }
  }

  // MARK: The end

  /// Ends a run that is done: `status.json`, then `summary.json`.
  ///
  /// - Parameter summary: The final numbers.
  /// - Throws: ``SpikeFiles/FileError``; ``RunError/lost(directory:)``. The run is not ended then.
  public func finish(summary: JSONValue) throws {
    try write(.done)
    try publish(summary, to: directory.summaryPath)
    giveBack()
  }

  /// Ends a run that an error stopped; its message goes to `status.json`.
  ///
  /// - Throws: ``SpikeFiles/FileError``; ``RunError/lost(directory:)``.
  public func fail(_ error: any Error) throws {
    defer { giveBack() }
    try write(.failed, error: userMessage(for: error))
  }

  /// Ends a run that a signal stopped.
  ///
  /// - Throws: ``SpikeFiles/FileError``; ``RunError/lost(directory:)``. The run is not ended then, and
  ///   ``fail(_:)`` may say why.
  public func interrupt() throws {
    try write(.interrupted)
    giveBack()
  }

  private func write(_ state: RunStatus.State, error: String? = nil) throws {
    precondition(isOpen, "the run was ended before")
    status.state = state
    status.updated = timestamp()
    status.error = error
    try publish(status.json, to: directory.statusPath)
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
    FileSystem.willLook(at: directory.summaryPath)
    try directory.verifyConfig()
    if kind(of: directory.summaryPath) != .absent { return .done }
    guard kind(of: directory.configPath) != .absent else { return .new }
    FileSystem.willLook(at: directory.statusPath)
    return .resumable(try RunStatus.read(directory.statusPath))
  }
}
