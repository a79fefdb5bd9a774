import SpikeConfig
import SpikeFiles

extension SweepResults {
  /// The table for a terminal.
  ///
  /// - Parameters:
  ///   - width: Characters of a line, at most: of the numbers those are left out, from the last, that do
  ///     not fit, and long values are cut; nil for all.
  ///   - names: The columns to show, by key path, title or metric; nil for as many as fit.
  /// - Throws: ``SweepColumnError`` when there is no such column.
  public func table(width: Int?, columns names: [String]? = nil) throws(SweepColumnError) -> String
  {
    var (varying, shown) = try chosen(names)
    if names != nil {
      // As they were asked for.
    } else if shown.contains(metric) {
      // What ranks stands first, and stays.
      shown = [metric] + shown.filter { $0 != metric }
    }
    var table = drawn(varying, shown, longest: nil)
    if let width, names == nil {
      while Self.width(of: table) > width, shown.count > 1 {
        shown.removeLast()
        table = drawn(varying, shown, longest: nil)
      }
      var longest = 40
      while Self.width(of: table) > width, longest > 12 {
        longest -= 4
        table = drawn(varying, shown, longest: longest)
      }
    }
    let hidden = names == nil ? metrics.count - shown.count : 0
    var lines = [
      table, "",
      "ranked by \(metric.rawValue); mean ± sample standard deviation over n seeds",
    ]
    let open = rows.flatMap(\.runs).count { $0.metrics[metric] == nil }
    if hidden > 0 {
      lines.append(
        "--columns and --csv show the others: "
          + metrics.filter { !shown.contains($0) }
          .map(\.rawValue).joined(separator: ", "))
    }
    if let best = rows.first(where: { $0.rank == 1 }) {
      let folders = best.runs.map { JSONText.printable($0.item.directory.path) }
      lines.append("the best: " + folders.joined(separator: ", "))
    }
    if open > 0 { lines.append("no result yet: \(counted(open, "run"))") }
    let stopped = rows.count { $0.stopped != nil }
    if stopped > 0 { lines.append("stopped early by halving: \(counted(stopped, "row"))") }
    for row in rows {
      let words = Set(row.runs.compactMap(\.item.activity.text)).sorted()
      guard !words.isEmpty else { continue }
      let values = columns.map {
        "\($0.column.title)=\(row.runs[0].item.run.values[$0.index] ?? "–")"
      }
      lines.append("  \(values.joined(separator: " ")): \(words.joined(separator: "; "))")
    }
    return lines.joined(separator: "\n")
  }

  /// The columns and metrics of some names: by key path, title or metric.
  private func chosen(
    _ names: [String]?, isPerRun: Bool = false
  ) throws(SweepColumnError) -> (varying: [(index: Int, column: SweepColumn)], shown: [SweepMetric])
  {
    guard let names else {
      return (columns, metrics.filter { $0 != .epochs || rows.contains { $0.stopped != nil } })
    }
    var places: [Int] = []
    for name in names where SweepMetric(word: name) == nil {
      // A line for each run has its seed anyway.
      if isPerRun && name == "seed" { continue }
      places.append(try place(ofShown: name))
    }
    return (places.map { ($0, sweep.columns[$0]) }, names.compactMap(SweepMetric.init(word:)))
  }

  private func drawn(
    _ varying: [(index: Int, column: SweepColumn)], _ shown: [SweepMetric], longest: Int?
  ) -> String {
    func cut(_ text: String) -> String {
      longest.map { text.count > $0 ? text.prefix($0 - 1) + "…" : text } ?? text
    }
    var table = Table(
      ["rank"] + varying.map { cut($0.column.title) } + ["n"] + shown.map(\.rawValue))
    for row in rows {
      var cells = [row.rank.map(String.init) ?? "–"]
      cells += varying.map { cut(row.runs[0].item.run.values[$0.index] ?? "–") }
      cells.append("\(row.statistics(metric)?.count ?? 0)")
      cells += shown.map { Self.cell($0, row.statistics($0)) }
      table.add(cells)
    }
    return table.text
  }

  private static func width(of table: String) -> Int {
    table.split(separator: "\n").map(\.count).max() ?? 0
  }

