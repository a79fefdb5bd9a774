/// Points that are not joined.
struct PointMark: Mark {
  /// What the series is called.
  var label: String
  /// How it looks.
  var style: SeriesStyle
  /// Its points.
  var points: [(x: Double, y: Double, name: String?)]

  var xValues: [Double] { points.filter(\.y.isFinite).map(\.x) }
  var yValues: [Double] { points.filter(\.x.isFinite).map(\.y) }

  var legend: Legend? {
    Legend(label: label, swatch: style.swatch(isLine: false, hasMarker: true))
  }

  func draw(in frame: Frame) -> [Markup] {
    points.compactMap { point in
      frame.point(point.x, point.y).map { style.marker($0.x, $0.y, radius: 3.6) }
    }
  }

  func table(x: Axis, y: Axis) -> DataTable? {
    let isNamed = points.contains { $0.name != nil }
    var table = DataTable(["series"] + (isNamed ? ["what"] : []) + [x.title, y.title])
    for point in points {
      let name: [DataTable.Cell] = isNamed ? [point.name.map { .text($0) } ?? .absent] : []
      table.add([.text(label)] + name + [.number(point.x), .number(point.y)])
    }
    return table
  }

  var summary: String { "\(label): \(points.count) points" }
}
