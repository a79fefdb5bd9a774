import CSpikeSystem
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The workers that run now. The first signal is passed on to them by whoever works; the second kills
/// them in its handler: nothing is torn, and their runs continue from the last checkpoint.
public final class WorkerGroup: Sendable {
  private struct Members {
    var running: Set<pid_t> = []
    var asked: Set<pid_t> = []
  }

  private let members = Mutex(Members())

  /// Nobody works yet.
  public init() {}

  func add(_ pid: pid_t) {
    members.withLock { _ = $0.running.insert(pid) }
    // From now on the second signal kills it.
    _ = spike_child_add(pid)
  }

  /// To be called before the process is collected: its number may be another's afterwards.
  func remove(_ pid: pid_t) {
    spike_child_remove(pid)
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
}
