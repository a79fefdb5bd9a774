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

  /// Prints a line of results.
  public func print(_ line: String, terminator: String = "\n") {
    write(Self.harmless(line) + terminator, to: 1)
  }

  /// Prints a message beside the results.
  public func note(_ line: String) { write(noteText(line), to: 2) }

  /// What ``note(_:)`` writes: over a progress display on a terminal.
  func noteText(_ line: String) -> String {
    isSilent ? "" : (isTerminal ? "\r\u{1B}[K" : "") + Self.harmless(line) + "\n"
  }

  /// A text without control characters but line breaks and tabulators: whatever it was made of, it
  /// cannot steer a terminal.
  static func harmless(_ text: String) -> String {
    // The second and later bytes of a character, and the beginnings of all but few, are above 0xc2.
    let isSuspect = text.utf8.contains { byte in
      byte < 0x20 && byte != 10 && byte != 9 || byte == 0x7f || byte == 0xc2
    }
    guard isSuspect else { return text }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          let isControl = scalar.properties.generalCategory == .control
          return isControl && scalar != "\n" && scalar != "\t" ? "\u{fffd}" : scalar
        }))
  }

  /// Begins a progress display.
  ///
  /// - Parameters:
  ///   - label: What the line begins with.
  ///   - total: How much there is to do.
  ///   - done: How much was done before, which took none of the time from now on.
  public func progress(_ label: String, total: Int, done: Int = 0) -> ProgressBar {
    ProgressBar(console: self, label: label, total: total, start: done)
  }

  /// Writes without buffering, so that both streams keep their order.
  package func write(_ text: String, to descriptor: Int32) {
    if isSilent || descriptor == 1 && StandardStreams.isBroken { return }
    let code = writeAll(Array(text.utf8)[...], to: descriptor)
    if descriptor == 1 { StandardStreams.noteOutput(code) }
  }
}

/// Writes all bytes, or as many as somebody takes.
///
/// - Returns: 0, or the system's number of what went wrong.
private func writeAll(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Int32 {
  var rest = bytes
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    if count > 0 {
      rest = rest.dropFirst(count)
      continue
    }
    if count == 0 { return EIO }
    let code = errno
    if code == EINTR { continue }
    guard code == EAGAIN || code == EWOULDBLOCK else { return code }
    // Whoever shares the stream set it not to wait.
    var end = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&end, 1, -1)
  }
  return 0
}

/// Wall time since it was made.
package struct Stopwatch: Sendable {
  private let start = ContinuousClock.now
  private let processorStart = Self.processorTime

  /// Starts it.
  package init() {}

  /// Seconds so far.
  package var seconds: Double {
    let elapsed = ContinuousClock.now - start
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
  }

  /// Seconds that the process had a processor so far, over all threads.
  package var processorSeconds: Double { Self.processorTime - processorStart }

  private static var processorTime: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
