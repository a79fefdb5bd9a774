import SpikeFiles

extension ReportContent {
  /// With what and from what the numbers were made.
  var provenance: ReportSection {
    var table = DataTable([
      "config", "seed", "run", "state", "epochs", "test accuracy (%)", "training (s)", "version",
      "commit", "processor", "cores", "threads", "instruction set", "system", "data checksum",
    ])
    for group in groups {
      for run in group.runs {
        func text(_ key: String) -> DataTable.Cell {
          run.environment?[key]?.string.map { .text($0) } ?? .absent
        }
        func number(_ key: String) -> DataTable.Cell {
          (run.environment?[key]?.double).cell
        }
        table.add([
          .text(group.label), .text("\(run.config.seed)"), .text(run.config.hash),
          .text(run.state), .text("\(run.epochs.count) of \(run.config.training.epochs)"),
          run.testAccuracy.percentCell, run.seconds.cell { fixed($0, places: 1) }, text("version"),
          text("commit").cut(12), text("processor"), number("cores"), number("threads"),
          text("instructionSet"), text("system"), text("datasetChecksum").cut(12),
        ])
      }
    }
    var blocks: [ReportSection.Block] = [
      .text(
        "A run is named by the hash of its config. Commits and checksums are cut to twelve digits; "
          + "env.json of a run has them whole."),
      .table(id: "runs", table),
    ]
    for group in ranked.prefix(detail.listings) {
      blocks.append(
        .listing(
          title: "Config of \(group.label), seed \(group.config.seed)",
          group.config.resolved.prettyText))
    }
    if groups.count > detail.listings {
      let shown =
        detail.listings == 0
        ? "Configs are not printed here" : "The best \(detail.listings) of \(groups.count) configs"
      blocks.append(.text("\(shown); config.json of a run has its own."))
    }
    return ReportSection(title: "Provenance", blocks: blocks)
  }
}

extension DataTable.Cell {
  fileprivate func cut(_ count: Int) -> DataTable.Cell {
    if case .text(let text) = self { .text(String(text.prefix(count))) } else { self }
  }
}
