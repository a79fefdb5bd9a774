#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Where a command speaks: results on standard output, progress and messages on standard error.
///
/// Progress is a line with an estimate where standard error is a terminal. Elsewhere there is none:
/// a log holds what happened, an epoch or a run a line.
public struct Console: Sendable {
  /// Whether messages go to a terminal.
  public let isTerminal: Bool
  /// Whether progress is shown.
  public let showsProgress: Bool
  private var isSilent = false

  /// Says nothing at all, for programs that use the library.
  public static let silent: Console = {
    var console = Console(isTerminal: false, showsProgress: false)
    console.isSilent = true
    return console
  }()

  /// A console.
  ///
  /// - Parameters:
  ///   - isTerminal: Found out unless told.
  ///   - showsProgress: Whether it is on a terminal; true unless told.
  public init(isTerminal: Bool = isatty(2) == 1, showsProgress: Bool = true) {
    self.isTerminal = isTerminal
    self.showsProgress = showsProgress && isTerminal
  }

  /// Lets writing to a closed pipe fail rather than end the process: a run goes on when the reader
  /// of its lines, such as `head`, has seen enough.
  public static func outliveReaders() { _ = signal(SIGPIPE, SIG_IGN) }

  /// Lets a write that a file-size limit refuses fail as on a full disk rather than end the process.
  public static func outliveFileLimits() { _ = signal(SIGXFSZ, SIG_IGN) }

  /// Prints a line of results.
  public func print(_ line: String, terminator: String = "\n") { write(line + terminator, to: 1) }

  /// Prints a message beside the results.
  public func note(_ line: String) { write((isTerminal ? "\r\u{1B}[K" : "") + line + "\n", to: 2) }

  /// Begins a progress display.
  ///
  /// - Parameter done: How much was done before, which took none of the time from now on.
  public func progress(_ label: String, total: Int, done: Int = 0) -> ProgressBar {
    ProgressBar(console: self, label: label, total: total, start: done)
  }

  /// Writes without buffering, so that both streams keep their order; a closed pipe is no fault.
  func write(_ text: String, to descriptor: Int32) {
    if !isSilent { writeAll(Array(text.utf8)[...], to: descriptor) }
  }
}

/// Writes all bytes, or as many as somebody takes.
private func writeAll(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) {
  var rest = bytes
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { continue }
    if count <= 0 { return }
    rest = rest.dropFirst(count)
  }
}

/// Wall time since it was made.
package struct Stopwatch: Sendable {
  private let start = ContinuousClock.now

  /// Starts it.
  package init() {}

  /// Seconds so far.
  package var seconds: Double {
    let elapsed = ContinuousClock.now - start
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
  }
}
