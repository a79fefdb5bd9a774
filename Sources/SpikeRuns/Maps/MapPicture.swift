import SpikeData

/// Images and maps over them as text: a character a pixel of two rows, so that pictures keep their shape.
struct MapPicture {
  private static let plus = ["░", "▒", "▓", "█"]
  private static let minus = ["-", "=", "≡", "#"]
  /// Characters a picture may be wide.
  static let most = 32

  /// A heading, and the lines below it, all equally wide.
  private(set) var lines: [String]
  private var width: Int

  /// Draws the mean over channels of values of both signs: ░ to █ above 0, - to # below.
  ///
  /// - Parameter values: [channels][rows][columns].
  init(_ heading: String, _ values: [Float], rows: Int, columns: Int) {
    let plane = rows * columns
    let channels = max(1, values.count / max(1, plane))
    let size = max(1, (columns + Self.most - 1) / Self.most)
    var cells: [[Float]] = []
    for row in stride(from: 0, to: rows, by: 2 * size) {
      cells.append(
        stride(from: 0, to: columns, by: size).map { column in
          var (sum, count): (Float, Float) = (0, 0)
          for y in row..<min(rows, row + 2 * size) {
            for x in column..<min(columns, column + size) {
              for c in 0..<channels { sum += values[c * plane + y * columns + x] }
              count += Float(channels)
            }
          }
          return sum / count
        })
    }
    let largest = cells.joined().reduce(Float(0)) { max($0, abs($1)) }
    width = max(cells.first?.count ?? 0, 1)
    let text = cells.map { line in line.map { Self.mark($0, largest) }.joined() }
    lines = [String(heading.prefix(width))] + text
    pad()
  }

  /// Draws a picture of bytes.
  init(_ heading: String, bytes: ArraySlice<UInt8>, rows: Int, columns: Int) {
    self.init(heading, bytes.map { Float($0) / 255 }, rows: rows, columns: columns)
  }

  private mutating func pad() {
    lines = lines.map { $0 + String(repeating: " ", count: max(0, width - $0.count)) }
  }

  private static func mark(_ value: Float, _ largest: Float) -> String {
    let shade = largest > 0 ? Int((abs(value) / largest * 4).rounded()) : 0
    guard shade > 0 else { return " " }
    return value > 0 ? plus[shade - 1] : minus[shade - 1]
  }

  /// Pictures side by side.
  static func row(_ pictures: [MapPicture]) -> String {
    let height = pictures.map(\.lines.count).max() ?? 0
    return (0..<height).map { line in
      pictures.map {
        $0.lines.indices.contains(line)
          ? $0.lines[line] : String(repeating: " ", count: $0.width)
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  /// What the marks mean.
  static let key =
    "░ to █ spoke for the class, - to # against it; each map by its own largest value"
}
