/// A picture of pixels: in colour of three channels, else in grey.
struct ImageMark: Mark {
  /// The bytes, [channels][rows][columns]: 0 is black of a colour and background of grey, 255 is full.
  var pixels: [UInt8]
  var channels = 1
  var columns: Int
  var rows: Int

  /// Shades of grey that are told apart.
  private static let shades = 9
  /// Shades of each of three colours that are told apart.
  private static let colourShades = 8

  var xValues: [Double] { [0, Double(columns)] }
  var yValues: [Double] { [0, Double(rows)] }

  func draw(in frame: Frame) -> [Markup] {
    let (width, height) = (frame.width / Double(columns), frame.height / Double(rows))
    var paths: [Int: PathText] = [:]
    for row in 0..<rows {
      var column = 0
      while column < columns {
        let shade = self.shade(row, column)
        // Pixels of a shade side by side are one rectangle.
        let start = column
        while column < columns, self.shade(row, column) == shade { column += 1 }
        guard isColoured || shade > 0 else { continue }
        paths[shade, default: PathText()].box(
          frame.left + Double(start) * width, frame.top + Double(row) * height,
          Double(column - start) * width, height)
      }
    }
    let background = Markup.tag(
      "rect",
      [
        "class": "paper", "x": NumberText.length(frame.left), "y": NumberText.length(frame.top),
        "width": NumberText.length(frame.width), "height": NumberText.length(frame.height),
      ])
    return [background] + paths.sorted { $0.key < $1.key }.map { markup(of: $1, $0) }
  }

  private var isColoured: Bool { channels == 3 }

  private func markup(of path: PathText, _ shade: Int) -> Markup {
    guard isColoured else {
      let share = Double(shade) / Double(Self.shades - 1)
      return .tag(
        "path", ["class": "ink", "d": path.text, "fill-opacity": NumberText.length(share)])
    }
    let (most, count) = (Self.colourShades - 1, Self.colourShades)
    let colour = [shade / count / count, shade / count % count, shade % count].map {
      "\($0 * 255 / most)"
    }
    // Without smoothing, which would show the background between pixels.
    return .tag(
      "path",
      [
        "d": path.text, "fill": "rgb(\(colour.joined(separator: ",")))",
        "shape-rendering": "crispEdges",
      ])
  }

  private func shade(_ row: Int, _ column: Int) -> Int {
    let shades = isColoured ? Self.colourShades : Self.shades
    let levels = (0..<channels).map { channel in
      Int(pixels[(channel * rows + row) * columns + column]) * (shades - 1)
    }
    guard isColoured else {
      // The mean of all channels.
      return (levels.reduce(0, +) + 127 * channels) / (255 * channels)
    }
    return levels.reduce(0) { $0 * shades + ($1 + 127) / 255 }
  }

  func table(x: Axis, y: Axis) -> DataTable? {
    var table = DataTable(
      (channels == 1 ? ["row"] : ["channel", "row"]) + ["pixels, 0 to 255"])
    let names = isColoured ? ["red", "green", "blue"] : (0..<channels).map { "\($0)" }
    for (channel, name) in names.enumerated() {
      for row in 0..<rows {
        let start = (channel * rows + row) * columns
        let line = pixels[start..<start + columns].map(String.init)
        table.add(
          (channels == 1 ? [] : [.text(name)])
            + [.text("\(row + 1)"), .text(line.joined(separator: " "))])
      }
    }
    return table
  }

  var summary: String { "\(columns) × \(rows) pixels\(isColoured ? " in colour" : "")" }
}
