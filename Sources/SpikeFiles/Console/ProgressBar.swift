/// One display of how far something is: a bar with an estimate on a terminal, nothing elsewhere and
/// for what takes less than two seconds.
public struct ProgressBar {
  private let console: Console
  private let label: String
  private let start: Int
  private var total: Int
  private let clock = Stopwatch()
  private var lastShown = 0.0
  private var isVisible = false

  /// Seconds before anything is shown, and between redraws.
  private static let patience = 2.0
  private static let redraw = 0.1

  init(console: Console, label: String, total: Int, start: Int) {
    self.start = start
    self.console = console
    self.label = JSONText.printable(label)
    self.total = total
  }

  /// Shows that `done` of `total` is done.
  ///
  /// - Parameters:
  ///   - done: How much is done.
  ///   - total: How much there is to do.
  ///   - note: Something short that changes, such as the accuracy so far.
  public mutating func update(_ done: Int, of total: Int, note: @autoclosure () -> String = "") {
    self.total = total
    guard console.showsProgress else { return }
    let (elapsed, wait) = (clock.seconds, isVisible ? Self.redraw : Self.patience)
    guard elapsed - lastShown >= wait, done > start else { return }
    lastShown = elapsed
    let remaining = elapsed / Double(done - start) * Double(max(0, total - done))
    let text = note().isEmpty ? "" : "  \(note())"
    isVisible = true
    let bar = Self.bar(done: done, total: total)
    let line = "\(label)  \(bar) \(done)/\(total)\(text)  ETA \(Self.duration(remaining))"
    console.write("\r\u{1B}[K\(line)", to: 2)
  }

  /// Takes the bar off the terminal.
  public mutating func clear() {
    if isVisible { console.write("\r\u{1B}[K", to: 2) }
    isVisible = false
  }

  /// `████████░░░░`, in eighths of a cell.
  package static func bar(done: Int, total: Int, width: Int = 20) -> String {
    let eighths = total > 0 ? min(width * 8, done * width * 8 / total) : 0
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let filled = String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    let used = eighths / 8 + (eighths % 8 > 0 ? 1 : 0)
    return filled + String(repeating: "·", count: width - used)
  }

  /// `8 s`, `3 min 20 s`, `2 h 5 min`.
  package static func duration(_ seconds: Double) -> String {
    // A damaged file may say anything.
    guard abs(seconds) < 1e15 else { return "an unknown time" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
