import SpikeFiles

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Renews the time of a file while its process lives, so that those who cannot ask can see it.
final class LockHeartbeat {
  private let timer: RepeatingTimer

  /// Begins to beat.
  ///
  /// - Parameters:
  ///   - path: A file in the holder's staging folder, which is gone once the lock was taken over.
  ///   - seconds: Between two beats.
  /// - Throws: ``SpikeFiles/ThreadError``.
  init(_ path: String, every seconds: Double) throws(ThreadError) {
    timer = try RepeatingTimer(every: seconds) {
      // The file server's clock, not this machine's.
      _ = unsafe utimensat(AT_FDCWD, path, nil, AT_SYMLINK_NOFOLLOW)
    }
  }

  /// Ends it.
  func stop() { timer.stop() }
}
