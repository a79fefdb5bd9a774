/// A picture of grey pixels.
struct ImageMark: Mark {
  /// Pixels row by row, 0 background to 255 full ink.
  var pixels: [UInt8]
  var columns: Int
  var rows: Int

  /// Shades of grey that are told apart.
  private static let shades = 9

  var xValues: [Double] { [0, Double(columns)] }
  var yValues: [Double] { [0, Double(rows)] }

  func draw(in frame: Frame) -> [Markup] {
    let (width, height) = (frame.width / Double(columns), frame.height / Double(rows))
    var paths = [PathText](repeating: PathText(), count: Self.shades)
    for row in 0..<rows {
      var column = 0
      while column < columns {
        let shade = self.shade(row, column)
        // Pixels of a shade side by side are one rectangle.
        let start = column
        while column < columns, self.shade(row, column) == shade { column += 1 }
        guard shade > 0 else { continue }
        paths[shade].box(
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
    return [background]
      + paths.enumerated().filter { !$0.element.isEmpty }.map { shade, path in
        let share = Double(shade) / Double(Self.shades - 1)
        return .tag(
          "path",
          ["class": "ink", "d": path.text, "fill-opacity": NumberText.length(share)])
      }
  }

  private func shade(_ row: Int, _ column: Int) -> Int {
    (Int(pixels[row * columns + column]) * (Self.shades - 1) + 127) / 255
  }

  func table(x: Axis, y: Axis) -> DataTable? {
    var table = DataTable(["row", "pixels, 0 to 255"])
    for row in 0..<rows {
      let line = pixels[row * columns..<(row + 1) * columns].map(String.init)
      table.add([.text("\(row + 1)"), .text(line.joined(separator: " "))])
    }
    return table
  }

  var summary: String { "\(columns) × \(rows) pixels" }
}
