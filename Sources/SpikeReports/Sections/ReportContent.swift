import SpikeFiles

/// The runs of a report, grouped by config, and which of them each section shows.
struct ReportContent: Sendable {
  /// Every run.
  let runs: [ReportRun]
  /// The configs, in the order of their first run.
  private(set) var groups: [ReportGroup]
  /// What was varied.
  let settings: ReportSettings
  /// Whether every run keeps validation images: then they choose what is best, and test images do not.
  let isValidated: Bool
  /// How much of it is drawn.
  var detail = ReportDetail()

  /// Layers that are drawn as lines; more become a heat map.
  static let mostLayers = 6

  /// Groups the runs.
  ///
  /// - Parameter logarithmic: Key paths whose values were drawn evenly over their logarithm.
  init(_ runs: [ReportRun], logarithmic: Set<String> = []) {
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
    groups = zip(grouped, labels).map {
      ReportGroup(label: $1, style: SeriesStyle(index: 0), runs: $0)
    }
    settings = ReportSettings(groups, logarithmic: logarithmic)
    colour()
  }

  /// Gives each config its colour, the same in every chart. The first colours are the easiest to tell
  /// apart: those that are drawn together have them.
  private mutating func colour() {
    var places: [String: Int] = [:]
    let pairs = pairs.flatMap { [$0.lfp, $0.surrogate] }
    for group in selection(of: ReportDetail().series) + pairs + ranked
    where places[group.label] == nil { places[group.label] = places.count }
    groups = groups.map {
      ReportGroup(
        label: $0.label, style: SeriesStyle(index: places[$0.label] ?? 0), runs: $0.runs)
    }
  }

  /// All sections, from top to bottom.
  ///
  /// - Parameter inside: What is drawn of single images.
  func sections(with inside: ReportSection?) -> [ReportSection] {
    [
      overview, learning, sideBySide, betaAndSteps, swept, accuracyAgainstSpikes, firing, sparsity,
      pruning, inside, weights, provenance,
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

  /// The groups whose curves are drawn, the best first: all, or the best of each rule and then the best
  /// of all.
  var drawn: [ReportGroup] { selection(of: detail.series) }

  /// The groups of which a run is looked into, the best first.
  var examples: [ReportGroup] { selection(of: detail.examples) }

  private func selection(of count: Int) -> [ReportGroup] {
    let ranked = ranked
    if ranked.count <= count { return ranked }
    var rules: Set<String> = []
    let leaders = ranked.filter { rules.insert($0.rule).inserted }
    // However many rules there are, LFP is not shown without its baseline.
    let pair = [leaders.first(where: \.isLFP), leaders.first { !$0.isLFP }].compactMap { $0 }
    var labels: Set<String> = []
    for group in pair + leaders + ranked where labels.count < count { labels.insert(group.label) }
    return ranked.filter { labels.contains($0.label) }
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
  /// As people read it in a table.
  func cell(_ text: (Double) -> String) -> DataTable.Cell {
    map { .shown($0.isFinite ? text($0) : NumberText.absent, $0) } ?? .absent
  }
  /// As a cell of a table.
  package var cell: DataTable.Cell { map { .number($0) } ?? .absent }
  /// A number of percent or points, in a table.
  package var pointsCell: DataTable.Cell { cell { fixed($0, places: 2) } }
  /// As a percentage in a table.
  package var percentCell: DataTable.Cell { map { $0 * 100 }.cell { fixed($0, places: 2) } }
}
