/// The line y = a + b·x nearest to some points in the least squares of y.
struct LinearFit {
  /// Value at x = 0.
  let intercept: Double
  /// Rise for each x.
  let slope: Double
  /// Share of the variance of y that the line explains, R²; 1 where y does not vary.
  let explained: Double

  /// Fits points; nil where fewer than two differ in x.
  init?(_ points: [(x: Double, y: Double)]) {
    let count = Double(points.count)
    let (x, y) = (points.map(\.x).reduce(0, +) / count, points.map(\.y).reduce(0, +) / count)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for point in points {
      xx += (point.x - x) * (point.x - x)
      xy += (point.x - x) * (point.y - y)
      yy += (point.y - y) * (point.y - y)
    }
    guard points.count > 1, xx > 0 else { return nil }
    slope = xy / xx
    intercept = y - slope * x
    explained = yy > 0 ? xy * xy / (xx * yy) : 1
  }
}
