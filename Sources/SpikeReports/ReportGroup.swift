import SpikeConfig
import SpikeFiles
import SpikeSweeps

/// The runs of a report that differ in their seed alone, taken together.
package struct ReportGroup: Sendable {
  /// What tells it from the others.
  let label: String
  /// How its series look, the same in every chart.
  let style: SeriesStyle
  /// Its runs; never empty.
  package let runs: [ReportRun]

  /// Some runs; never none.
  package init(label: String, style: SeriesStyle, runs: [ReportRun]) {
    (self.label, self.style, self.runs) = (label, style, runs)
  }

  /// The experiment of the first run.
  package var config: ExperimentConfig { runs[0].config }
  /// The rule's name.
  package var rule: String { config.ruleName }
  /// Whether it learns by LFP rather than a surrogate.
  var isLFP: Bool {
    if case .lfp = config.learning { true } else { false }
  }

  /// Mean and spread over the runs that have a number.
  package func statistics(_ value: (ReportRun) -> Double?) -> SampleStatistics? {
    SampleStatistics(runs.compactMap(value).filter(\.isFinite))
  }

  /// The mean accuracy on the test images; nil where no run has one.
  var testAccuracy: Double? { statistics(\.testAccuracy)?.mean }

  /// The run to look into: the first that is finished, else the first.
  var example: ReportRun { runs.first(where: \.isDone) ?? runs[0] }

  /// What the run to look into is called: the label, with the seed where there are several.
  var exampleLabel: String { runs.count > 1 ? "\(label), seed \(example.config.seed)" : label }

  /// The mean of a number after each epoch over the runs, with its sample standard deviation.
  ///
  /// - Parameters:
  ///   - value: A number of a line of `metrics.jsonl`; nil for a gap.
  ///   - position: Where the epoch stands along x: the mean of what this gives for each run's
  ///     epochs. Its number unless told.
  package func curve(
    _ value: (JSONValue) -> Double?, along position: (ReportRun) -> [Double] = \.epochNumbers
  ) -> LineMark {
    curve(ofEach: { $0.epochs.map { value($0) ?? .nan } }, along: position)
  }

  /// The same of a number that a run gives for each of its epochs; NaN for a gap.
  package func curve(
    ofEach values: (ReportRun) -> [Double],
    along position: (ReportRun) -> [Double] = \.epochNumbers
  ) -> LineMark {
    let (positions, numbers) = (runs.map(position), runs.map(values))
    let longest = runs.map(\.epochs.count).max() ?? 0
    let points = (0..<longest).map { epoch in
      let there = runs.indices.filter {
        runs[$0].epochs.indices.contains(epoch) && numbers[$0].indices.contains(epoch)
      }
      let values = there.map { numbers[$0][epoch] }.filter(\.isFinite)
      let statistics = SampleStatistics(values)
      return LineMark.Point(
        x: SampleStatistics(there.map { positions[$0][epoch] })?.mean ?? .nan,
        y: statistics?.mean ?? .nan, spread: statistics?.deviation,
        count: runs.count > 1 ? values.count : nil)
    }
    return LineMark(label: label, style: style, points: points)
  }
}

extension ReportRun {
  /// The numbers of its epochs.
  package var epochNumbers: [Double] { epochs.map { Double($0["epoch"]?.integer ?? 0) } }
}
