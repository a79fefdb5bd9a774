import SpikeKernels

/// A square image that strokes are drawn on, anti-aliased.
struct DigitCanvas {
  private let size: Int
  /// The ink of each pixel, 0 … 1.
  private var ink: [Float]

  init(size: Int) {
    self.size = size
    ink = [Float](repeating: 0, count: size * size)
  }

  /// Draws straight pieces whose half-width goes from `start` to `end` pixels.
  mutating func draw(_ points: [Point], radius start: Float, to end: Float) {
    let pieces = Float(points.count - 1)
    for index in 1..<points.count {
      let radius = start + (end - start) * (Float(index) - 0.5) / pieces
      draw(from: points[index - 1], to: points[index], radius: radius)
    }
  }

  /// Each pixel takes the ink of the nearest piece: full within the half-width, none a pixel
  /// further out.
  private mutating func draw(from a: Point, to b: Point, radius: Float) {
    let reach = radius + 0.5
    let along = b - a
    let length = (along * along).sum()
    let inverse = length > 0 ? 1 / length : 0
    let low = pointwiseMin(a, b) - reach
    let high = pointwiseMax(a, b) + reach
    let (rows, columns) = (range(low.y, high.y), range(low.x, high.x))
    for row in rows {
      for column in columns {
        let fromStart = Point(Float(column), Float(row)) - a
        let t = min(max((fromStart * along).sum() * inverse, 0), 1)
        let away = fromStart - along * t
        let coverage = reach - (away * away).sum().squareRoot()
        let pixel = row * size + column
        if coverage > ink[pixel] { ink[pixel] = min(coverage, 1) }
      }
    }
  }

  /// The pixels from `low` to `high` that are on the canvas.
  private func range(_ low: Float, _ high: Float) -> Range<Int> {
    let limit = Float(size)
    let first = Int(min(max(low.rounded(.up), 0), limit))
    return first..<max(first, Int(min(max(high.rounded(.down) + 1, 0), limit)))
  }

  /// The image in bytes, every inked pixel weakened by a random share up to `noise`.
  func pixels(darkness: Float, noise: Float, _ random: inout SeededGenerator) -> [UInt8] {
    ink.map { value in
      if value <= 0 { return 0 }
      return UInt8(255 * value * darkness * (1 - noise * random.uniform()) + 0.5)
    }
  }
}
