extension Chart {
  /// The chart as a report shows it: title, picture, legend, and the numbers behind a disclosure.
  /// Without anything to draw, a sentence takes the picture's place.
  var figure: Markup {
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
    if let table, !table.rows.isEmpty {
      parts.append(
        .tag("details", [:], [.tag("summary", [:], "Numbers"), table.markup()]))
    }
    return .tag("figure", ["id": id], parts)
  }
}
