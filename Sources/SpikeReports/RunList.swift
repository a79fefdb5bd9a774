import SpikeConfig
import SpikeFiles
import SpikeRuns
import SpikeSweeps

/// The runs of a folder, those that are asked for, in an order that is asked for.
public struct RunList: Sendable {
  /// What a list can be sorted by, besides key paths of a config.
  public static let orders =
    ["name", "updated", "accuracy", "validation"] + SweepMetric.allCases.map(\.rawValue)

  /// The runs.
  private(set) var runs: [ReportRun]
  /// Folders that hold no run that can be read, and files of runs that cannot, with the reason; and filters that no run meets,
  /// with the values that runs have.
  public private(set) var faults: [String]

  /// Reads the runs of a folder.
  ///
  /// - Parameters:
  ///   - locator: Where the runs are.
  ///   - filters: `key=value` texts that must all hold: a key path of the config, `rule`, `name`, `state`.
  ///   - order: One of ``orders``, or a key path; by name unless told. Accuracies have the highest first.
  /// - Throws: ``RunFilterError`` when a filter or an order is none.
  public init(_ locator: RunLocator, filters: [String], order: String? = nil) throws {
    let filters = try filters.map { try RunFilter($0) }
    var (runs, faults) = ([ReportRun](), [String]())
    for folder in locator.folders {
      do {
        runs.append(ReportRun(try RunDirectory(existing: "\(locator.root)/\(folder)")))
      } catch {
        faults.append("\(folder) is left out: \(userMessage(for: error))")
      }
    }
    self.runs = runs.filter { run in filters.allSatisfy { $0.holds(run) } }
      .sorted { $0.precedes($1) }
    self.faults =
      faults + filters.compactMap { $0.unmet(by: runs) }
      + self.runs.flatMap(\.faults).map { "left out: \($0)" }
    try sort(by: order)
  }

  private mutating func sort(by text: String?) throws {
    guard let text, text != "name" else { return }
    if text == "updated" {
      let order = runs.map { ($0.updated, $0) }
      runs = order.enumerated().sorted {
        ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
      }.map(\.element.1)
    } else if let metric = SweepMetric(word: text) {
      sort { run in run.number(metric).map { metric.isCost ? $0 : -$0 } }
    } else {
      let steps = try RunFilter.steps(of: text, in: text, or: Self.orders)
      let values = runs.map { $0.setting(at: steps) }
      runs = zip(values, runs).enumerated().sorted {
        let (first, second) = ($0.element.0, $1.element.0)
        if let one = first?.double, let other = second?.double, one != other { return one < other }
        let (one, other) = (first?.canonicalText ?? "~", second?.canonicalText ?? "~")
        return one == other || first?.double != nil && second?.double != nil
          ? $0.offset < $1.offset : one < other
      }.map(\.element.1)
    }
  }

  private mutating func sort(by value: (ReportRun) -> Double?) {
    runs = runs.map { (value($0) ?? .infinity, $0) }.enumerated().sorted {
      ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
    }.map(\.element.1)
  }

  /// The folders of the runs.
  public var folders: [String] { runs.map(\.directory.path) }
}

extension ReportRun {
  /// The accuracy on the images held out after the last epoch there is.
  package var lastValidationAccuracy: Double? {
    summary?.validationAccuracy ?? epochs.last?["validationAccuracy"]?.double
  }

  /// A number of it, after the last epoch there is; nil where there is none.
  func number(_ metric: SweepMetric) -> Double? {
    switch metric {
    case .testAccuracy: testAccuracy
    case .validationAccuracy: lastValidationAccuracy
    case .trainAccuracy: summary?.trainAccuracy ?? epochs.last?["trainAccuracy"]?.double
    case .spikesPerSample: spikesPerSample
    case .inferencePerSample: inferencePerSample
    case .learningPerSample: learningPerSample
    case .epochs: Double(epochs.count)
    case .seconds: seconds
    }
  }

  /// When its status was written last, in UTC; empty where that is not known.
  var updated: String { (try? RunStatus.read(directory.statusPath))??.updated ?? "" }
}
