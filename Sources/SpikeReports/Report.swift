import SpikeFiles
import SpikeRuns

/// A report on some runs: what happened in them, as one HTML file that needs nothing else, a short
/// text, and CSV files.
///
/// Made of the runs' files alone; the same files give the same bytes.
public struct Report: Sendable {
  /// Its heading.
  public let title: String
  /// What the reader must know first: unfinished runs, damaged files, what was left out for size.
  public private(set) var notices: [String]
  private(set) var sections: [ReportSection] = []
  private(set) var content: ReportContent
  /// What is drawn of single images, before any of it was left out for size.
  private var inside: ReportSection?

  /// Reads runs and draws them.
  ///
  /// - Parameters:
  ///   - paths: Folders of runs, folders that hold runs, sweep files, configs of comparisons.
  ///   - overrides: `key=value` texts that the sweep files and configs were run with.
  ///   - options: Where the runs of sweep files are, where data is, and how many threads simulate
  ///     the images that are shown.
  ///   - onProgress: Called while test images are simulated, with how many are done and how many there are.
  /// - Throws: ``SpikeFiles/FileError``, ``ReportError`` or ``SpikeConfig/ConfigError`` when a path is not there, holds no
  ///   run, or is faulty, or when there is nothing that overrides could change.
  public init(
    _ paths: [String], overrides: [String] = [], options: RunOptions,
    onProgress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    let source = try ReportSource(paths, overrides: overrides, runsRoot: options.runsRoot)
    self.init(source, insights: ReportInsights(options: options, onProgress: onProgress))
  }

  /// - Parameter mostBytes: What the HTML file may hold; beyond that it is thinned.
  init(_ source: ReportSource, insights: ReportInsights?, mostBytes: Int = 2_000_000) {
    content = ReportContent(source.runs, logarithmic: source.logarithmicPaths)
    let names = Set(source.runs.map(\.config.name))
    title = source.title ?? (names.count == 1 ? names.first : nil) ?? Self.shared(names)
    notices = source.notices
    for detail in ReportDetail.levels {
      content.detail = detail
      let inside = detail.images == 0 ? nil : insights.map { content.inside($0) }
      if detail == ReportDetail.levels[0] {
        self.inside = inside
      } else {
        notices = source.notices + [detail.notice]
      }
      sections = content.sections(with: inside)
      if html.utf8.count <= mostBytes { break }
    }
  }

  /// The sections with every number: tables and lines whole.
  var wholeSections: [ReportSection] {
    var content = content
    content.detail = ReportDetail().whole
    return content.sections(with: inside)
  }

  /// What names share before a slash: `quick-start` of `quick-start/lfp`.
  private static func shared(_ names: Set<String>) -> String {
    let firsts = Set(names.map { $0.split(separator: "/").first.map(String.init) ?? $0 })
    return firsts.count == 1 ? firsts.first ?? "" : "\(names.count) experiments"
  }

  /// Every chart.
  var charts: [Chart] {
    sections.flatMap(\.blocks).flatMap { block -> [Chart] in
      switch block {
      case .charts(let charts), .row(let charts): charts
      default: []
      }
    }
  }

  /// A few lines for the terminal: the configs, the best test accuracy first.
  public var text: String {
    var table = Table([
      "", "runs", "test accuracy", "training", "spikes/image", "inference", "learning",
    ])
    for group in content.ranked.prefix(Self.mostRows) {
      let accuracy = group.statistics(\.testAccuracy)
      let spread = accuracy?.deviation.map { " ± " + fixed($0 * 100, places: 2) } ?? ""
      func mean(_ value: (ReportRun) -> Double?, _ text: (Double) -> String) -> String {
        group.statistics(value).map { text($0.mean) } ?? NumberText.absent
      }
      table.add([
        JSONText.printable(group.label), "\(group.runs.count)",
        accuracy.map { fixed($0.mean * 100, places: 2) + spread + " %" } ?? NumberText.absent,
        mean(\.seconds) { fixed($0, places: 1) + " s" },
        mean(\.spikesPerSample) { fixed($0, places: 0) },
        mean({ $0.summary.map { Double($0.inference.total) } }, short),
        mean({ $0.summary?.learningPerSample }, short),
      ])
    }
    let rest = content.groups.count - Self.mostRows
    return
      ([JSONText.printable(title), ""] + notices.map(JSONText.printable) + [table.text]
      + (rest > 0 ? ["and \(rest) more configs, of lower accuracy"] : [])).joined(separator: "\n")
  }

  private static let mostRows = 30
}
