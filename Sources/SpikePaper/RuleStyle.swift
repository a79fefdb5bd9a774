import SpikeReports

/// How the rules of learning are drawn: one has the same colour on every page.
enum RuleStyle {
  private static let order = [
    ["gradient", "surrogate"], ["lfp-epsilon"], ["lfp-z-plus-z-minus"], ["lfp-alpha-beta"],
    ["lfp-0"],
  ]

  /// The style of a rule by its name in a config.
  static func of(_ rule: String) -> SeriesStyle {
    SeriesStyle(index: order.firstIndex { $0.contains(rule) } ?? order.count)
  }
}
