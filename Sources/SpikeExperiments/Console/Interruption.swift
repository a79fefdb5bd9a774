import Dispatch
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Whether a signal asked this process to stop: INT (Ctrl-C), TERM, HUP, USR1 or USR2, alike, for
/// a batch system may send any of them.
///
/// The first asks; whoever works looks at ``isRequested`` between batches, writes a checkpoint and
/// ends with ``ExitStatus/interrupted``. The second stops the process at once, with that status:
/// files are written under temporary names, so that nothing is torn.
public final class Interruption: Sendable {
  private let requested = Atomic<Bool>(false)
  private let kinds = Mutex<Set<Int32>>([])
  private let sources = Mutex<[any DispatchSourceSignal]>([])

  /// The signals that ask.
  public static let signals = [SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2]

  /// Nobody has asked; signals are not listened to yet.
  public init() {}

  /// True once a signal came or ``request()`` was called.
  public var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Asks, as a signal does.
  public func request() { requested.store(true, ordering: .relaxed) }

  /// Listens to the signals from now on.
  ///
  /// - Parameters:
  ///   - isCoordinated: Whether a coordinator passes signals on. A batch system may send the same
  ///     one to every process: only a second of one kind stops at once then.
  ///   - notice: Called at the first, for a line on the terminal.
  ///   - atOnce: Called at the second, before the process ends.
  public func listen(
    isCoordinated: Bool = false, notice: @escaping @Sendable () -> Void = {},
    atOnce: @escaping @Sendable () -> Void = {}
  ) {
    let queue = DispatchQueue(label: "interruption")
    sources.withLock { sources in
      for number in Self.signals {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler { [self] in
          let isFirst = !requested.exchange(true, ordering: .relaxed)
          let isRepeated = !kinds.withLock { $0.insert(number).inserted }
          if isFirst { return notice() }
          guard isRepeated || !isCoordinated else { return }
          atOnce()
          _exit(ExitStatus.interrupted.rawValue)
        }
        source.activate()
        sources.append(source)
      }
    }
  }
}
