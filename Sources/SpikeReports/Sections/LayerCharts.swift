/// Charts of one quantity in every layer: a line each, or a heat map where there are too many.
enum LayerCharts {
  /// Draws a value of each layer over something that is counted: epochs, steps, classes.
  ///
  /// - Parameters:
  ///   - style: The config's; layers have shades of its colour.
  ///   - values: A list for each layer.
  ///   - first: What the first value of a list is counted as.
  ///   - spacing: How much further the next is.
  ///   - layers: Layers of the network, where the last have no values; as many as there are lists unless told.
  ///   - detail: How many values and layers are drawn, at most: of more values means are taken.
  static func overCount(
    id: String, title: String, note: String = "", style: SeriesStyle, x: Axis, y: Axis,
    values: [[Double]], first: Int = 1, spacing: Double = 1, layers: Int? = nil,
    detail: ReportDetail
  ) -> Chart {
    let layers = layers ?? values.count
    let longest = values.map(\.count).max() ?? 0
    guard longest <= detail.places else {
      let size = (longest + detail.places - 1) / detail.places
      return overCount(
        id: id, title: title, note: joined(note, "Means of \(size) values side by side."),
        style: style, x: x, y: y, values: values.map { means($0, of: size) }, first: first,
        spacing: Double(size), layers: layers, detail: detail)
    }
    guard values.count > ReportContent.mostLayers else {
      let marks = values.enumerated().map { layer, line in
        LineMark(
          label: name(layer, of: layers), style: style.part(layer, of: values.count),
          points: line.enumerated().map {
            .init(x: Double(first) + (Double($0) + 0.5) * spacing - 0.5, y: $1)
          })
      }
      return Chart(id: id, title: title, note: note, x: x, y: y, marks: marks)
        .spreadingSinglePoints
    }
    return map(
      id: id, title: title, note: note, x: x, quantity: y.title,
      values: values.map { $0 + [Double](repeating: .nan, count: longest - $0.count) },
      columns: (0..<longest).map { "\(first + $0 * Int(spacing))" }, layers: layers, detail: detail)
  }

  private static func joined(_ first: String, _ second: String) -> String {
    first.isEmpty ? second : "\(first) \(second)"
  }

  private static func means(_ values: [Double], of size: Int) -> [Double] {
    stride(from: 0, to: values.count, by: size).map { first in
      let part = values[first..<min(first + size, values.count)].filter(\.isFinite)
      return part.isEmpty ? .nan : part.reduce(0, +) / Double(part.count)
    }
  }

  /// A heat map with a row for each layer, or for evenly chosen ones and the last.
  static func map(
    id: String, title: String, note: String = "", x: Axis, quantity: String, values: [[Double]],
    columns: [String], layers: Int? = nil, detail: ReportDetail
  ) -> Chart {
    let count = layers ?? values.count
    let stride = max(1, (values.count - 1) / max(1, detail.layers) + 1)
    let layers = values.indices.filter { $0 % stride == 0 || $0 == values.count - 1 }
    // Rates and counts: 0 is the lightest, or little beside less would look like nothing.
    let most = values.joined().filter(\.isFinite).max() ?? 0
    let mark = HeatMapMark(
      values: layers.map { values[$0] }, range: most >= 0 ? 0...most : nil, quantity: quantity,
      rows: layers.map { name($0, of: count) }, columns: columns)
    let words =
      "Drawn are \(layers.count) of \(values.count) layers, the "
      + (count == values.count ? "output" : "last") + " among them."
    return Chart(
      id: id, title: title, note: layers.count < values.count ? joined(note, words) : note,
      x: mark.xAxis(x.title), y: mark.yAxis("layer"), marks: [mark],
      plotHeight: min(420, max(50, 24 * Double(layers.count))))
  }

  /// `hidden 1`, …, `output`.
  static func name(_ layer: Int, of count: Int) -> String {
    layer == count - 1 ? "output" : "hidden \(layer + 1)"
  }
}
