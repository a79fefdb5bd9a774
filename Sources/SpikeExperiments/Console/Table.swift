/// A plain table for the terminal: columns padded, numbers to the right.
public struct Table: Sendable {
  private var rows: [[String]] = []
  private let header: [String]

  /// A table with a heading for each column; the first column is text, the others numbers.
  public init(_ header: [String]) { self.header = header }

  /// Adds a row with a cell for each column.
  public mutating func add(_ row: [String]) {
    precondition(row.count == header.count, "\(row.count) cells of \(header.count)")
    rows.append(row)
  }

  /// The lines, the heading underlined.
  public var text: String {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = zip(cells, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + space : space + cell.0
      }
      return padded.joined(separator: "   ")
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "───")
    return ([line(header), rule] + rows.map(line)).joined(separator: "\n")
  }
}

/// `97.12 %`.
package func percent(_ share: Double) -> String { fixed(share * 100, places: 2) + " %" }

/// A number with some decimal places.
package func fixed(_ value: Double, places: Int) -> String {
  // Beyond that a double prints itself with an exponent.
  guard abs(value) < 1e15 else { return "\(value)" }
  let rounded = value.rounded(toPlaces: places)
  guard places > 0 else { return "\(Int(rounded))" }
  var text = "\(abs(rounded))"
  // A double prints its shortest text; between 1e-4 and 1e16 that is plain decimal notation.
  if text.contains("e") { text = "0.0" }
  let point = text.firstIndex(of: ".") ?? text.endIndex
  let decimals = text.distance(from: point, to: text.endIndex) - 1
  return (rounded < 0 ? "-" : "") + text + String(repeating: "0", count: max(0, places - decimals))
}

/// `3.52 M`: a count with its thousands, millions, … for people.
package func short(_ value: Double) -> String {
  for (unit, name) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] where value >= unit {
    return fixed(value / unit, places: 2) + " " + name
  }
  return fixed(value, places: 0)
}
