extension Chart {
  /// The chart as a report shows it: title, picture, legend, and the numbers behind a disclosure.
  /// Without anything to draw, a sentence takes the picture's place.
  ///
  /// - Parameter tableRows: Rows of the table, at most.
  func figure(tableRows: Int = 400) -> Markup {
    var parts: [Markup] = [.tag("figcaption", [:], title)]
    if let picture = picture() {
      parts.append(picture)
    } else {
      parts.append(.tag("p", ["class": "empty"], "Nothing to draw: there are no values."))
    }
    let entries = marks.compactMap(\.legend)
    if !entries.isEmpty {
      parts.append(
        .tag(
          "ul", ["class": "legend"],
          entries.map { .tag("li", [:], [$0.swatch, .tag("span", [:], $0.label)]) }))
    }
    if !note.isEmpty { parts.append(.tag("p", ["class": "note"], note)) }
    if let table {
      let numbers =
        table.rows.isEmpty ? Markup.tag("p", [:], "None.") : table.markup(limit: tableRows)
      parts.append(.tag("details", [:], [.tag("summary", [:], "Numbers"), numbers]))
    }
    return .tag("figure", ["id": id], parts)
  }
}
