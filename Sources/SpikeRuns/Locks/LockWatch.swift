import SpikeFiles

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Watches locks whose holders cannot be asked whether they live.
///
/// What counts is that the watcher itself sees the holder's heartbeat change, or sees it stand still for
/// ``LockTiming/takeover`` seconds of its own clock, which nobody sets. How a heartbeat's time compares
/// with any clock says nothing: machines differ, and clocks are set.
package final class LockWatch {
  /// What a look showed.
  enum Sight: Hashable {
    /// Nothing can be said yet.
    case undecided
    /// A sign of life, or another lock than before.
    case changed
    /// No sign of life for as long as it takes.
    case silent
  }

  /// Everything that a living holder changes.
  private struct Heartbeat: Hashable {
    var lock: [UInt8]
    var seconds: Int
    var nanoseconds: Int
  }

  private struct Watched {
    var heartbeat: Heartbeat
    var silence: Double
    var lastLook: Double
  }

  private let timing: LockTiming
  private let now: () -> Double
  private var watched: [String: Watched] = [:]

  /// Has seen nothing yet.
  ///
  /// - Parameter now: Seconds on a clock that nobody sets.
  package init(_ timing: LockTiming, now: @escaping () -> Double = LockWatch.monotonicSeconds) {
    (self.timing, self.now) = (timing, now)
  }

  /// Looks at a lock once.
  ///
  /// - Parameter record: What the lock file says now.
  func look(at path: String, _ record: LockRecord) -> Sight {
    guard let heartbeat = Self.heartbeat(of: path, record) else { return .undecided }
    let time = now()
    guard var known = watched[path] else {
      watched[path] = Watched(heartbeat: heartbeat, silence: 0, lastLook: time)
      return .undecided
    }
    guard known.heartbeat == heartbeat else {
      watched[path] = Watched(heartbeat: heartbeat, silence: 0, lastLook: time)
      return .changed
    }
    known.silence += min(max(0, time - known.lastLook), timing.longestLook)
    known.lastLook = time
    watched[path] = known
    return known.silence >= timing.takeover ? .silent : .undecided
  }

  private static func heartbeat(of path: String, _ record: LockRecord) -> Heartbeat? {
    var status = stat()
    let staging = StagingFolder.holderPath(record.holder.token, in: folder(of: path))
    for file in record.holder.hasStaging ? [staging, path] : [path] {
      // Opened rather than looked up: a network file system then asks the server.
      guard let descriptor = try? RegularFile.descriptor(of: file, O_RDONLY, .enclosed) else {
        continue
      }
      defer { close(descriptor) }
      guard unsafe fstat(descriptor, &status) == 0 else { continue }
      #if canImport(Darwin)
        let time = status.st_mtimespec
      #else
        let time = status.st_mtim
      #endif
      return Heartbeat(lock: record.bytes, seconds: time.tv_sec, nanoseconds: time.tv_nsec)
    }
    return nil
  }

  /// Seconds of a clock that stands still while the machine is suspended and that nobody sets.
  static func monotonicSeconds() -> Double {
    var time = timespec()
    #if canImport(Darwin)
      // The other one goes on in suspension there.
      unsafe clock_gettime(CLOCK_UPTIME_RAW, &time)
    #else
      unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    #endif
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
