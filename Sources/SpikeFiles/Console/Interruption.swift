import CSpikeSystem
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Whether a signal asked this process to stop: INT (Ctrl-C), TERM, HUP, USR1 or USR2, alike, for
/// a batch system may send any of them.
///
/// Until somebody listens, a signal ends the process with ``ExitStatus/interrupted``: nothing was begun.
/// Then the first asks; whoever works looks at ``isRequested`` between batches, writes a checkpoint and
/// ends with that status. The second stops the process at once, with it too: files are written under
/// temporary names, so that nothing is torn. All of it happens in the signal's handler: no thread is
/// needed, and no signal is lost between two ways of answering it.
public final class Interruption: Sendable {
  private let requested = Atomic<Bool>(false)
  private let listens = Atomic<Bool>(false)

  /// The signals that ask.
  public static let signals = [SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2]

  /// Nobody has asked; signals are not listened to yet.
  public init() {}

  /// Lets signals end the process with ``ExitStatus/interrupted``: the first thing that a program does.
  public static func endProcess() { spike_signals_end(ExitStatus.interrupted.rawValue) }

  /// True once a signal came or ``request()`` was called.
  public var isRequested: Bool {
    requested.load(ordering: .relaxed)
      || listens.load(ordering: .relaxed) && spike_signals_asked() != 0
  }

  /// Asks, as a signal does.
  public func request() { requested.store(true, ordering: .relaxed) }

  /// Listens to the signals from now on. Once in a process.
  ///
  /// - Parameters:
  ///   - isCoordinated: Whether a coordinator passes signals on. A batch system may send the same one to
  ///     every process: only a second of one kind stops at once then.
  ///   - notice: What the first says, on `console`.
  ///   - console: Where the notice goes.
  public func listen(isCoordinated: Bool = false, notice: String, on console: Console) {
    let text = Array(console.noteText(notice).utf8)
    // The handler reads it as long as the process lives.
    let kept = UnsafeMutablePointer<CChar>.allocate(capacity: max(1, text.count))
    for (index, byte) in text.enumerated() { unsafe kept[index] = CChar(bitPattern: byte) }
    unsafe spike_signals_ask(isCoordinated ? 1 : 0, kept, text.count)
    Self.endProcess()
    listens.store(true, ordering: .relaxed)
  }
}
