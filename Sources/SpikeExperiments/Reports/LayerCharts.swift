/// Charts of one quantity in every layer: a line each, or a heat map where there are too many.
enum LayerCharts {
  /// Draws a value of each layer over something that is counted: epochs, steps, classes.
  ///
  /// - Parameters:
  ///   - values: A list for each layer.
  ///   - first: What the first value of a list is counted as.
  static func overCount(
    id: String, title: String, note: String = "", x: Axis, y: Axis, values: [[Double]],
    first: Int = 1
  ) -> Chart {
    guard values.count > ReportContent.mostLayers else {
      let marks = values.enumerated().map { layer, line in
        LineMark(
          label: name(layer, of: values.count), style: SeriesStyle(index: layer),
          points: line.enumerated().map { .init(x: Double($0 + first), y: $1) })
      }
      return Chart(id: id, title: title, note: note, x: x, y: y, marks: marks)
    }
    let longest = values.map(\.count).max() ?? 0
    return map(
      id: id, title: title, note: note, x: x, quantity: y.title,
      values: values.map { $0 + [Double](repeating: .nan, count: longest - $0.count) },
      columns: (0..<longest).map { "\($0 + first)" })
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
