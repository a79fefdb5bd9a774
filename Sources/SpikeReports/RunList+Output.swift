import SpikeConfig
import SpikeFiles
import SpikeRuns
import SpikeSweeps

extension RunList {
  /// Characters of a line for a terminal, at most.
  private static let width = 100
  /// Characters of a name in a table, at most.
  private static let longestName = 48
  /// What is left out of a table that does not fit, one after another, and the characters that a name keeps
  /// before more is.
  private static let leftOut: [(column: RunColumn?, name: Int)] = [
    (nil, 20), (.metric(.seconds), 20), (.setting("seed"), 20), (.epochs, 12),
    (.setting("network.steps"), 12), (.metric(.validationAccuracy), 8),
  ]

  /// The table for a terminal.
  ///
  /// - Parameter names: The columns; nil for as many as fit.
  /// - Throws: ``RunFilterError`` when there is no such column.
  public func text(columns names: [String]? = nil) throws(RunFilterError) -> String {
    var columns =
      try names.map { names throws(RunFilterError) in try RunColumn.named(names) }
      ?? RunColumn.standard
    guard !runs.isEmpty else { return "no runs" }
    let cells = cells(columns)
    if names != nil { return drawn(columns, cells, longest: Self.longestName) }
    var hidden: [String] = []
    if runs.allSatisfy({ $0.lastValidationAccuracy == nil }) {
      columns.removeAll { $0 == .metric(.validationAccuracy) }
    }
    func fits(_ table: String) -> Bool {
      table.split(separator: "\n").allSatisfy { $0.count <= Self.width }
    }
    var table = ""
    for (column, shortest) in Self.leftOut {
      if let column, columns.contains(column) {
        columns.removeAll { $0 == column }
        hidden.append(column.title)
      }
      var longest = Self.longestName
      table = drawn(columns, cells, longest: longest)
      while !fits(table), longest > shortest {
        longest -= 4
        table = drawn(columns, cells, longest: longest)
      }
      if fits(table) { break }
    }
    return hidden.isEmpty
      ? table : table + "\n\n--columns and --csv show the others: " + hidden.joined(separator: ", ")
  }

  /// The cells of columns, a list for each.
  private func cells(_ columns: [RunColumn]) -> [RunColumn: [String]] {
    Dictionary(
      columns.map { column in (column, runs.map(column.text)) },
      uniquingKeysWith: { first, _ in first })
  }

  private func drawn(
    _ columns: [RunColumn], _ cells: [RunColumn: [String]], longest: Int
  ) -> String {
    var table = Table(columns.map(\.title))
    for place in runs.indices {
      table.add(
        columns.map { column in
          let text = cells[column]?[place] ?? ""
          return column != .name || text.count <= longest ? text : text.prefix(longest - 1) + "…"
        })
    }
    return table.text
  }

  /// Comma-separated values: numbers as they are, accuracies as shares of 1, nothing where there is none.
  ///
  /// - Parameter names: The columns; nil for all.
  /// - Throws: ``RunFilterError`` when there is no such column.
  public func csv(columns names: [String]? = nil) throws(RunFilterError) -> String {
    let columns =
      try names.map { names throws(RunFilterError) in try RunColumn.named(names) }
      ?? RunColumn.all
    return commaSeparated(
      [columns.map(\.key)] + runs.map { run in columns.map { $0.plain(of: run) } })
  }
}

/// One run, or two side by side, for a terminal.
public struct RunView: Sendable {
  private let runs: [ReportRun]

  /// Reads runs.
  ///
  /// - Throws: As `RunDirectory.init(existing:)`.
  public init(_ folders: [String]) throws {
    runs = try folders.map { ReportRun(try RunDirectory(existing: $0)) }
  }

  /// What a run is and how it went: its config, a line an epoch, its last numbers.
  public var text: String {
    runs.map { run in
      var table = Table(["epoch", "train", "validation", "test", "seconds"])
      for line in run.epochs {
        func share(_ key: String) -> String {
          line[key]?.double.map { fixed($0 * 100, places: 2) + " %" } ?? NumberText.absent
        }
        table.add([
          "\(line["epoch"]?.integer ?? 0)", share("trainAccuracy"), share("validationAccuracy"),
          share("testAccuracy"),
          line["trainSeconds"]?.double.map { fixed($0, places: 1) } ?? NumberText.absent,
        ])
      }
      let status = run.updated.isEmpty ? run.state : "\(run.state), \(run.updated)"
      var lines = [
        "\(JSONText.printable(run.config.name))  \(run.directory.path)", status, "",
        run.config.resolved.prettyText, table.text,
      ]
      if let summary = run.summary { lines += ["", summary.text(of: run.config)] }
      return (lines + run.faults).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  private static func share(_ value: Double?) -> String? {
    value.map { fixed($0 * 100, places: 2) + " %" }
  }

  /// What two runs are compared by.
  private static let numbers: [(title: String, text: @Sendable (ReportRun) -> String?)] = [
    ("state", { $0.state }), ("epochs", { "\($0.epochs.count)" }),
    ("test accuracy", { share($0.testAccuracy) }),
    ("validation accuracy", { share($0.lastValidationAccuracy) }),
    ("training (s)", { $0.seconds.map { fixed($0, places: 1) } }),
    ("spikes/image", { $0.spikesPerSample.map { fixed($0, places: 0) } }),
    ("inference (operations/image)", { $0.inferencePerSample.map(short) }),
    ("learning (operations/image)", { $0.learningPerSample.map(short) }),
  ]

  /// Two runs side by side: the settings in which they differ, and their numbers.
  public var comparison: String {
    let labels = runs.map { String($0.directory.path.split(separator: "/").last ?? "") }
    var table = Table([""] + labels)
    let resolved = runs.map(\.config.resolved)
    for path in ExperimentConfig.differingPaths(runs.map(\.config)) {
      let steps = ConfigOverride.steps(of: path[...]) ?? []
      table.add([path] + resolved.map { $0.value(at: steps)?.cell ?? NumberText.absent })
    }
    for row in Self.numbers {
      table.add([row.title] + runs.map { row.text($0) ?? NumberText.absent })
    }
    return table.text
  }
}
