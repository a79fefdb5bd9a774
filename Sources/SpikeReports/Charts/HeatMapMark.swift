import Foundation
import SpikeFiles

/// A grid of cells, each shaded by its value, the number written in where there is room.
struct HeatMapMark: Mark {
  /// Values row by row, the first row on top; NaN for none.
  var values: [[Double]]
  /// The sample standard deviation of each cell's values, nil of a single one; empty where there is none.
  var spreads: [[Double?]] = []
  /// How many values each cell is the mean of; empty where that says nothing.
  var counts: [[Int]] = []
  /// The value that is lightest and the one that is darkest; the data's own unless told.
  var range: ClosedRange<Double>?
  /// What the cells' number is, for the table.
  var quantity: String
  /// Names of the rows and columns; they stand at the axes too.
  var rows: [String]
  var columns: [String]
  /// Whether shades follow the logarithm of 1 + value, so that small counts show beside large ones.
  var isLogarithmic = false
  /// Decimal places of the numbers in the cells.
  var places = 1

  /// Shades there are, from lightest to darkest.
  static let shades = 10

  /// The x axis of a chart of this map alone.
  func xAxis(_ label: String) -> Axis { Axis(label: label, categories: columns) }
  /// The y axis; its first category is at the bottom.
  func yAxis(_ label: String) -> Axis {
    Axis(label: label, categories: rows.reversed(), countsFromEnd: true)
  }

  var xValues: [Double] { values.joined().contains(where: \.isFinite) ? [0] : [] }
  var yValues: [Double] { xValues }

  private var bounds: ClosedRange<Double>? {
    if let range { return range }
    let known = values.joined().filter(\.isFinite)
    guard let low = known.min(), let high = known.max() else { return nil }
    return low...high
  }

  /// Which shade a value has; nil for none.
  func shade(of value: Double) -> Int? { bounds.flatMap { shade(of: value, within: $0) } }

  /// The shade of a map whose values are all the same: nothing is light.
  private static func onlyShade(of value: Double) -> Int { value == 0 ? 0 : shades / 2 }

  private func shade(of value: Double, within bounds: ClosedRange<Double>) -> Int? {
    guard value.isFinite else { return nil }
    let width = bounds.upperBound - bounds.lowerBound
    guard width > 0 else { return Self.onlyShade(of: bounds.lowerBound) }
    let above = max(0, value - bounds.lowerBound)
    let share = isLogarithmic ? log1p(above) / log1p(width) : above / width
    // Not a number where the bounds are further apart than doubles go.
    guard share.isFinite else { return Self.shades / 2 }
    return max(0, min(Self.shades - 1, Int(share * Double(Self.shades))))
  }

  /// The shades from lightest to darkest, and the numbers at both ends.
  var legend: Legend? {
    guard let bounds else { return nil }
    let shown =
      bounds.lowerBound == bounds.upperBound
      ? [Self.onlyShade(of: bounds.lowerBound)] : Array(0..<Self.shades)
    let boxes = shown.enumerated().map { place, shade in
      var path = PathText()
      path.box(Double(place) * 8, 1, 8, 12)
      return Markup.tag("path", ["class": "h\(shade)", "d": path.text])
    }
    let width = shown.count * 8
    let ends =
      shown.count == 1
      ? bounds.lowerBound.words
      : "\(bounds.lowerBound.words) to \(bounds.upperBound.words)"
    return Legend(
      label: "\(quantity): \(ends)\(isLogarithmic ? ", log scale" : "")",
      swatch: .tag(
        "svg",
        [
          "class": shown.count == 1 ? "swatch" : "swatch scale", "viewBox": "0 0 \(width) 14",
          "aria-hidden": "true",
        ], boxes))
  }

  func draw(in frame: Frame) -> [Markup] {
    let (width, height) = (frame.columnWidth, frame.rowHeight)
    let gap = min(width, height) > 8 ? 1.0 : 0
    // One path a shade: a map may have thousands of cells.
    var paths = [PathText](repeating: PathText(), count: Self.shades)
    var texts: [Markup] = []
    // Once for all: they are found by looking at every cell.
    guard let bounds else { return [] }
    for (row, line) in values.enumerated() {
      for (column, value) in line.enumerated() {
        guard let shade = shade(of: value, within: bounds) else { continue }
        let x = frame.left + Double(column) * width
        let y = frame.top + Double(row) * height
        paths[shade].box(x, y, width - gap, height - gap)
        let text = fixed(value, places: places)
        guard height >= 13, width >= Double(text.count) * 6.2 + 3 else { continue }
        let spread =
          spreads.isEmpty ? nil : spreads[row][column].map { "± " + fixed($0, places: places) }
        let below = height >= 30 ? spread : nil
        func write(_ text: String, _ name: String, down: Double) {
          texts.append(
            .tag(
              "text",
              [
                "class": "cell \(name)c\(shade)", "x": NumberText.length(x + width / 2),
                "y": NumberText.length(y + height / 2 + down),
              ], text))
        }
        write(text, "", down: below == nil ? 3.8 : -0.5)
        if let below { write(below, "spread ", down: 10.5) }
      }
    }
    let cells = paths.enumerated().filter { !$0.element.isEmpty }.map {
      Markup.tag("path", ["class": "h h\($0.offset)", "d": $0.element.text])
    }
    return cells + texts
  }

  func table(x: Axis, y: Axis) -> DataTable? {
    let (hasCounts, hasSpreads) = (
      !counts.isEmpty, spreads.joined().contains { $0 != nil }
    )
    var table = DataTable(
      [y.label, x.label, quantity] + (hasSpreads ? ["± sample std"] : []) + (hasCounts ? ["n"] : [])
    )
    for (row, line) in values.enumerated() {
      for (column, value) in line.enumerated() {
        let count: [DataTable.Cell] = hasCounts ? [.number(Double(counts[row][column]))] : []
        let spread = hasSpreads ? [spreads[row][column].cell] : []
        table.add([.text(rows[row]), .text(columns[column]), .number(value)] + spread + count)
      }
    }
    return table
  }

  var summary: String {
    let known = values.joined().filter(\.isFinite)
    guard let low = known.min(), let high = known.max() else { return "no values" }
    return "\(quantity) in \(rows.count) rows and \(columns.count) columns, from \(low.words) to "
      + high.words
  }
}
