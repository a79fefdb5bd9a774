import SpikeFiles

/// The one line that says how far a sweep is, redrawn on a terminal; none elsewhere.
struct SweepProgress {
  private let console: Console
  private let watch = Stopwatch()
  private var lastShown = 0.0
  private var isVisible = false

  private static let redraw = 0.5

  init(console: Console) { self.console = console }

  /// Shows how the jobs stand, if it is time.
  mutating func update(_ jobs: [TrackedJob], clock: EpochClock, workers: Int) {
    guard console.showsProgress else { return }
    guard watch.seconds - lastShown >= Self.redraw else { return }
    lastShown = watch.seconds
    let text = Self.text(jobs, clock: clock, workers: workers)
    console.write("\r\u{1B}[K\(text)", to: 2)
    isVisible = true
  }

  /// Takes the line off the terminal.
  mutating func clear() {
    if isVisible { console.write("\r\u{1B}[K", to: 2) }
    isVisible = false
  }

  static func text(_ jobs: [TrackedJob], clock: EpochClock, workers: Int) -> String {
    let done = jobs.count { $0.progress == .done }
    let running = jobs.count { $0.progress == .working }
    let elsewhere = jobs.count { $0.progress == .elsewhere }
    let failed = jobs.count { $0.progress == .failed }
    let stopped = jobs.count { if case .stopped = $0.progress { true } else { false } }
    var text = ProgressBar.bar(done: done + stopped, total: jobs.count)
    text += " \(done)/\(jobs.count) done, \(running) running"
    if elsewhere > 0 { text += ", \(elsewhere) elsewhere" }
    if stopped > 0 { text += ", \(stopped) stopped" }
    text += ", \(failed) failed"
    if let seconds = remaining(jobs, clock: clock, workers: workers) {
      text += "  ETA \(ProgressBar.duration(seconds))"
    }
    return text
  }

  /// Seconds until all are done; nil before any epoch was, see ``EpochClock/estimate(for:)``.
  private static func remaining(
    _ jobs: [TrackedJob], clock: EpochClock, workers: Int
  ) -> Double? {
    let open = jobs.filter { !$0.progress.isSettled }
    guard let first = open.first, clock.estimate(for: first.work) != nil else {
      return nil
    }
    let work = open.reduce(0.0) { sum, job in
      let seconds = clock.estimate(for: job.work) ?? 0
      let done = job.progress == .working ? lineCount(job) : job.epochs
      return sum + seconds * Double(max(0, job.target - done))
    }
    let longest = Double(max(1, min(workers, open.count)))
    return work / longest
  }

  private static func lineCount(_ job: TrackedJob) -> Int {
    (try? readFile(job.job.directory.metrics.path, limit: 1 << 28))?
      .count { $0 == UInt8(ascii: "\n") } ?? 0
  }
}
