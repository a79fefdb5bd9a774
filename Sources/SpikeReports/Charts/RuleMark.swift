/// A line across the whole chart at one value of y, such as a threshold.
struct RuleMark: Mark {
  /// What the value is.
  var label: String
  /// The value.
  var y: Double

  var xValues: [Double] { [] }
  var yValues: [Double] { [y] }

  var legend: Legend? {
    let line = Markup.tag("path", ["class": "rule", "d": "M0 7L30 7"])
    return Legend(
      label: label,
      swatch: .tag(
        "svg", ["class": "swatch", "viewBox": "0 0 30 14", "aria-hidden": "true"], [line]))
  }

  func draw(in frame: Frame) -> [Markup] {
    guard let place = frame.point(frame.x.low, y) else { return [] }
    var path = PathText()
    path.move(frame.left, place.y)
    path.line(frame.left + frame.width, place.y)
    return [.tag("path", ["class": "rule", "d": path.text])]
  }

  func table(x: Axis, y: Axis) -> DataTable? { nil }

  var summary: String { "\(label): \(y.words)" }
}
