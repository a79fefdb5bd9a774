import SpikeFiles

/// The numbers of a chart: a table behind a disclosure in the report, a CSV file beside it.
package struct DataTable: Hashable, Sendable {
  /// What a cell holds.
  package enum Cell: Hashable, Sendable {
    case text(String)
    /// A number; NaN and infinity are shown as absent.
    case number(Double)
    /// A number as people read it, `87.47 ± 0.90` or `3.14 M`; files have it in full.
    case shown(String, Double)
    case absent

    /// Whether it is a number.
    fileprivate var isNumber: Bool {
      switch self {
      case .number, .shown: true
      case .text, .absent: false
      }
    }
  }

  /// The columns' headings, no two the same.
  package private(set) var header: [String]
  /// The rows, each with a cell for each column.
  package private(set) var rows: [[Cell]] = []

  /// Columns that files have and pages have not: what they say stands in another column there.
  private let ofFiles: Set<String>

  /// A table without rows.
  ///
  /// - Parameter ofFiles: Columns that only files have.
  package init(_ header: [String], ofFiles: Set<String> = []) {
    (self.header, self.ofFiles) = (header, ofFiles)
  }

  /// The places of the columns that pages have.
  package var shownColumns: [Int] { header.indices.filter { !ofFiles.contains(header[$0]) } }

  /// Adds a row.
  ///
  /// - Precondition: It has a cell for each column.
  package mutating func add(_ row: [Cell]) {
    precondition(row.count == header.count, "\(row.count) cells of \(header.count)")
    rows.append(row)
  }

  /// Adds the rows of another table below; columns are matched by their heading.
  package mutating func append(_ other: DataTable) {
    for name in other.header where !header.contains(name) {
      header.append(name)
      for index in rows.indices { rows[index].append(.absent) }
    }
    let places = header.map { name in other.header.firstIndex(of: name) }
    for row in other.rows { rows.append(places.map { $0.map { row[$0] } ?? .absent }) }
  }

  /// The table as HTML. Long tables are cut: the CSV files have them whole.
  func markup(limit: Int = 400) -> Markup {
    let shown = rows.prefix(limit)
    let columns = shownColumns
    let numeric = Set(columns.filter { column in rows.contains { $0[column].isNumber } })
    let head = columns.map { column in
      Markup.tag(
        "th", ["scope": "col", "class": numeric.contains(column) ? "n" : nil], header[column])
    }
    let body = shown.map { row in
      Markup.tag(
        "tr", [:],
        columns.map { column in
          switch row[column] {
          case .text(let text):
            .tag("td", ["class": text.count <= 24 ? "short" : "long"], text)
          case .number(let value):
            .tag("td", ["class": "n"], NumberText.grouped(value))
          case .shown(let text, _): .tag("td", ["class": "n"], text)
          case .absent:
            .tag("td", ["class": numeric.contains(column) ? "n" : "short"], NumberText.absent)
          }
        })
    }
    let table = Markup.tag(
      "div", ["class": "scroll"], [.tag("table", [:], [.tag("tr", [:], head)] + body)])
    guard rows.count > shown.count else { return table }
    let rest = "The first \(limit) of \(rows.count) rows; --csv writes them all."
    return .tag("div", [:], [table, .tag("p", ["class": "note"], rest)])
  }

  /// The lines of a CSV file: numbers with twelve digits, so that 97.96 is no 97.96000000000001, whole ones in full; nothing
  /// where there is none.
  package var csvLines: [[String]] {
    [header]
      + rows.map { row in
        row.map { cell in
          switch cell {
          case .text(let text): text
          case .number(let value), .shown(_, let value):
            Int(exactly: value).map(String.init)
              ?? (value.isFinite
                ? JSONValue.number(value.rounded(toDigits: 12)).canonicalText : "")
          case .absent: ""
          }
        }
      }
  }
}
