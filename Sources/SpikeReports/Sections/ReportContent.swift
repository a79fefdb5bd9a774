/// The runs of a report, grouped by config, and which of them each section shows.
struct ReportContent: Sendable {
  /// Every run.
  let runs: [ReportRun]
  /// The configs, in the order of their first run.
  let groups: [ReportGroup]
  /// Whether every run keeps validation images: then they choose what is best, and test images do not.
  let isValidated: Bool
  /// How much of it is drawn.
  var detail = ReportDetail()

  /// Layers that are drawn as lines; more become a heat map.
  static let mostLayers = 6

  /// Groups the runs.
  init(_ runs: [ReportRun]) {
    self.runs = runs
    isValidated =
      !runs.isEmpty
      && runs.allSatisfy { $0.config.data.validation != nil && $0.lastValidationAccuracy != nil }
    var order: [String] = []
    var members: [String: [ReportRun]] = [:]
    for run in runs {
      let key = run.group
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(run)
    }
    let grouped = order.compactMap { members[$0] }
    let labels = ReportLabels.labels(grouped.map { $0[0].config })
    groups = zip(grouped, labels).enumerated().map { index, group in
      ReportGroup(label: group.1, style: SeriesStyle(index: index), runs: group.0)
    }
  }

  /// All sections, from top to bottom.
  ///
  /// - Parameter inside: What is drawn of single images.
  func sections(with inside: ReportSection?) -> [ReportSection] {
    [
      overview, learning, sideBySide, betaAndSteps, accuracyAgainstSpikes, firing, sparsity,
      pruning,
      inside, weights, provenance,
    ].compactMap { $0 }
  }

  /// The accuracy by which a group is chosen.
  func selectionAccuracy(_ group: ReportGroup) -> Double? {
    isValidated ? group.statistics(\.lastValidationAccuracy)?.mean : group.testAccuracy
  }

  /// What it is called.
  var selectionName: String { isValidated ? "validation accuracy" : "test accuracy" }

  /// The groups by ``selectionAccuracy(_:)``, the best first; equals in their order, those without a
  /// number last.
  var ranked: [ReportGroup] {
    let accuracies = groups.map { selectionAccuracy($0) ?? -.infinity }
    return groups.indices.sorted { (accuracies[$1], $0) < (accuracies[$0], $1) }.map { groups[$0] }
  }

  /// The rules there are, in the order of their first run.
  var rules: [String] {
    var seen: Set<String> = []
    return groups.map(\.rule).filter { seen.insert($0).inserted }
  }

  /// The best group of some by ``selectionAccuracy(_:)``; the first of equals.
  func best(_ groups: [ReportGroup]) -> ReportGroup? {
    groups.enumerated().max {
      let (first, second) = (
        selectionAccuracy($0.element) ?? -1, selectionAccuracy($1.element) ?? -1
      )
      return (first, -$0.offset) < (second, -$1.offset)
    }?.element
  }

  /// The groups whose curves are drawn: all, or the best of each rule and then the best of all.
  var drawn: [ReportGroup] { Self.restyled(selection(of: detail.series)) }

  /// The groups of which a run is looked into.
  var examples: [ReportGroup] { Self.restyled(selection(of: detail.examples)) }

  private func selection(of count: Int) -> [ReportGroup] {
    if groups.count <= count { return groups }
    let ranked = ranked
    var rules: Set<String> = []
    let leaders = ranked.filter { rules.insert($0.rule).inserted }
    // However many rules there are, LFP is not shown without its baseline.
    let pair = [leaders.first(where: \.isLFP), leaders.first { !$0.isLFP }].compactMap { $0 }
    var labels: Set<String> = []
    for group in pair + leaders + ranked where labels.count < count { labels.insert(group.label) }
    return groups.filter { labels.contains($0.label) }
  }

  /// The first styles are the easiest to tell apart.
  private static func restyled(_ groups: [ReportGroup]) -> [ReportGroup] {
    groups.enumerated().map {
      ReportGroup(label: $1.label, style: SeriesStyle(index: $0), runs: $1.runs)
    }
  }

  /// Says that not all configs are shown, where that is so.
  func selectionNote(_ shown: [ReportGroup]) -> ReportSection.Block? {
    guard shown.count < groups.count else { return nil }
    return .text(
      "Shown are \(shown.count) of the \(groups.count) configs: the best of each rule by "
        + "\(selectionName), then the best of all.")
  }
}

extension Optional<Double> {
  /// As a cell of a table.
  package var cell: DataTable.Cell { map { .number($0) } ?? .absent }
  /// As a percentage in a table.
  package var percentCell: DataTable.Cell { map { .number($0 * 100) } ?? .absent }
}
