extension ReportContent {
  /// Accuracy over the membrane decay β and the steps T of networks that spike, a map for each rule; nil where
  /// neither varies.
  var betaAndSteps: ReportSection? {
    // Layers of several β have no place on the axis.
    let groups = groups.filter {
      $0.config.network.isSpiking && $0.config.network.betas.count == 1
    }
    let rules = rules.filter { rule in groups.contains { $0.rule == rule } }
    func beta(_ group: ReportGroup) -> Float { group.config.network.betas[0] }
    let betas = Set(groups.map(beta)).sorted()
    let steps = Set(groups.map(\.config.network.steps)).sorted()
    guard betas.count * steps.count > 1 else { return nil }
    let known = groups.compactMap(\.testAccuracy).filter(\.isFinite).map { $0 * 100 }
    guard let low = known.min(), let high = known.max() else { return nil }
    let datasets = Self.datasets(groups)
    var isBestOfSeveral = false
    let maps = datasets.flatMap { data in rules.prefix(detail.rules).map { (data, $0) } }
    let charts = maps.compactMap { data, rule -> Chart? in
      let own = groups.filter { $0.rule == rule && $0.config.data.source.label == data }
      guard !own.isEmpty else { return nil }
      let cells = betas.map { value in
        steps.map { steps in
          let those = own.filter { beta($0) == value && $0.config.network.steps == steps }
          if those.count > 1 { isBestOfSeveral = true }
          return best(those)?.statistics(\.testAccuracy)
        }
      }
      let map = HeatMapMark(
        values: cells.map { $0.map { $0.map { $0.mean * 100 } ?? .nan } },
        spreads: cells.map { $0.map { $0?.deviation.map { $0 * 100 } } },
        counts: cells.map { $0.map { $0?.count ?? 0 } }, range: low...high,
        quantity: "test accuracy (%)", rows: betas.map { "\($0)" }, columns: steps.map(String.init),
        places: 2)
      let name = datasets.count > 1 ? "\(rule) on \(data)" : rule
      return Chart(
        id: "beta-steps-\(rule.replacing(" ", with: "-"))"
          + (datasets.count > 1 ? "-\((datasets.firstIndex(of: data) ?? 0) + 1)" : ""),
        title: "Test accuracy in % over β and T: \(name)",
        x: map.xAxis("time steps T"), y: map.yAxis("membrane decay β per step"), marks: [map],
        plotHeight: min(320, max(50, 42 * Double(betas.count))))
    }
    return ReportSection(
      title: "Membrane decay and sequence length",
      blocks: [
        .text(
          "Mean test accuracy ± sample standard deviation over the seeds of a cell, darker is higher; all "
            + "maps share one scale, "
            + "\(low.words) to \(high.words) %. The tables say how many runs each cell has (n)."
            + (isBestOfSeveral
              ? " Where several configs fall into a cell, it shows the best of them by \(selectionName)."
              : "")
            + (rules.count > detail.rules
              ? " The first \(detail.rules) of \(rules.count) rules are drawn." : "")),
        .charts(charts),
      ])
  }

  /// Accuracy against spikes: what sparseness costs, a point for each config.
  var accuracyAgainstSpikes: ReportSection? {
    let shown = ranked.prefix(detail.points)
    let marks = rules.enumerated().map { index, rule in
      PointMark(
        label: rule, style: .grey(index),
        points: shown.filter { $0.rule == rule }.compactMap { group in
          guard let accuracy = group.testAccuracy,
            let spikes = group.statistics(\.spikesPerSample)?.mean
          else { return nil }
          return (spikes, accuracy * 100, group.label)
        })
    }
    guard marks.reduce(0, { $0 + $1.points.count }) >= 3 else { return nil }
    let chart = Chart(
      id: "accuracy-spikes", title: "Test accuracy against spikes of an image, a point each config",
      note: shown.count < groups.count
        ? "The best \(shown.count) of \(groups.count) configs." : "",
      x: Axis(label: "spikes per image, all layers", kind: .logarithmic), y: .accuracy("test"),
      marks: marks)
    return ReportSection(title: "Accuracy and sparseness", blocks: [.charts([chart])])
  }
}
