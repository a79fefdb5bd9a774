import SpikeData

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Renews the time of a lock file while its process lives, so that other machines can see it.
final class LockHeartbeat {
  /// Seconds between two beats.
  static let interval = 10
  /// Seconds without a beat after which a lock of another machine counts as abandoned. Longer than
  /// a network file system keeps a file's attributes (60 s by default).
  static let patience = 120

  private let timer: RepeatingTimer

  /// Begins to beat.
  ///
  /// - Parameter content: What the lock holds while it is ours; another's is not renewed.
  /// - Throws: ``ThreadError``.
  init(path: String, content: [UInt8]) throws(ThreadError) {
    timer = try RepeatingTimer(every: Double(Self.interval)) {
      guard (try? readFile(path, limit: 1 << 16)) == content else { return }
      // The file server's clock, not this machine's.
      _ = unsafe utimensat(AT_FDCWD, path, nil, AT_SYMLINK_NOFOLLOW)
    }
  }

  /// Ends it.
  func stop() { timer.stop() }

  /// Whether a lock has not been renewed for ``patience`` seconds.
  ///
  /// Both times are the file server's: the lock's, and that of a file made now beside it. Where
  /// none can be made, nothing could be taken over either, and the answer is no.
  static func isStale(_ path: String) -> Bool {
    let name = String(UInt64.random(in: 0...(.max)), radix: 16)
    let probe = "\(folder(of: path))/.lock.probe.\(name).partial"
    guard let made = try? OutputFile(probe, .new) else { return false }
    defer { try? FileSystem.remove(probe) }
    // Opened rather than looked up: a network file system then asks the server.
    guard let lock = try? RegularFile.descriptor(of: path, O_RDONLY, .enclosed) else {
      return false
    }
    defer { close(lock) }
    var (now, beat) = (stat(), stat())
    return withExtendedLifetime(made) {
      guard unsafe fstat(made.descriptor, &now) == 0, unsafe fstat(lock, &beat) == 0 else {
        return false
      }
      return modified(now) - modified(beat) > patience
    }
  }

  private static func modified(_ status: stat) -> Int {
    #if canImport(Darwin)
      status.st_mtimespec.tv_sec
    #else
      status.st_mtim.tv_sec
    #endif
  }
}
