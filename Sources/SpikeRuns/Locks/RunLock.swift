import SpikeFiles

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The right to write to a run directory, held by one process at a time, between machines and containers
/// too. It is also the claim by which the coordinators of a sweep share its runs.
///
/// Two things make it. The file `lock` says who holds the run and keeps others from trying; it cannot
/// keep back a holder that was stopped for minutes and does not know that it lost it. The holder's
/// ``StagingFolder`` does: files of the run are published out of it alone, and whoever takes the lock
/// takes away all other staging folders before it reads anything. So of all processes that believe to
/// hold the run, only the last to take it can change it. Documentation/Reliability.md has the protocol
/// step by step, and `LockProtocolTests` goes through the orders in which two processes can meet.
package struct RunLock {
  /// Out of which the holder publishes.
  let staging: StagingFolder
  /// Whose lock was taken over; nil for one that was free.
  let predecessor: ProcessIdentity?
  private let path: String
  private let content: [UInt8]
  private let heartbeat: LockHeartbeat

  /// Most attempts of one call to take the lock. One ends without it where another process took the
  /// staging folder away: that one holds the lock then, or did.
  private static let mostAttempts = 100
  /// Most looks at a lock in one attempt.
  private static let mostLooks = 1000

  /// Takes the lock.
  ///
  /// - Parameters:
  ///   - path: The lock file.
  ///   - judge: Decides whether a holder is taken over.
  /// - Throws: ``RunError`` when another process holds it, ``SpikeFiles/FileError``; what the judge throws.
  package static func acquire(_ path: String, judge: LockJudge = .immediate) throws -> RunLock {
    let timing = try LockTiming.current
    for _ in 0..<mostAttempts {
      if let lock = try attempt(path, judge, timing) { return lock }
    }
    throw FileError(.lock, path, reason: "others keep taking it")
  }

  private static func attempt(
    _ path: String, _ judge: LockJudge, _ timing: LockTiming
  ) throws -> RunLock? {
    let holder = LockHolder.new()
    let content = Array((holder.json(heartbeat: timing.heartbeat).lineText + "\n").utf8)
    do {
      let staging = try StagingFolder(
        in: folder(of: path), token: holder.token, record: content)
      do {
        let predecessor = try take(path, staging, judge)
        try staging.takeAllOthers()
        // Two who found no staging folder to take may have replaced each other's lock.
        while staging.exists, try LockRecord.read(path)?.bytes != content {
          try staging.replace(path)
        }
        guard staging.exists else { return nil }
        return RunLock(
          staging: staging, predecessor: predecessor, path: path, content: content,
          heartbeat: try LockHeartbeat(staging.holderPath, every: timing.heartbeat))
      } catch {
        let wasTaken = !staging.exists
        if (try? readFile(path, limit: 1 << 16)) == content { try? staging.takeBack(path) }
        staging.remove()
        if wasTaken, error is SystemError { return nil }
        throw error
      }
    } catch let error as SystemError {
      // Taken while it was made.
      if error.code == ENOENT, kind(of: folder(of: path)) == .folder { return nil }
      throw FileError(.lock, path, error)
    }
  }

  /// Puts the lock into the hands of a staging folder's owner.
  ///
  /// - Returns: Whose lock it was.
  private static func take(
    _ path: String, _ staging: StagingFolder, _ judge: LockJudge
  ) throws -> ProcessIdentity? {
    var pauses = judge.pauses
    // Each look takes the lock, finds a holder, or meets others doing the same.
    for _ in 0..<mostLooks {
      if try staging.takeFree(path) { return nil }
      guard let record = try LockRecord.read(path) else { continue }
      // A file server may have lost its answer to the first request, and refuse its repetition.
      if record.holder.token == staging.token { return nil }
      switch try judge.verdict(path, record) {
      case .alive:
        let process = record.holder.process
        throw record.holder.hasHeartbeat || process.isAlive != nil
          ? RunError.running(directory: staging.run, holder: process)
          : RunError.reserved(directory: staging.run, holder: process)
      case .changed: continue
      case .abandoned: break
      }
      // Only one process can take a folder away, so that of several one goes on.
      let name = StagingFolder.prefix + record.holder.token
      if record.holder.hasStaging, pauses > 0, try !staging.take(name) {
        guard staging.exists else { throw SystemError(code: ENOENT) }
        pauses -= 1
        judge.pause()
        continue
      }
      try staging.replace(path)
      return record.holder.process
    }
    throw FileError(.lock, path, reason: "others keep taking it")
  }

  /// Removes the run: every file is taken into the staging folder, so that one who lost the run takes
  /// nothing of it.
  ///
  /// - Throws: ``SpikeFiles/FileError``, ``RunError/lost(directory:)``.
  func removeRun() throws {
    let run = staging.run
    // Without its summary a run is not done, without its checkpoint it begins anew.
    let first = ["summary.json", "checkpoint.safetensors", "metrics.jsonl"]
    let last = ["config.json", "lock"]
    let others = names(inFolder: run).filter {
      !(first + last).contains($0) && !$0.hasPrefix(StagingFolder.prefix)
    }
    do throws(SystemError) {
      for name in first + others + ["config.json"] { try staging.withdrawAny("\(run)/\(name)") }
      try FileSystem.syncFolder(run)
    } catch {
      guard staging.exists else { throw RunError.lost(directory: run) }
      throw FileError(.remove, run, error)
    }
    release()
    // Stays where somebody has begun the run anew by now.
    try? FileSystem.removeFolder(run)
  }

  /// Gives the lock back. One that is no longer ours is left alone.
  package func release() {
    heartbeat.stop()
    if isHeld { try? staging.takeBack(path) }
    staging.remove()
  }

  /// Whether the lock is still ours: a process that was stopped for minutes may have lost it. That it
  /// was a moment ago is worth nothing for what is written after; the staging folder is.
  var isHeld: Bool {
    staging.exists && (try? readFile(path, limit: 1 << 16)) == content
  }

  /// Who holds a lock, or nil when nobody does who could be alive.
  ///
  /// - Throws: ``SpikeFiles/FileError`` when there is a lock and it cannot be read.
  static func holder(
    _ path: String, judge: LockJudge = .immediate
  ) throws -> ProcessIdentity? {
    guard let record = try LockRecord.read(path) else { return nil }
    return try judge.verdict(path, record) == .abandoned ? nil : record.holder.process
  }
}
