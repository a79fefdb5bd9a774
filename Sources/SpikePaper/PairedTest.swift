import Foundation
import SpikeSweeps

/// Student's t-test of pairs: whether the mean of their differences may well be 0.
struct PairedTest: Hashable, Sendable {
  /// The mean difference, and its sample standard deviation.
  let mean: Double
  let deviation: Double
  /// Pairs.
  let count: Int
  /// The probability, were the mean 0, of a mean at least as far from it, on either side.
  let probability: Double

  /// - Parameter differences: One for each pair; nil for fewer than two, or where all are equal but for rounding.
  init?(_ differences: [Double]) {
    let largest = differences.reduce(0) { max($0, abs($1)) }
    guard let statistics = SampleStatistics(differences), let deviation = statistics.deviation,
      deviation > 1e-9 * max(1, largest)
    else { return nil }
    (mean, count, self.deviation) = (statistics.mean, statistics.count, deviation)
    let t = mean / deviation * Double(count).squareRoot()
    let freedom = Double(count - 1)
    probability = Self.incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5)
  }

  /// Probabilities of several tests together, by Holm: each at least as large as any smaller one's, so that all of them
  /// together err no more often than one alone would.
  static func holm(_ probabilities: [Double]) -> [Double] {
    var (adjusted, largest) = (probabilities, 0.0)
    let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    for (rank, index) in order.enumerated() {
      largest = max(largest, min(1, probabilities[index] * Double(order.count - rank)))
      adjusted[index] = largest
    }
    return adjusted
  }

  /// The regularised incomplete beta function I_x(a, b), by its continued fraction.
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    // The fraction converges fast on this side; the other is its mirror.
    guard x < (a + 1) / (a + b + 2) else { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(
      lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    let tiny = 1e-300
    func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var (c, d) = (1.0, 1 / away(1 - (a + b) * x / (a + 1)))
    var fraction = d
    for step in 1...300 {
      let m = Double(step)
      for term in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 / away(1 + term * d)
        c = away(1 + term / c)
        fraction *= c * d
      }
      if abs(c * d - 1) < 1e-15 { break }
    }
    return front * fraction / a
  }
}
