/// Charts of one quantity in every layer: a line each, or a heat map where there are too many.
enum LayerCharts {
  /// Draws a value of each layer over something that is counted: epochs, steps, classes.
  ///
  /// - Parameters:
  ///   - values: A list for each layer.
  ///   - first: What the first value of a list is counted as.
  ///   - spacing: How much further the next is.
  static func overCount(
    id: String, title: String, note: String = "", x: Axis, y: Axis, values: [[Double]],
    first: Int = 1, spacing: Double = 1
  ) -> Chart {
    let longest = values.map(\.count).max() ?? 0
    guard longest <= mostPlaces else {
      let size = (longest + mostPlaces - 1) / mostPlaces
      return overCount(
        id: id, title: title, note: "Means of \(size) values side by side.", x: x, y: y,
        values: values.map { means($0, of: size) }, first: first, spacing: Double(size))
    }
    guard values.count > ReportContent.mostLayers else {
      let marks = values.enumerated().map { layer, line in
        LineMark(
          label: name(layer, of: values.count), style: SeriesStyle(index: layer),
          points: line.enumerated().map {
            .init(x: Double(first) + (Double($0) + 0.5) * spacing - 0.5, y: $1)
          })
      }
      return Chart(id: id, title: title, note: note, x: x, y: y, marks: marks)
    }
    return map(
      id: id, title: title, note: note, x: x, quantity: y.title,
      values: values.map { $0 + [Double](repeating: .nan, count: longest - $0.count) },
      columns: (0..<longest).map { "\(first + $0 * Int(spacing))" })
  }

  /// Values of a layer that are drawn, at most; more are taken together.
  private static let mostPlaces = 300

  private static func means(_ values: [Double], of size: Int) -> [Double] {
    stride(from: 0, to: values.count, by: size).map { first in
      let part = values[first..<min(first + size, values.count)].filter(\.isFinite)
      return part.isEmpty ? .nan : part.reduce(0, +) / Double(part.count)
    }
  }

  /// A heat map with a row for each layer.
  static func map(
    id: String, title: String, note: String = "", x: Axis, quantity: String, values: [[Double]],
    columns: [String]
  ) -> Chart {
    let mark = HeatMapMark(
      values: values, quantity: quantity,
      rows: values.indices.map { name($0, of: values.count) }, columns: columns)
    return Chart(
      id: id, title: title, note: note + (note.isEmpty ? "" : " ") + "Shades: \(quantity).",
      x: mark.xAxis(x.title), y: mark.yAxis("layer"), marks: [mark],
      plotHeight: min(420, max(50, 24 * Double(values.count))))
  }

  /// `hidden 1`, …, `output`.
  static func name(_ layer: Int, of count: Int) -> String {
    layer == count - 1 ? "output" : "hidden \(layer + 1)"
  }
}
