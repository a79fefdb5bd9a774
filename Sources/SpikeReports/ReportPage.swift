import SpikeRuns

/// An HTML file that needs nothing else: no network, no script.
package struct ReportPage: Sendable {
  /// What stands in the head of every page of ours, by which one is known.
  package static let mark = "SpikeLab report"

  /// Its heading.
  package var title: String
  /// What it is, in a sentence below the heading.
  package var note: String
  /// What came out, in a sentence; empty for nothing.
  package var headline = ""
  /// What the reader must know first.
  package var notices: [String]
  /// What follows.
  package var sections: [ReportSection]
  /// Rows of a table, at most.
  package var tableRows: Int

  /// A page.
  package init(
    title: String, note: String, notices: [String], sections: [ReportSection], tableRows: Int = 400
  ) {
    (self.title, self.note, self.notices) = (title, note, notices)
    (self.sections, self.tableRows) = (sections, tableRows)
  }

  /// The whole file.
  package var html: String {
    let head = Markup.tag(
      "head", [:],
      [
        .tag("meta", ["charset": "utf-8"]),
        .tag("meta", ["name": "generator", "content": "\(Self.mark) \(SpikeLab.version)"]),
        // Nothing is loaded, and nothing could be: a browser refuses whatever is not here.
        .tag(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
          ]),
        .tag(
          "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .tag("title", [:], "\(title) – SpikeLab report"),
        .style(ChartStyle.sheet),
      ])
    let header = Markup.tag(
      "header", [:],
      [.tag("h1", [:], title)]
        + (headline.isEmpty ? [] : [.tag("p", ["class": "headline"], headline)])
        + [.tag("p", ["class": "note"], note)]
        + notices.map { .tag("p", ["class": "warn"], $0) } + contents)
    let body = Markup.tag(
      "body", [:],
      [header]
        + sections.enumerated().map {
          $1.markup(tableRows: tableRows, anchor: Self.anchor($0))
        })
    return "<!DOCTYPE html>\n"
      + Markup.element("html", [("lang", "en")], [head, body]).html + "\n"
  }

  /// The name of a section in links.
  private static func anchor(_ number: Int) -> String { "section-\(number + 1)" }

  /// A link to each section, where there are several.
  private var contents: [Markup] {
    guard sections.count > 1 else { return [] }
    return [
      .tag(
        "ul", ["class": "contents"],
        sections.enumerated().map { number, section in
          .tag(
            "li", [:], [.tag("a", ["href": "#\(Self.anchor(number))"], section.title)])
        })
    ]
  }
}
