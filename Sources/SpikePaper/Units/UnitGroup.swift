import SpikeConfig
import SpikeFiles
import SpikeReports
import SpikeSweeps

/// The runs of one setting that differ in their seed alone, with what the setting is called.
struct UnitGroup: Sendable {
  var label: String
  var runs: [ReportRun]
  /// Its place among the settings, which decides how it is drawn.
  var place: Int

  /// The runs that are finished.
  var finished: [ReportRun] { runs.filter(\.isDone) }

  /// Whether nothing of it is still to come: a run more could turn a verdict.
  var isSettled: Bool { !runs.isEmpty && runs.allSatisfy(\.isSettled) }

  /// How it is drawn, where its place alone does not say that.
  var style: SeriesStyle?

  /// As reports draw it.
  var report: ReportGroup {
    ReportGroup(label: label, style: style ?? SeriesStyle(index: place), runs: runs)
  }

  /// The accuracy on the test images after the last epoch, in percent, over finished runs.
  var accuracy: SampleStatistics? {
    SampleStatistics(finished.compactMap { $0.testAccuracy.map { $0 * 100 } })
  }

  /// The mean over finished runs of a number of each; nil where none has it.
  func mean(_ value: (ReportRun) -> Double?) -> Double? {
    SampleStatistics(finished.compactMap(value))?.mean
  }

  /// The sum over layers of a number of a line of `metrics.jsonl`, each layer's by how many weights it has where it
  /// is a mean.
  static func overLayers(_ line: JSONValue, _ key: String, isMean: Bool) -> Double? {
    guard let layers = line["weights"]?.array, !layers.isEmpty else { return nil }
    var (sum, weights) = (0.0, 0.0)
    for layer in layers {
      guard let value = layer[key]?.double, let count = layer["weights"]?.double else { return nil }
      sum += isMean ? value * count : value
      weights += count
    }
    return isMean ? sum / weights : sum
  }

  /// Weights that changed sign since the epoch before.
  static func signChanges(_ line: JSONValue) -> Double? {
    overLayers(line, "signChanges", isMean: false)
  }

  /// Mean squared change of a weight since the epoch before.
  static func squaredChange(_ line: JSONValue) -> Double? {
    overLayers(line, "meanSquaredChange", isMean: true)
  }

  /// Changes of sign over some epochs of each finished run, on average.
  ///
  /// - Parameter first: The first epoch that counts, from 1.
  func signChanges(from first: Int) -> Double? {
    mean { run in
      let counts = run.epochs.dropFirst(first - 1).compactMap(Self.signChanges)
      return counts.isEmpty ? nil : counts.reduce(0, +)
    }
  }
}

extension [UnitGroup] {
  /// A chart of a number after each epoch, a line for each setting.
  func chart(
    _ id: String, _ title: String, _ y: Axis, _ value: (JSONValue) -> Double?
  ) -> Chart {
    Chart(id: id, title: title, x: .epoch, y: y, lines: map { $0.report.curve(value) })
  }

  /// The test accuracy after each epoch.
  func accuracyChart(_ id: String, _ title: String = "Test accuracy after each epoch") -> Chart {
    chart(id, title, .accuracy("test")) { $0["testAccuracy"]?.double.map { $0 * 100 } }
  }

  /// Finished runs, and runs.
  var progress: (done: Int, of: Int) {
    reduce((0, 0)) { ($0.0 + $1.finished.count, $0.1 + $1.runs.count) }
  }
}

extension DataTable {
  /// A row for each epoch of some runs: what is given, the seed, the epoch, and the test accuracy in percent.
  mutating func add(_ runs: [ReportRun], _ start: [Cell]) {
    for run in runs {
      for line in run.epochs {
        add(
          start + [
            .number(Double(run.config.seed)), (line["epoch"]?.double).cell,
            line["testAccuracy"]?.double.percentCell ?? .absent,
          ])
      }
    }
  }
}

/// Two means beside each other: `LFP-ε 98.10 %, gradient 98.90 % (−0.80 points)`.
func comparedText(_ first: (String, Double?), _ second: (String, Double?)) -> String {
  let gap = first.1.flatMap { own in second.1.map { " (\(pointsText(own - $0)))" } } ?? ""
  return "\(first.0) \(accuracyText(first.1)), \(second.0) \(accuracyText(second.1))\(gap)"
}