  private static func cell(_ metric: SweepMetric, _ statistics: SampleStatistics?) -> String {
    guard let statistics else { return "–" }
    func text(_ value: Double) -> String {
      switch metric {
      case _ where metric.isShare: fixed(value * 100, places: 2)
      case .seconds: fixed(value, places: 1)
      case .spikesPerSample: fixed(value, places: 0)
      default: short(value)
      }
    }
    let unit = metric.isShare ? " %" : metric == .seconds ? " s" : ""
    let spread = statistics.deviation.map { " ± \(text($0))" } ?? ""
    return text(statistics.mean) + spread + unit
  }

  /// A line per config, comma-separated as RFC 4180 has it, or a line per run.
  ///
  /// - Parameters:
  ///   - perRun: Whether there is a line for each run.
  ///   - names: The columns, as of ``table(width:columns:)``; nil for all.
  /// - Throws: ``SweepColumnError`` when there is no such column.
  public func csv(
    perRun: Bool, columns names: [String]? = nil
  ) throws(SweepColumnError) -> String {
    let (varying, shown) =
      names == nil ? (columns, metrics) : try chosen(names, isPerRun: perRun)
    return perRun ? runsCSV(varying, shown) : rowsCSV(varying, shown)
  }

  private func rowsCSV(
    _ columns: [(index: Int, column: SweepColumn)], _ shown: [SweepMetric]
  ) -> String {
    let head =
      ["rank"] + columns.map(\.column.path) + ["n", "stoppedAfterEpoch"]
      + shown.flatMap { ["\($0.rawValue)Mean", "\($0.rawValue)Std"] }
    let lines = rows.map { row -> [String] in
      var cells = [row.rank.map(String.init) ?? ""]
      cells += columns.map { row.runs[0].item.run.values[$0.index] ?? "" }
      cells.append("\(row.statistics(metric)?.count ?? 0)")
      cells.append(row.stopped.map(String.init) ?? "")
      for metric in shown {
        let statistics = row.statistics(metric)
        cells += [Self.plain(statistics?.mean), Self.plain(statistics?.deviation)]
      }
      return cells
    }
    return commaSeparated([head] + lines)
  }

  private func runsCSV(
    _ columns: [(index: Int, column: SweepColumn)], _ shown: [SweepMetric]
  ) -> String {
    let head =
      ["run", "state"] + columns.map(\.column.path) + ["seed"] + shown.map(\.rawValue)
    let lines = rows.flatMap(\.runs).map { run -> [String] in
      var cells = [run.item.run.hash, run.item.state.word]
      cells += columns.map { run.item.run.values[$0.index] ?? "" }
      cells.append("\(run.item.run.config.seed)")
      cells += shown.map { Self.plain(run.metrics[$0]) }
      return cells
    }
    return commaSeparated([head] + lines)
  }

  private static func plain(_ value: Double?) -> String {
    value.map { JSONValue.number($0).canonicalText } ?? ""
  }

  /// Everything, for programs.
  public var json: JSONValue {
    .object([
      ("format", .number(SweepFolder.format)), ("sweep", .string(sweep.name)),
      ("rankedBy", .string(metric.rawValue)), ("rows", .array(rows.map(json))),
    ])
  }

  private func json(_ row: Row) -> JSONValue {
    let config = row.runs[0].item.run.config
    let values = columns.map { _, column in
      (column.path, config.value(at: ConfigOverride.steps(of: column.path[...]) ?? []) ?? .null)
    }
    return .object([
      ("rank", row.rank.map(JSONValue.number) ?? .null),
      ("values", .object(values.map { ($0.0, Optional($0.1)) })),
      ("n", .number(row.statistics(metric)?.count ?? 0)),
      ("stoppedAfterEpoch", row.stopped.map(JSONValue.number) ?? .null),
      (
        "metrics",
        .object(
          metrics.compactMap { metric in
            row.statistics(metric).map { statistics in
              let spread: JSONValue = statistics.deviation.map { .number($0) } ?? .null
              return (
                metric.rawValue,
                [
                  "mean": .number(statistics.mean), "std": spread,
                  "n": .number(statistics.count),
                ]
              )
            }
          })
      ),
      ("runs", .array(row.runs.map(Self.json))),
    ])
  }

  private static func json(_ run: Run) -> JSONValue {
    .object([
      ("run", .string(run.item.run.hash)), ("seed", .number(Int(run.item.run.config.seed))),
      ("state", .string(run.item.state.word)),
      (
        "metrics",
        .object(
          SweepMetric.allCases.compactMap { metric in
            run.metrics[metric].map { (metric.rawValue, .number($0)) }
          })
      ),
    ])
  }
}
