/// The rectangle that marks are drawn in, and the scales that place them. Lengths are in the
/// picture's own units, about a pixel each; y grows downwards.
struct Frame: Sendable {
  let x: Scale
  let y: Scale
  let left: Double
  let top: Double
  let width: Double
  let height: Double

  /// Where a pair of values lies; nil where one has no place.
  func point(_ xValue: Double, _ yValue: Double) -> (x: Double, y: Double)? {
    guard let across = x.position(xValue), let up = y.position(yValue) else { return nil }
    return (left + across * width, top + (1 - up) * height)
  }

  /// The lower edge, where a value is too small for a logarithmic scale; nil for others, and without a place across.
  func foot(_ xValue: Double, of yValue: Double) -> (x: Double, y: Double)? {
    guard yValue <= 0, y.position(yValue) == nil, let across = x.position(xValue) else {
      return nil
    }
    return (left + across * width, top + height)
  }

  /// The width of a place of a category, or of a step.
  var columnWidth: Double { width / (x.high - x.low) }
  /// The height of a place of a category, or of a neuron.
  var rowHeight: Double { height / (y.high - y.low) }
}

/// A path of SVG, as it is drawn.
struct PathText {
  private(set) var text = ""
  var isEmpty: Bool { text.isEmpty }

  mutating func move(_ x: Double, _ y: Double) { text += "M" + Self.pair(x, y) }
  mutating func line(_ x: Double, _ y: Double) { text += "L" + Self.pair(x, y) }
  mutating func across(_ width: Double) { text += "h" + NumberText.length(width) }
  mutating func close() { text += "Z" }

  /// A filled rectangle.
  mutating func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    move(x, y)
    let (across, down) = (NumberText.length(width), NumberText.length(height))
    text += "h\(across)v\(down)h\(NumberText.length(-width))z"
  }

  static func pair(_ x: Double, _ y: Double) -> String {
    NumberText.length(x) + " " + NumberText.length(y)
  }
}
