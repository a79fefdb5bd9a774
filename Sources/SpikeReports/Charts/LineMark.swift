import SpikeData

/// A line through points, with a band around it where they have a spread, or a bar for one that stands
/// alone. A point without a number leaves a gap.
package struct LineMark: Mark {
  /// A point of the line.
  package struct Point: Hashable, Sendable {
    var x: Double
    var y: Double
    /// Half the height of the band: the sample standard deviation; nil for none.
    var spread: Double?
    /// How many values the point is the mean of; nil where that says nothing.
    var count: Int?

    /// A point.
    package init(x: Double, y: Double, spread: Double? = nil, count: Int? = nil) {
      (self.x, self.y, self.spread, self.count) = (x, y, spread, count)
    }
  }

  /// What the series is called.
  var label: String
  /// How it looks.
  var style: SeriesStyle
  /// Its points, in the order in which they are joined.
  var points: [Point]
  /// Whether it is drawn without markers, where those would say something else.
  var isPlain = false
  /// How far to the right of its place it is drawn, in the picture's units.
  var shift = 0.0
  /// What a band does not go below; nil where there is no such value.
  var floor: Double?
  /// What a band does not go above; nil where there is no such value.
  var ceiling: Double?

  /// A line.
  package init(label: String, style: SeriesStyle, points: [Point]) {
    (self.label, self.style, self.points) = (label, style, points)
  }

  init(label: String, style: SeriesStyle, points: [Point], isPlain: Bool) {
    self.init(label: label, style: style, points: points)
    self.isPlain = isPlain
  }

  /// Whether points have markers; lines of many points have none.
  var hasMarkers: Bool { !isPlain && points.count <= 30 }

  var xValues: [Double] { points.filter(\.y.isFinite).map(\.x) }
  var yValues: [Double] {
    points.flatMap { point in
      let spread = point.spread.flatMap { $0.isFinite ? $0 : nil } ?? 0
      return [bottom(point.y - spread), top(point.y + spread)]
    }
  }

  var legend: Legend? {
    Legend(label: label, swatch: style.swatch(isLine: true, hasMarker: hasMarkers))
  }

  func draw(in frame: Frame) -> [Markup] {
    var shapes: [Markup] = []
    var (line, markers) = (PathText(), [Markup]())
    var upper: [(x: Double, y: Double)] = []
    var lower: [(x: Double, y: Double)] = []
    func closeBand() {
      if upper.count > 1 {
        var path = PathText()
        for (place, corner) in (upper + lower.reversed()).enumerated() {
          if place == 0 { path.move(corner.x, corner.y) } else { path.line(corner.x, corner.y) }
        }
        path.close()
        shapes.append(.tag("path", ["class": "band \(style.cssClass)", "d": path.text]))
      } else if let top = upper.first, let bottom = lower.first, bottom.y > top.y {
        var path = PathText()
        path.move(top.x, top.y)
        path.line(bottom.x, bottom.y)
        for end in [top, bottom] {
          path.move(end.x - 4, end.y)
          path.across(8)
        }
        shapes.append(.tag("path", ["class": "whisker \(style.cssClass)", "d": path.text]))
      }
      (upper, lower) = ([], [])
    }
    var isJoined = false
    for point in points {
      guard let place = self.place(of: point.y, at: point, in: frame) else {
        isJoined = false
        closeBand()
        continue
      }
      if isJoined { line.line(place.x, place.y) } else { line.move(place.x, place.y) }
      isJoined = true
      if hasMarkers { markers.append(style.marker(place.x, place.y)) }
      if let spread = point.spread,
        let top = self.place(of: top(point.y + spread), at: point, in: frame),
        let bottom = self.place(of: bottom(point.y - spread), at: point, in: frame)
          ?? frame.foot(point.x, of: point.y - spread).map({ ($0.x + shift, $0.y) })
      {
        upper.append(top)
        lower.append(bottom)
      } else {
        closeBand()
      }
    }
    closeBand()
    if !line.isEmpty {
      shapes.append(
        .tag(
          "path",
          ["class": "l \(style.cssClass)", "d": line.text, "stroke-dasharray": style.dashes]))
    }
    return shapes + markers
  }

  /// The upper end of a band.
  private func top(_ end: Double) -> Double { ceiling.map { min($0, end) } ?? end }

  /// The lower end of a band.
  private func bottom(_ end: Double) -> Double { floor.map { max($0, end) } ?? end }

  private func place(of y: Double, at point: Point, in frame: Frame) -> (x: Double, y: Double)? {
    frame.point(point.x, y).map { ($0.x + shift, $0.y) }
  }

  func table(x: Axis, y: Axis) -> DataTable? {
    var header = ["series", x.title, y.title]
    let (hasSpread, hasCount) = (
      points.contains { $0.spread != nil }, points.contains { $0.count != nil }
    )
    if hasSpread { header.append("± sample std") }
    if hasCount { header.append("n") }
    var table = DataTable(header)
    for point in points {
      var row: [DataTable.Cell] = [.text(label), .number(point.x), .number(point.y)]
      if hasSpread { row.append(point.spread.map { .number($0) } ?? .absent) }
      if hasCount { row.append(point.count.map { .number(Double($0)) } ?? .absent) }
      table.add(row)
    }
    return table
  }

  var summary: String {
    let known = points.filter { $0.x.isFinite && $0.y.isFinite }
    guard let first = known.first, let last = known.last else { return "\(label): no values" }
    if known.count == 1 { return "\(label): \(first.y.words) at \(first.x.words)" }
    return
      "\(label): from \(first.y.words) at \(first.x.words) to \(last.y.words) at \(last.x.words)"
  }
}
