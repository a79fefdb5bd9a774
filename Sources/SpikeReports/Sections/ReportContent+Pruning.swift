import SpikeRuns
import SpikeSweeps
import SpikeTraining

extension ReportContent {
  /// Accuracy, spikes and operations over the share of weights that were pruned (Figure 5 of the paper), for each
  /// order; nil where no run was pruned.
  var pruning: ReportSection? {
    var charts: [Chart] = []
    let drawn = drawn
    for order in PruningOrder.allCases {
      let lines = drawn.compactMap { group in group.pruned(order).map { (group, $0) } }
      guard !lines.isEmpty else { continue }
      let words = order == .global ? "in one order of all layers" : "layer by layer"
      func add(
        _ id: String, _ title: String, _ y: Axis, _ value: @escaping (PruningPoint) -> Double?
      ) {
        let marks = lines.map { group, curves in group.line(curves, value) }
        guard marks.contains(where: { $0.points.contains { $0.y.isFinite } }) else { return }
        charts.append(
          Chart(
            id: "pruning-\(order.rawValue)-\(id)", title: "\(title), \(words)",
            x: Axis(label: "weights pruned", unit: "%", including: [0, 100]), y: y, lines: marks
          ).thinned(to: detail.places))
      }
      add("accuracy", "Test accuracy over the share of weights pruned", .accuracy("test")) {
        $0.testAccuracy * 100
      }
      add(
        "spikes", "Spikes of a test image over the share of weights pruned",
        Axis(label: "spikes of an image", including: [0]), \.spikesPerSample)
      add(
        "operations", "Effective operations over the share of weights pruned",
        Axis(label: "effective operations of an image", including: [0])
      ) { $0.operations.map { $0.effectiveMACs + $0.effectiveACs } }
    }
    guard !charts.isEmpty else { return nil }
    return ReportSection(
      title: "Pruning",
      blocks: [
        .text(
          "The weights of smallest magnitude were set to 0, biases were not, and nothing was trained after it. Written by "
            + "spikelab prune."), .charts(charts),
      ])
  }
}

extension ReportGroup {
  /// The curves of the runs that were pruned in an order; nil where none was.
  package func pruned(_ order: PruningOrder) -> [PruningCurve]? {
    let curves = runs.compactMap { run in run.pruning.first { $0.order == order } }
    return curves.isEmpty ? nil : curves
  }

  /// A number over the share in percent, the mean over runs.
  package func line(
    _ curves: [PruningCurve], _ value: (PruningPoint) -> Double?
  ) -> LineMark {
    let shares = Set(curves.flatMap { $0.points.map(\.share) }).sorted()
    let points = shares.map { share in
      let values = curves.compactMap { curve in
        curve.points.first { $0.share == share }.flatMap(value)
      }.filter(\.isFinite)
      let statistics = SampleStatistics(values)
      return LineMark.Point(
        x: share * 100, y: statistics?.mean ?? .nan, spread: statistics?.deviation,
        count: runs.count > 1 ? values.count : nil)
    }
    return LineMark(label: label, style: style, points: points)
  }
}
