extension ReportContent {
  /// One row for each config: the numbers that people ask for first.
  var overview: ReportSection {
    var table = DataTable([
      "config", "test accuracy (%)", "± std", "validation accuracy (%)", "training (s)",
      "spikes/image",
      "inference (operations/image)", "learning (operations/image)", "dense (operations/image)",
      "runs", "epochs", "rule",
    ])
    for group in ranked {
      let accuracy = group.statistics(\.testAccuracy)
      table.add([
        .text(group.label), (accuracy?.mean).percentCell, (accuracy?.deviation).percentCell,
        (group.statistics(\.lastValidationAccuracy)?.mean).percentCell,
        group.statistics(\.seconds)?.mean.cell ?? .absent,
        group.statistics { $0.summary?.spikesPerSample }?.mean.cell ?? .absent,
        group.statistics { $0.summary.map { Double($0.inference.total) } }?.mean.cell ?? .absent,
        group.statistics { $0.summary?.learningPerSample }?.mean.cell ?? .absent,
        group.statistics { $0.summary.map { Double($0.densePerSample) } }?.mean.cell ?? .absent,
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
            + "by one, not estimated. Dense: every weight at every step."),
        .table(id: "overview", table),
      ])
  }
}

extension Double {
  fileprivate var cell: DataTable.Cell { .number(self) }
}
