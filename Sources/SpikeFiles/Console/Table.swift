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
