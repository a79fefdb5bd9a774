/// A report on some runs: what happened in them, as one HTML file that needs nothing else, a short
/// text, and CSV files.
///
/// Made of the runs' files alone; the same files give the same bytes.
public struct Report: Sendable {
  /// Its heading.
  public let title: String
  /// What the reader must know first: unfinished runs, damaged files.
  public let notices: [String]
  let sections: [ReportSection]
  let content: ReportContent

  /// Reads runs and draws them.
  ///
  /// - Parameters:
  ///   - paths: Folders of runs, folders that hold runs, sweep files, configs of comparisons.
  ///   - options: Where the runs of sweep files are, where data is, and how many threads simulate
  ///     the images that are shown.
  /// - Throws: ``FileError``, ``ReportError`` or ``ConfigError`` when a path is not there, holds no
  ///   run, or is faulty.
  public init(_ paths: [String], options: RunOptions) throws {
    let source = try ReportSource(paths, runsRoot: options.runsRoot)
    self.init(source, insights: ReportInsights(options: options))
  }

  init(_ source: ReportSource, insights: ReportInsights?) {
    let content = ReportContent(source.runs)
    self.content = content
    let names = Set(source.runs.map(\.config.name))
    title = source.title ?? (names.count == 1 ? names.first : nil) ?? Self.shared(names)
    notices = source.notices
    let before = [
      content.overview, content.learning, content.sideBySide, content.betaAndSteps,
      content.accuracyAgainstSpikes, content.firing, content.sparsity,
    ].compactMap { $0 }
    let after = [content.weights, content.provenance].compactMap { $0 }
    // What is drawn of single images can be large: less of it where it would be too much.
    let used = (before + after).reduce(0) { $0 + $1.markup.html.utf8.count }
    var inside: [ReportSection] = []
    for images in insights == nil ? [] : [3, 1] {
      inside = insights.map { [content.inside($0, images: images)] } ?? []
      if used + inside.reduce(0, { $0 + $1.markup.html.utf8.count }) < Self.mostBytes { break }
      inside = [
        ReportSection(
          title: "Inside the network",
          blocks: [.text("Left out: the report would be larger than 2 MB.")])
      ]
    }
    sections = before + inside + after
  }

  /// Bytes of its sections, at most, where leaving out images can keep to it.
  private static let mostBytes = 1_900_000

  /// What names share before a slash: `quick-start` of `quick-start/lfp`.
  private static func shared(_ names: Set<String>) -> String {
    let firsts = Set(names.map { $0.split(separator: "/").first.map(String.init) ?? $0 })
    return firsts.count == 1 ? firsts.first ?? "" : "\(names.count) experiments"
  }

  /// Every chart.
  var charts: [Chart] {
    sections.flatMap(\.blocks).flatMap { block -> [Chart] in
      if case .charts(let charts) = block { charts } else { [] }
    }
  }

  /// A few lines for the terminal.
  public var text: String {
    var table = Table([
      "", "runs", "test accuracy", "training", "spikes/image", "inference", "learning",
    ])
    for group in content.groups.prefix(Self.mostRows) {
      let accuracy = group.statistics(\.testAccuracy)
      let spread = accuracy?.deviation.map { " ± " + fixed($0 * 100, places: 2) } ?? ""
      func mean(_ value: (ReportRun) -> Double?, _ text: (Double) -> String) -> String {
        group.statistics(value).map { text($0.mean) } ?? NumberText.absent
      }
      table.add([
        JSONText.printable(group.label), "\(group.runs.count)",
        accuracy.map { fixed($0.mean * 100, places: 2) + spread + " %" } ?? NumberText.absent,
        mean(\.seconds) { fixed($0, places: 1) + " s" },
        mean({ $0.summary?.spikesPerSample }) { fixed($0, places: 0) },
        mean({ $0.summary.map { Double($0.inference.total) } }, short),
        mean({ $0.summary?.learningPerSample }, short),
      ])
    }
    let rest = content.groups.count - Self.mostRows
    return
      ([JSONText.printable(title), ""] + notices.map(JSONText.printable) + [table.text]
      + (rest > 0 ? ["and \(rest) more configs"] : [])).joined(separator: "\n")
  }

  private static let mostRows = 30
}
