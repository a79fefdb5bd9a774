import SpikeConfig
import SpikeFiles
import SpikeReports

extension PaperPage {
  /// What the runs are trained with: every setting of their configs with all values that it takes, a column for each
  /// network and whose settings it has. Settings of learning stand under their rule, for rules have settings of their own.
  var settings: DataTable {
    var columns: [String] = []
    var rows: [String] = []
    var values: [String: [String: [JSONValue]]] = [:]
    for sweep in results.sweeps {
      let column = Self.column(of: sweep.sweep)
      if !columns.contains(column) { columns.append(column) }
      for item in sweep.items {
        for (row, value) in Self.settings(of: item.run.config) {
          if values[row] == nil { rows.append(row) }
          let known = values[row]?[column] ?? []
          if !known.contains(where: { $0.canonicalText == value.canonicalText }) {
            values[row, default: [:]][column] = known + [value]
          }
        }
      }
    }
    // What only some runs have comes late, but stands with what it belongs to.
    func part(_ row: String) -> Substring { row.prefix { $0 != "." } }
    let parts = rows.map(part)
    var table = DataTable(["setting"] + columns)
    for row in parts.indices.filter({ parts.firstIndex(of: parts[$0]) == $0 }).flatMap({ first in
      rows.filter { part($0) == parts[first] }
    }) {
      table.add(
        [.text(row)]
          + columns.map { column in
            values[row]?[column].map { .text(Self.text($0)) } ?? .absent
          })
    }
    return table
  }

  private static func column(of sweep: PaperSweep) -> String {
    let words = [sweep.network?.label, sweep.settings == .ours ? "our settings" : nil]
    let column = words.compactMap(\.self).joined(separator: ", ")
    return column.isEmpty ? "value" : column
  }

  /// The settings of a config that make its result, in order.
  private static func settings(of config: ExperimentConfig) -> [(row: String, value: JSONValue)] {
    let resolved = config.resolved
    return resolved.leafPaths.compactMap { path in
      guard path != "name", let steps = ConfigOverride.steps(of: path[...]),
        let value = resolved.value(at: steps)
      else { return nil }
      let isOfRule = path.hasPrefix("learning") && path != "learning.rule"
      return (isOfRule ? "\(path) (\(config.ruleName))" : path, value)
    }
  }

  /// Values to list; of more, their number and range.
  private static let mostValues = 6

  private static func text(_ values: [JSONValue]) -> String {
    let numbers = values.compactMap(\.double)
    guard values.count > mostValues else {
      let sorted =
        numbers.count == values.count
        ? values.sorted { ($0.double ?? 0) < ($1.double ?? 0) } : values
      return sorted.map { $0.string ?? $0.lineText }.joined(
        separator: numbers.count == values.count ? ", " : "; ")
    }
    guard numbers.count == values.count, let low = numbers.min(), let high = numbers.max() else {
      return "\(values.count) different"
    }
    return
      "\(values.count) from \(JSONValue.number(low).canonicalText) to \(JSONValue.number(high).canonicalText)"
  }
}
