import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The workers that run now, for signal handlers that pass on what they were sent.
public final class WorkerGroup: Sendable {
  private struct Members {
    var running: Set<pid_t> = []
    var asked: Set<pid_t> = []
  }

  private let members = Mutex(Members())

  /// Nobody works yet.
  public init() {}

  func add(_ pid: pid_t) { members.withLock { _ = $0.running.insert(pid) } }

  /// To be called before the process is collected: its number may be another's afterwards.
  func remove(_ pid: pid_t) {
    members.withLock {
      $0.running.remove(pid)
      $0.asked.remove(pid)
    }
  }

  /// Asks every worker, once, to write a checkpoint and end.
  public func askToStop() {
    members.withLock { members in
      for pid in members.running.subtracting(members.asked) { kill(pid, SIGUSR2) }
      members.asked = members.running
    }
  }

  /// Ends every worker at once. Nothing is torn; their runs continue from the last checkpoint.
  public func stopNow() {
    members.withLock { for pid in $0.running { kill(pid, SIGKILL) } }
  }
}
