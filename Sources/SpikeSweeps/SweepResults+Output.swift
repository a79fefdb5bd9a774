import SpikeConfig
import SpikeFiles

extension SweepResults {
  /// The table for a terminal.
  public var table: String {
    let shown = metrics.filter { $0 != .epochs || rows.contains { $0.stopped != nil } }
    var table = Table(
      ["rank"] + columns.map(\.column.title) + ["n"] + shown.map(\.rawValue))
    for row in rows {
      var cells = [row.rank.map(String.init) ?? "–"]
      cells += columns.map { row.runs[0].item.run.values[$0.index] ?? "–" }
      cells.append("\(row.statistics(metric)?.count ?? 0)")
      cells += shown.map { Self.cell($0, row.statistics($0)) }
      table.add(cells)
    }
    var lines = [
      table.text, "",
      "ranked by \(metric.rawValue); mean ± sample standard deviation over n seeds",
    ]
    let open = rows.flatMap(\.runs).count { $0.metrics[metric] == nil }
    if open > 0 { lines.append("no result yet: \(counted(open, "run"))") }
    let stopped = rows.count { $0.stopped != nil }
    if stopped > 0 { lines.append("stopped early by halving: \(counted(stopped, "row"))") }
    for row in rows {
      let words = Set(row.runs.compactMap(\.item.activity.text)).sorted()
      guard !words.isEmpty else { continue }
      let values = columns.map { row.runs[0].item.run.values[$0.index] ?? "–" }
      lines.append("  \(values.joined(separator: " ")): \(words.joined(separator: "; "))")
    }
    return lines.joined(separator: "\n")
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
  public func csv(perRun: Bool) -> String {
    perRun ? runsCSV : rowsCSV
  }

  private var rowsCSV: String {
    let head =
      ["rank"] + columns.map(\.column.path) + ["n", "stoppedAfterEpoch"]
      + metrics.flatMap { ["\($0.rawValue)Mean", "\($0.rawValue)Std"] }
    let shown = metrics
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

  private var runsCSV: String {
    let head =
      ["run", "state"] + columns.map(\.column.path) + ["seed"] + metrics.map(\.rawValue)
    let shown = metrics
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
