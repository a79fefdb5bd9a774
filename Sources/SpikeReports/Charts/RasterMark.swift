/// When neurons spiked: a dash for each spike, a row for each neuron, a column for each step.
struct RasterMark: Mark {
  /// A row: the neuron's number in its layer and the steps at which it spiked, from 1.
  struct Row: Hashable, Sendable {
    var neuron: Int
    var steps: [Int]
  }

  /// Rows from the top.
  var rows: [Row]
  /// Steps T.
  var steps: Int

  var xValues: [Double] { rows.isEmpty ? [] : [0.5, Double(steps) + 0.5] }
  var yValues: [Double] { rows.isEmpty ? [] : [0] }

  /// The x axis of a raster.
  var xAxis: Axis { Axis(label: "time step", isWhole: true) }
  /// The y axis: neurons by their number, the first on top.
  var yAxis: Axis {
    Axis(
      label: "neuron", categories: rows.reversed().map { String($0.neuron) }, countsFromEnd: true)
  }

  func draw(in frame: Frame) -> [Markup] {
    var path = PathText()
    let height = frame.rowHeight
    let width = max(0.8, frame.columnWidth * 0.7)
    for (index, row) in rows.enumerated() {
      let y = frame.top + Double(index) * height
      for step in row.steps {
        guard let place = frame.point(Double(step), 0) else { continue }
        path.move(place.x - width / 2, y + height / 2)
        path.across(width)
      }
    }
    if path.isEmpty { return [] }
    let thickness = NumberText.length(max(0.6, height * 0.8))
    return [.tag("path", ["class": "spike", "d": path.text, "stroke-width": thickness])]
  }

  func table(x: Axis, y: Axis) -> DataTable? {
    var table = DataTable(["neuron", "spikes", "at the steps"])
    // Most neurons of a sparse network do not spike: they would only make the table long.
    for row in rows where !row.steps.isEmpty {
      table.add([
        .text("\(row.neuron)"), .number(Double(row.steps.count)),
        .text(row.steps.map(String.init).joined(separator: " ")),
      ])
    }
    return table
  }

  var summary: String {
    let spikes = rows.reduce(0) { $0 + $1.steps.count }
    return "\(spikes) spikes of \(rows.count) neurons in \(steps) steps"
  }
}
