extension ReportContent {
  /// Test accuracy over each setting that was varied, a point for each config; nil where nothing was.
  var swept: ReportSection? {
    let charts = settings.all.compactMap(chart)
    guard !charts.isEmpty else { return nil }
    let shown = charts.prefix(detail.settings)
    let rest = charts.count - shown.count
    return ReportSection(
      title: "Settings",
      blocks: [
        .text(
          "Test accuracy over each setting in which configs of one rule differ, a point for each config: the mean "
            + "over its seeds. All other settings differ too where several were varied."
            + (rest > 0 ? " The first \(shown.count) of \(charts.count) settings are drawn." : "")),
        .charts(Array(shown)),
      ])
  }

  /// Names along an axis, at most.
  private static let mostNames = 24
  /// From this factor between the largest and the smallest value on, an axis is logarithmic.
  private static let wide = 20.0

  private func chart(_ setting: ReportSettings.Setting) -> Chart? {
    let those = ranked.prefix(detail.points).filter {
      setting.text($0) != nil && $0.testAccuracy != nil
    }
    let numbers = those.compactMap(setting.number)
    let place: (ReportGroup) -> Double
    let axis: Axis
    if numbers.count == those.count, let low = numbers.min(), let high = numbers.max(), low < high {
      let isLogarithmic = low > 0 && (setting.isLogarithmic || high / low >= Self.wide)
      axis = Axis(label: setting.title, kind: isLogarithmic ? .logarithmic : .linear)
      place = { setting.number($0) ?? .nan }
    } else {
      var names: [String] = []
      for name in groups.compactMap(setting.text) where !names.contains(name) { names.append(name) }
      guard (2...Self.mostNames).contains(names.count) else { return nil }
      axis = Axis(label: setting.title, categories: names)
      place = { group in
        setting.text(group).flatMap { names.firstIndex(of: $0) }.map(Double.init) ?? .nan
      }
    }
    let marks = rules.enumerated().compactMap { index, rule -> PointMark? in
      let points = those.filter { $0.rule == rule }.map { group in
        (x: place(group), y: (group.testAccuracy ?? .nan) * 100, name: Optional(group.label))
      }
      return points.isEmpty ? nil : PointMark(label: rule, style: .grey(index), points: points)
    }
    guard !marks.isEmpty else { return nil }
    return Chart(
      id:
        "setting-\(setting.path.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "-" }.joined())",
      title: "Test accuracy over \(setting.title)", x: axis, y: .accuracy("test"), marks: marks)
  }
}
