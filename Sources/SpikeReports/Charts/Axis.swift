/// What a chart's axis means and how it is divided.
package struct Axis: Hashable, Sendable {
  /// The quantity, in the field's words.
  var label: String
  /// Its unit; empty for a pure number.
  var unit = ""
  /// Linear or logarithmic.
  var kind = Scale.Kind.linear
  /// Values that must be shown besides the data: 0 for shares and counts.
  var including: [Double] = []
  /// What no value can be above, nor the end of a band; nil where there is no such value.
  var most: Double?
  /// Whether only whole numbers mean something.
  var isWhole = false
  /// Names of the values 0, 1, …: a place of equal width each.
  var categories: [String]?
  /// Whether the categories stand from the end to the beginning, as the rows of a map do: of many,
  /// those are labelled that are counted from the last.
  var countsFromEnd = false

  /// An axis.
  ///
  /// - Parameters:
  ///   - label: The quantity.
  ///   - unit: Its unit; empty for a pure number.
  ///   - including: Values that must be shown besides the data.
  ///   - most: What no value can be above.
  ///   - isWhole: Whether only whole numbers mean something.
  ///   - isLogarithmic: Whether steps are factors.
  package init(
    label: String, unit: String, including: [Double], most: Double? = nil, isWhole: Bool = false,
    isLogarithmic: Bool = false
  ) {
    (self.label, self.unit, self.including, self.most) = (label, unit, including, most)
    self.isWhole = isWhole
    kind = isLogarithmic ? .logarithmic : .linear
  }

  init(
    label: String, unit: String = "", kind: Scale.Kind = .linear, including: [Double] = [],
    isWhole: Bool = false, categories: [String]? = nil, countsFromEnd: Bool = false
  ) {
    (self.label, self.unit, self.kind, self.including) = (label, unit, kind, including)
    (self.isWhole, self.categories, self.countsFromEnd) = (isWhole, categories, countsFromEnd)
  }

  /// The quantity and its unit, as tables have it.
  var title: String { unit.isEmpty ? label : "\(label) (\(unit))" }

  /// What is written at the axis: the same, and that steps are factors.
  var words: String { kind == .logarithmic ? "\(title), log scale" : title }

  /// The scale for some values; nil when none can be shown.
  func scale(showing values: [Double]) -> Scale? {
    if let categories {
      return categories.isEmpty ? nil : Scale(from: -0.5, to: Double(categories.count) - 0.5)
    }
    // Shares and counts that are all 0 lie on the axis, not in the middle of negative numbers.
    if including.contains(0), values.allSatisfy({ $0 == 0 || !$0.isFinite }), values.contains(0) {
      return Scale(from: 0, to: 1)
    }
    return Scale(kind, showing: values + including, isRounded: !isWhole)
  }

  /// The values to label, with their labels.
  func ticks(of scale: Scale, about count: Int) -> [(value: Double, text: String)] {
    guard let categories else {
      return scale.ticks(about: count, isWhole: isWhole).map { ($0, NumberText.tick($0)) }
    }
    let stride = max(1, (categories.count + count - 1) / max(1, count))
    return categories.indices.filter {
      (countsFromEnd ? categories.count - 1 - $0 : $0) % stride == 0
    }.map {
      (Double($0), Self.shortened(categories[$0]))
    }
  }

  /// A name that fits beside a chart; the table has it whole.
  static func shortened(_ name: String) -> String {
    name.count <= longest ? name : name.prefix(longest - 1) + "…"
  }

  private static let longest = 20
}
