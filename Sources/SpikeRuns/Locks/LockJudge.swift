import SpikeFiles

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Decides whether a lock may be taken over from its holder.
package struct LockJudge {
  /// What was decided.
  enum Verdict: Hashable {
    /// The holder lives, or may live.
    case alive
    /// It is dead, or silent for as long as it takes.
    case abandoned
    /// The lock is another one by now, or gone: to be looked at again.
    case changed
  }

  /// What is decided of a holder.
  var verdict: (_ lock: String, LockRecord) throws -> Verdict
  /// Waits a moment for another process that is about to take the lock over.
  var pause: () -> Void = { usleep(20_000) }
  /// Moments that are waited for it. It then died at it, or stands still.
  var pauses = 50

  /// Takes over from processes alone that the system knows to be dead.
  package static var immediate: LockJudge {
    LockJudge { _, record in
      record.holder.process.isAlive == false ? .abandoned : .alive
    }
  }

  /// Takes over too from those that somebody has been watching and that gave no sign of life.
  package static func watching(_ watch: LockWatch) -> LockJudge {
    LockJudge { path, record in
      if let isAlive = record.holder.process.isAlive { return isAlive ? .alive : .abandoned }
      guard record.holder.hasHeartbeat else { return .alive }
      return watch.look(at: path, record) == .silent ? .abandoned : .alive
    }
  }

  /// Waits for a sign of life of a process that cannot be asked, and takes over if there is none.
  ///
  /// - Parameters:
  ///   - note: Called once with what is waited for.
  ///   - isCancelled: Whether to stop waiting, with `CancellationError`.
  static func waiting(
    _ timing: LockTiming, note: @escaping (String) -> Void,
    isCancelled: @escaping () -> Bool = { false }
  ) -> LockJudge {
    var isNoted = false
    return LockJudge { path, first in
      if let isAlive = first.holder.process.isAlive { return isAlive ? .alive : .abandoned }
      guard first.holder.hasHeartbeat else { return .alive }
      if !isNoted {
        isNoted = true
        note(
          "process \(first.holder.process.pid) on \(first.holder.process.host) holds the run; waiting "
            + "up to \(fixed(timing.takeover, places: 0)) s for a sign of life")
      }
      let watch = LockWatch(timing)
      while true {
        guard try LockRecord.read(path) == first else { return .changed }
        switch watch.look(at: path, first) {
        case .changed: return .alive
        case .silent: return .abandoned
        case .undecided: break
        }
        if isCancelled() { throw CancellationError() }
        usleep(UInt32(timing.look * 1e6))
      }
    }
  }
}
