import SpikeFiles
import SpikeSweeps

extension ReportContent {
  /// Columns of varied settings, at most; files have all.
  private static let mostSettings = 8

  /// One row for each config: the numbers that people ask for first.
  var overview: ReportSection {
    let first = ["config", "test accuracy (%)", "± std", "validation accuracy (%)"]
    let last = [
      "training (s)", "spikes/image", "inference (operations/image)",
      "learning (operations/image)", "dense (operations/image)", "runs", "epochs", "rule",
    ]
    let varied = settings.all.filter { !(first + last).contains($0.title) }
    let isValidated = groups.contains { $0.statistics(\.lastValidationAccuracy) != nil }
    var table = DataTable(
      first + varied.map(\.title) + last,
      ofFiles: Set(
        ["± std"] + (isValidated ? [] : [first[3]])
          + varied.dropFirst(Self.mostSettings).map(\.title)))
    for group in ranked {
      let accuracy = group.statistics(\.testAccuracy)
      table.add(
        [
          .text(group.label), accuracy.percentCell, (accuracy?.deviation).percentCell,
          group.statistics(\.lastValidationAccuracy).percentCell,
        ]
          + varied.map { setting -> DataTable.Cell in
            if let number = setting.number(group) { return .number(number) }
            return setting.text(group).map { .text($0) } ?? .absent
          } + [
            group.statistics(\.seconds).cell { fixed($0, places: 1) },
            group.statistics(\.spikesPerSample).cell { fixed($0, places: 0) },
            group.statistics { $0.summary.map { Double($0.inference.total) } }.cell(short),
            group.statistics { $0.summary?.learningPerSample }.cell(short),
            group.statistics { $0.summary.map { Double($0.densePerSample) } }.cell(short),
            .number(Double(group.runs.count)),
            .number(Double(group.runs.map(\.epochs.count).max() ?? 0)), .text(group.rule),
          ])
    }
    return ReportSection(
      title: "Overview",
      blocks: [
        .text(
          "The best \(selectionName) first. Means over the runs of a config, which differ in their seed alone; ± is the sample "
            + "standard deviation, absent for a single run. Operations are synaptic: counted one "
            + "by one, not estimated. Dense: every weight at every step."
            + (varied.isEmpty
              ? ""
              : " Behind the accuracies stand the settings in which configs of one rule differ"
                + (varied.count > Self.mostSettings
                  ? ", the first \(Self.mostSettings) of \(varied.count)." : "."))
        ),
        .table(id: "overview", table),
      ])
  }
}

extension SampleStatistics? {
  /// The mean as the terminal has it.
  package func cell(_ text: (Double) -> String) -> DataTable.Cell {
    map { .shown(text($0.mean), $0.mean) } ?? .absent
  }

  /// The mean with the sample standard deviation where there is one: `87.47 ± 0.90`.
  ///
  /// - Parameter places: Decimal places; nil for thousands and millions.
  package func spreadCell(places: Int?) -> DataTable.Cell {
    map { statistics in
      guard let places else {
        let text = statistics.deviation.map { short(statistics.mean, spread: $0) }
        return .shown(text ?? short(statistics.mean), statistics.mean)
      }
      let spread = statistics.deviation.map { " ± \(fixed($0, places: places))" } ?? ""
      return .shown(fixed(statistics.mean, places: places) + spread, statistics.mean)
    } ?? .absent
  }

  /// The same of shares, in percent.
  package var percentCell: DataTable.Cell {
    map { statistics in
      let spread = statistics.deviation.map { " ± \(fixed($0 * 100, places: 2))" } ?? ""
      return .shown(fixed(statistics.mean * 100, places: 2) + spread, statistics.mean * 100)
    } ?? .absent
  }
}
