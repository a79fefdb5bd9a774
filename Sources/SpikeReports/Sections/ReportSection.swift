/// A part of a report: a heading and what stands below it.
package struct ReportSection: Sendable {
  /// What stands in a section, from top to bottom.
  package enum Block: Sendable {
    /// Charts side by side.
    case charts([Chart])
    /// Charts that belong together, in one row where the page is wide.
    case row([Chart])
    /// A table, with the name its CSV file has.
    case table(id: String, DataTable)
    /// A paragraph.
    case text(String)
    /// A heading below the section's own.
    case heading(String)
    /// A text behind a disclosure, kept as it is.
    case listing(title: String, String)
  }

  /// The heading.
  package let title: String
  /// What follows.
  package internal(set) var blocks: [Block]

  /// A section.
  package init(title: String, blocks: [Block]) { (self.title, self.blocks) = (title, blocks) }

  /// Its HTML.
  ///
  /// - Parameters:
  ///   - tableRows: Rows of a table, at most.
  ///   - anchor: Its name in links.
  func markup(tableRows: Int, anchor: String) -> Markup {
    .tag(
      "section", ["id": anchor],
      [.tag("h2", [:], title)] + blocks.map { Self.markup($0, tableRows) })
  }

  private static func markup(_ block: Block, _ tableRows: Int) -> Markup {
    switch block {
    case .charts(let charts):
      .tag("div", ["class": "charts"], charts.map { $0.figure(tableRows: tableRows) })
    case .row(let charts):
      .tag("div", ["class": "charts row"], charts.map { $0.figure(tableRows: tableRows) })
    case .table(_, let table): table.markup(limit: tableRows)
    case .text(let text): .tag("p", [:], text)
    case .heading(let text): .tag("h3", [:], text)
    case .listing(let title, let text):
      .tag("details", [:], [.tag("summary", [:], title), .tag("pre", [:], text)])
    }
  }

  /// The tables behind it, by the name each CSV file has.
  var tables: [(id: String, title: String, table: DataTable)] {
    blocks.flatMap { block -> [(id: String, title: String, table: DataTable)] in
      switch block {
      case .charts(let charts), .row(let charts):
        charts.compactMap { chart in chart.table.map { (chart.id, chart.title, $0) } }
      case .table(let id, let table): [(id, title, table)]
      case .text, .heading, .listing: []
      }
    }
  }
}
