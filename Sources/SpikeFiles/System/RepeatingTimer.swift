import CSpikeSystem

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Does something every so many seconds on a thread of its own. Dispatch's timers wait for ever where
/// the system starts no thread.
@safe package final class RepeatingTimer {
  private final class Work: Sendable {
    let beat: @Sendable () -> Void

    init(_ beat: @escaping @Sendable () -> Void) { self.beat = beat }
  }

  private let work: Work
  private var timer: OpaquePointer?

  /// Begins.
  ///
  /// - Throws: ``ThreadError``.
  package init(every seconds: Double, _ beat: @escaping @Sendable () -> Void) throws(ThreadError) {
    work = Work(beat)
    unsafe timer = spike_timer_start(
      seconds,
      { context in
        guard let context = unsafe context else { return }
        unsafe Unmanaged<Work>.fromOpaque(context).takeUnretainedValue().beat()
      }, Unmanaged.passUnretained(work).toOpaque())
    if unsafe timer == nil { throw ThreadError(code: errno) }
  }

  /// Ends it; nothing is under way afterwards.
  package func stop() {
    if let timer = unsafe timer { unsafe spike_timer_stop(timer) }
    unsafe timer = nil
  }

  deinit { stop() }
}

/// The system starts no thread for what cannot do without one.
public struct ThreadError: UserError, Hashable {
  /// The system's number.
  public var code: Int32

  /// The system's words, and what to do.
  public var message: String {
    "cannot start a thread: \(unsafe String(cString: strerror(code))); allow this user more processes "
      + "(ulimit -u), or the control group more tasks"
  }

  /// ``ExitStatus/someFailed``.
  public var exitStatus: ExitStatus { .someFailed }

  /// Makes sure that the system starts threads, for what would wait for one for ever.
  ///
  /// - Throws: ``ThreadError``.
  public static func check() throws(ThreadError) {
    let code = spike_threads_check(8)
    if code != 0 { throw ThreadError(code: code) }
  }
}
