import Foundation

/// Where values lie along an axis, from 0 at its beginning to 1 at its end.
struct Scale: Hashable, Sendable {
  /// How distance follows from value.
  enum Kind: Hashable, Sendable {
    /// Equal differences are equally far apart.
    case linear
    /// Equal ratios are equally far apart; values that are not positive have no place.
    case logarithmic
  }

  /// How distance follows from value.
  let kind: Kind
  /// The value at the beginning.
  let low: Double
  /// The value at the end; above ``low``.
  let high: Double

  /// A scale that shows the given values.
  ///
  /// - Parameters:
  ///   - values: What is to be shown; those without a place are passed over.
  ///   - isRounded: Whether the ends are moved out to round numbers.
  /// - Returns: nil when no value has a place.
  init?(_ kind: Kind, showing values: [Double], isRounded: Bool = true) {
    let placed = values.filter { $0.isFinite && (kind == .linear || $0 > 0) }
    guard var low = placed.min(), var high = placed.max() else { return nil }
    self.kind = kind
    switch kind {
    case .linear:
      // A single value: room on both sides.
      if high - low <= 1e-9 * max(abs(low), abs(high)) || high == low {
        let room = high == 0 || !isRounded ? 0.5 : abs(high) * 0.05
        (low, high) = (low - room, high + room)
      } else if isRounded {
        // The widened range may have wider steps, on which its ends have to lie.
        var step = 0.0
        while true {
          let next = Self.step(from: low, to: high, about: 5)
          guard next > step, next.isFinite else { break }
          step = next
          (low, high) = ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step)
        }
      }
    case .logarithmic:
      if high <= low * 1.000_001 { (low, high) = (low / 2, high * 2) }
      // A little room, so that no marker lies on the axis.
      let room = pow(high / low, 0.04)
      (low, high) = (low / room, high * room)
    }
    // Beyond what doubles can tell apart nothing can be drawn.
    guard low < high, (high - low).isFinite, kind == .linear || low > 0 else { return nil }
    (self.low, self.high) = (low, high)
  }

  /// A linear scale between two values.
  ///
  /// - Precondition: `low < high`.
  init(from low: Double, to high: Double) {
    precondition(low < high, "a scale from \(low) to \(high)")
    (kind, self.low, self.high) = (.linear, low, high)
  }

  /// Where a value lies; nil for one without a place: NaN, infinite, on a logarithmic scale 0.
  func position(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    switch kind {
    case .linear: return (value - low) / (high - low)
    case .logarithmic:
      guard value > 0 else { return nil }
      return log(value / low) / log(high / low)
    }
  }

  /// Round values to label, in order.
  ///
  /// - Parameters:
  ///   - count: About how many.
  ///   - isWhole: Whether only whole numbers mean something: epochs, steps.
  func ticks(about count: Int, isWhole: Bool = false) -> [Double] {
    let linear = linearTicks(about: count, isWhole: isWhole)
    guard kind == .logarithmic else { return linear }
    let decades = (-320...308).filter { pow(10, Double($0)) >= low && pow(10, Double($0)) <= high }
    if decades.count >= 2 {
      let stride = max(1, (decades.count + count - 1) / count)
      return decades.enumerated().filter { $0.offset % stride == 0 }.map {
        pow(10, Double($0.element))
      }
    }
    // Less than two decades: 1, 2 and 5 of each, or round differences within one.
    let first = Int(log10(low).rounded(.down))
    let inner = [0, 1, 2].flatMap { decade in
      [1.0, 2, 5].map { $0 * pow(10, Double(first + decade)) }
    }
    .filter { $0 >= low && $0 <= high }
    return inner.count >= 2 ? inner : linear
  }

  private func linearTicks(about count: Int, isWhole: Bool) -> [Double] {
    var step = Self.step(from: low, to: high, about: count)
    if isWhole { step = max(1, step.rounded(.up)) }
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard first <= last, last - first < 1000 else { return [] }
    // Through integers, so that 0.3 is 3 · 0.1 and not a sum of rounding errors.
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// 1, 2 or 5 times a power of ten: the step of about so many ticks.
  private static func step(from low: Double, to high: Double, about count: Int) -> Double {
    let rough = (high - low) / Double(max(1, count))
    let power = pow(10, log10(rough).rounded(.down))
    guard power > 0, power.isFinite else { return rough }
    for factor in [1.0, 2, 5] where rough <= factor * power * 1.000_001 { return factor * power }
    return 10 * power
  }
}
