import SpikeKernels

/// What one hand does to a digit's shape: it turns, slants, stretches and moves the whole, bends it
/// smoothly, and lays it down in pixels.
///
/// Only additions, multiplications and divisions, which are the same on every machine.
struct DigitDistortion {
  private var columnX: Point
  private var columnY: Point
  private var offset: Point
  /// Displacements at 4 × 4 knots around the digit, in its own units.
  private var knots: [Point]

  /// Draws a distortion for an image of `size` × `size` pixels.
  init(size: Float, style: DigitStyle, _ random: inout SeededGenerator) {
    // A rotation by 2·atan(t), without the sine's last bit.
    let t = style.rotation * random.uniform(from: -1, to: 1)
    let (cosine, sine) = ((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t))
    let shear = style.shear * random.uniform(from: -1, to: 1)
    let scale = size / 28 * style.scale
    let width = scale * (1 + style.stretch * random.uniform(from: -1, to: 1))
    let height = scale * (1 + style.stretch * random.uniform(from: -1, to: 1))
    columnX = Point(cosine, sine) * width
    columnY = Point(shear * cosine - sine, shear * sine + cosine) * height
    let shift = size / 28 * style.shift
    offset =
      Point(repeating: (size - 1) / 2)
      + Point(random.uniform(from: -shift, to: shift), random.uniform(from: -shift, to: shift))
    knots = (0..<16).map { _ in Point(random.normal(), random.normal()) * style.bend }
  }

  /// Where a point of the digit's box comes to lie, in pixels.
  func callAsFunction(_ point: Point) -> Point {
    let bent = point + bend(at: point)
    return columnX * bent.x + columnY * bent.y + offset
  }

  /// A smooth field: the quadratic B-spline through the knots.
  private func bend(at point: Point) -> Point {
    // The box −1 … 1 is two cells wide; a point weighs the 3 × 3 knots around it.
    let place =
      (point.clamped(lowerBound: .init(repeating: -0.999), upperBound: .init(repeating: 0.999)) + 1)
    let cell = SIMD2<Int>(place.x < 1 ? 0 : 1, place.y < 1 ? 0 : 1)
    let fraction = place - Point(Float(cell.x), Float(cell.y))
    let (x, y) = (Self.weights(fraction.x), Self.weights(fraction.y))
    var sum = Point.zero
    for row in 0..<3 {
      for column in 0..<3 {
        sum += knots[(cell.y + row) * 4 + cell.x + column] * (x[column] * y[row])
      }
    }
    return sum
  }

  private static func weights(_ t: Float) -> SIMD3<Float> {
    SIMD3((1 - t) * (1 - t) / 2, 0.5 + t * (1 - t), t * t / 2)
  }
}
