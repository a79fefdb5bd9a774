/// A point of a digit's outline, in the digit's own box: x right and y down, the digit about within
/// −0.65 … 0.65 by −1 … 1.
typealias Point = SIMD2<Float>

/// One movement of the pen: cubic Bézier curves joined end to end.
struct Stroke {
  /// Start, then two control points and the end of each curve: 3n + 1 points.
  private(set) var points: [Point]

  /// Puts the pen down.
  init(_ x: Float, _ y: Float) { points = [Point(x, y)] }

  /// The stroke drawn on by a straight line.
  func line(_ x: Float, _ y: Float) -> Stroke {
    let (start, end) = (points[points.count - 1], Point(x, y))
    let third = (end - start) / 3
    return appending([start + third, end - third, end])
  }

  /// The stroke drawn on by a curve: two control points and the end.
  func curve(
    _ x1: Float, _ y1: Float, _ x2: Float, _ y2: Float, _ x: Float, _ y: Float
  ) -> Stroke {
    appending([Point(x1, y1), Point(x2, y2), Point(x, y)])
  }

  private func appending(_ more: [Point]) -> Stroke {
    var copy = self
    copy.points += more
    return copy
  }

  /// The stroke with every point moved.
  func map(_ move: (Point) -> Point) -> Stroke {
    var copy = self
    copy.points = points.map(move)
    return copy
  }

  /// The stroke as straight pieces, eight a curve: at 28 × 28 nobody sees the corners.
  func flattened() -> [Point] {
    var result = [points[0]]
    for start in stride(from: 0, to: points.count - 1, by: 3) {
      let (a, b, c, d) = (
        points[start], points[start + 1], points[start + 2], points[start + 3]
      )
      for step in 1...8 {
        let t = Float(step) / 8
        let u = 1 - t
        let (near, far) = (
          a * (u * u * u) + b * (3 * u * u * t), c * (3 * u * t * t) + d * (t * t * t)
        )
        result.append(near + far)
      }
    }
    return result
  }
}
