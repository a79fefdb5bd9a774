/// A picture of numbers: marks over two axes, with a title that says what it shows.
package struct Chart: Sendable {
  /// Its name in files and links: letters, digits and hyphens.
  var id: String
  /// What it shows.
  var title: String
  /// What one must know to read it; empty for nothing.
  var note: String
  var x: Axis
  var y: Axis
  var marks: [any Mark]
  /// Height of the plot.
  var plotHeight: Double
  /// Whether it is drawn without axes: a picture.
  var isBare: Bool
  /// Whether a picture is as wide as a chart.
  var isWide = false

  /// A chart of lines; those of a single point stand side by side.
  package init(
    id: String, title: String, note: String = "", x: Axis, y: Axis, lines: [LineMark]
  ) {
    // Shares and counts are never negative, though a deviation may be larger than a mean.
    let isCounted =
      y.including.contains(0) && lines.allSatisfy { $0.points.allSatisfy { !($0.y < 0) } }
    let lines = lines.map { line in
      var line = line
      if isCounted { line.floor = 0 }
      line.ceiling = y.most
      return line
    }
    self = Chart(id: id, title: title, note: note, x: x, y: y, marks: lines).spreadingSinglePoints
  }

  init(
    id: String, title: String, note: String = "", x: Axis, y: Axis, marks: [any Mark],
    plotHeight: Double = 200, isBare: Bool = false
  ) {
    (self.id, self.title, self.note) = (id, title, note)
    (self.x, self.y, self.marks) = (x, y, marks)
    (self.plotHeight, self.isBare) = (plotHeight, isBare)
  }

  /// Width of the whole picture. Three stand side by side on a wide screen; on a narrow one a
  /// picture is about as wide as the screen, so that its text stays readable.
  static let width = 400.0

  /// The numbers of all marks.
  var table: DataTable? {
    var whole: DataTable?
    for table in marks.compactMap({ $0.table(x: x, y: y) }) {
      if whole == nil { whole = table } else { whole?.append(table) }
    }
    return whole
  }

  /// The title and what the marks show, for those who cannot see them.
  var description: String {
    let shown = marks.prefix(8).map(\.summary).joined(separator: "; ")
    let rest = marks.count > 8 ? "; and \(marks.count - 8) more" : ""
    return isBare ? shown : "\(y.title) against \(x.title). \(shown)\(rest)."
  }

  /// Where marks are drawn; nil when there is nothing to draw.
  func frame() -> Frame? {
    guard let xScale = x.scale(showing: marks.flatMap(\.xValues)),
      let yScale = y.scale(showing: marks.flatMap(\.yValues)),
      !marks.allSatisfy({ $0.xValues.isEmpty || !$0.yValues.contains(where: \.isFinite) })
    else { return nil }
    let labels = isBare ? [] : y.ticks(of: yScale, about: yTicks).map(\.text.count)
    let left = isBare ? 2 : 14 + Double(labels.max() ?? 0) * Self.characterWidth
    return Frame(
      x: xScale, y: yScale, left: left, top: isBare ? 2 : 24,
      width: Self.width - left - (isBare ? 2 : 14), height: plotHeight)
  }

  /// About how many labels an axis has room for.
  private var yTicks: Int { y.categories == nil ? 5 : max(2, Int(plotHeight / 15)) }

  private func xTicks(_ frame: Frame) -> Int {
    guard let categories = x.categories else { return 6 }
    let longest = categories.map { Axis.shortened($0).count }.max() ?? 1
    return max(1, Int(frame.width / (Double(longest) * Self.characterWidth + 6)))
  }

  /// Width of a character of an axis label, at most.
  private static let characterWidth = 6.7

  /// The picture; nil when there is nothing to draw.
  func picture() -> Markup? {
    guard let frame = frame() else { return nil }
    let bottom = isBare ? 2.0 : 40
    let height = frame.top + frame.height + bottom
    let shapes = marks.flatMap { $0.draw(in: frame) }
    return .tag(
      "svg",
      [
        "class": isBare && !isWide ? "chart bare" : "chart", "role": "img",
        "aria-label": "\(title). \(description)",
        "viewBox": "0 0 \(NumberText.length(Self.width)) \(NumberText.length(height))",
      ],
      [.tag("title", [:], title), .tag("desc", [:], description)] + (isBare ? [] : axes(frame))
        + [.tag("g", ["class": "marks"], shapes)])
  }

  private func axes(_ frame: Frame) -> [Markup] {
    var grid = PathText()
    var labels: [Markup] = []
    let bottom = frame.top + frame.height
    for tick in y.ticks(of: frame.y, about: yTicks) {
      guard let place = frame.point(frame.x.low, tick.value) else { continue }
      if y.categories == nil {
        grid.move(frame.left, place.y)
        grid.line(frame.left + frame.width, place.y)
      }
      labels.append(Self.label(tick.text, frame.left - 6, place.y + 3.8, "end"))
    }
    for tick in x.ticks(of: frame.x, about: xTicks(frame)) {
      guard let place = frame.point(tick.value, frame.y.low) else { continue }
      if x.categories == nil {
        grid.move(place.x, bottom)
        grid.line(place.x, bottom + 4)
      }
      // A label at the very end would be cut off there.
      let half = Double(tick.text.count) * Self.characterWidth / 2
      let x = min(max(place.x, half), Self.width - half)
      labels.append(Self.label(tick.text, x, bottom + 16, "middle"))
    }
    var base = PathText()
    base.move(frame.left, bottom)
    base.line(frame.left + frame.width, bottom)
    return [
      .tag("path", ["class": "grid", "d": grid.text]),
      .tag("path", ["class": "axis", "d": base.text]),
    ] + labels + [
      Self.label(y.words, 2, 12, "start", name: true),
      Self.label(x.words, frame.left + frame.width / 2, bottom + 34, "middle", name: true),
    ]
  }

  private static func label(
    _ text: String, _ x: Double, _ y: Double, _ anchor: String, name: Bool = false
  ) -> Markup {
    .tag(
      "text",
      [
        "class": name ? "name" : "tick", "x": NumberText.length(x), "y": NumberText.length(y),
        "text-anchor": anchor,
      ], text)
  }
}
