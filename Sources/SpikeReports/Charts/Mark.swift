/// Something drawn in a chart: it says which values it needs room for, draws itself with the scales
/// of a frame, and gives its numbers.
protocol Mark: Sendable {
  /// Values along x that must be shown.
  var xValues: [Double] { get }
  /// Values along y that must be shown.
  var yValues: [Double] { get }
  /// The shapes; empty where nothing has a place.
  func draw(in frame: Frame) -> [Markup]
  /// Its line in the legend; nil for none.
  var legend: Legend? { get }
  /// Its numbers.
  func table(x: Axis, y: Axis) -> DataTable?
  /// What it shows in a few words, for those who cannot see it.
  var summary: String { get }
}

/// A line of a chart's legend.
struct Legend: Sendable {
  /// What the series is called.
  var label: String
  /// A piece of it.
  var swatch: Markup
}

extension Mark {
  var legend: Legend? { nil }
}

extension Double {
  /// The number for a text.
  var words: String { NumberText.significant(self, digits: 4) }
}
