/// Bars from 0, one for each category; several series stand side by side.
struct BarMark: Mark {
  /// What the series is called.
  var label: String
  /// How it looks.
  var style: SeriesStyle
  /// A height for each category of the chart's x axis; NaN for none.
  var values: [Double]
  /// Half the length of an error bar for each category; empty for none.
  var spreads: [Double?] = []
  /// Which of the series side by side it is, and how many there are.
  var slot = (place: 0, of: 1)

  var xValues: [Double] { values.indices.map(Double.init) }
  var yValues: [Double] { [0] + values + zip(values, spreads).map { $0 + ($1 ?? 0) } }

  var legend: Legend? {
    let box = Markup.tag(
      "rect", ["class": "b \(style.cssClass)", "x": "3", "y": "1", "width": "24", "height": "12"])
    return Legend(
      label: label,
      swatch: .tag(
        "svg", ["class": "swatch", "viewBox": "0 0 30 14", "aria-hidden": "true"], [box]))
  }

  func draw(in frame: Frame) -> [Markup] {
    let width = frame.columnWidth * 0.84 / Double(slot.of)
    return values.enumerated().flatMap { category, value -> [Markup] in
      guard let top = frame.point(Double(category), value),
        let base = frame.point(Double(category), 0)
      else { return [] }
      let x = top.x - frame.columnWidth * 0.42 + width * Double(slot.place)
      let bar = Markup.tag(
        "rect",
        [
          "class": "b \(style.cssClass)", "x": NumberText.length(x),
          "y": NumberText.length(min(top.y, base.y)), "width": NumberText.length(width * 0.94),
          "height": NumberText.length(abs(base.y - top.y)),
        ])
      guard spreads.indices.contains(category), let spread = spreads[category],
        let high = frame.point(Double(category), value + spread),
        let low = frame.point(Double(category), value - spread)
      else { return [bar] }
      var path = PathText()
      path.move(x + width * 0.47, low.y)
      path.line(x + width * 0.47, high.y)
      return [bar, .tag("path", ["class": "error", "d": path.text])]
    }
  }

  func table(x: Axis, y: Axis) -> DataTable? {
    let hasSpread = spreads.contains { $0 != nil }
    var table = DataTable(["series", x.title, y.title] + (hasSpread ? ["± sample std"] : []))
    for (category, value) in values.enumerated() {
      let name = x.categories.flatMap { $0.indices.contains(category) ? $0[category] : nil }
      let spread: DataTable.Cell =
        spreads.indices.contains(category)
        ? spreads[category].map { .number($0) } ?? .absent : .absent
      table.add(
        [.text(label), .text(name ?? "\(category)"), .number(value)] + (hasSpread ? [spread] : []))
    }
    return table
  }

  var summary: String {
    let known = values.filter(\.isFinite)
    guard let low = known.min(), let high = known.max() else { return "\(label): no values" }
    return "\(label): \(known.count) bars from \(low.words) to \(high.words)"
  }
}
