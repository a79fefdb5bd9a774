import SpikeConfig
import SpikeFiles
import SpikeRuns

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A number that a sweep's results report.
public enum SweepMetric: String, CaseIterable, Sendable {
  case testAccuracy, validationAccuracy, trainAccuracy, spikesPerSample, inferencePerSample
  case learningPerSample, epochs, seconds

  /// The metric that a word means: its own name, or what `runs --sort` calls it.
  public init?(word: String) {
    switch word {
    case "accuracy", "test": self = .testAccuracy
    case "validation": self = .validationAccuracy
    default: self.init(rawValue: word)
    }
  }

  /// Whether less is better.
  package var isCost: Bool {
    switch self {
    case .testAccuracy, .validationAccuracy, .trainAccuracy: false
    default: true
    }
  }

  var isShare: Bool { !isCost }
}

/// Mean and spread over seeds.
public struct SampleStatistics: Hashable, Sendable {
  /// How many values.
  public var count: Int
  /// Their mean.
  public var mean: Double
  /// Their sample standard deviation, over count − 1; nil for one value.
  public var deviation: Double?

  /// Of no values: nil.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    guard values.count > 1 else { return }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = (squares / Double(values.count - 1)).squareRoot()
  }
}

/// What a sweep came to: a row for each config, its runs of several seeds together.
public struct SweepResults: Sendable {
  /// One run's numbers.
  public struct Run: Sendable {
    /// The run.
    public var item: SweepPlan.Item
    /// What it came to; for a run that halving stopped, after its last epoch.
    public var metrics: [SweepMetric: Double]
  }

  /// The runs that differ in their seed alone.
  public struct Row: Sendable {
    /// Its runs, in the sweep's order; never empty.
    public var runs: [Run]
    /// Its place, from 1; nil where no run has a number to rank by.
    public var rank: Int?

    /// Mean and spread over the runs.
    public func statistics(_ metric: SweepMetric) -> SampleStatistics? {
      SampleStatistics(runs.compactMap { $0.metrics[metric] })
    }

    /// The epoch halving stopped it at; nil for one that went to the end.
    public var stopped: Int? {
      runs.lazy.compactMap { run in
        if case .stopped(let epoch) = run.item.state { epoch } else { nil }
      }.first
    }
  }

  /// The sweep.
  public let sweep: Sweep
  /// What the rows are ranked by.
  public let metric: SweepMetric
  /// The rows, best first; those that halving stopped behind the others.
  public private(set) var rows: [Row]

  /// What a sweep is ranked by unless told: the accuracy on the validation images where every run keeps
  /// some, for what test images choose they no longer test; else the accuracy on the test images.
  public static func standardMetric(of sweep: Sweep) -> SweepMetric {
    sweep.runs.allSatisfy { $0.config.data.validation != nil } ? .validationAccuracy : .testAccuracy
  }

  /// Reads the results of the runs that have any.
  ///
  /// - Parameters:
  ///   - plan: The sweep and how its runs stand.
  ///   - metric: What to rank by; nil for ``standardMetric(of:)``.
  /// - Throws: ``SpikeRuns/RunError`` or ``SpikeFiles/FileError`` when they cannot be read.
  public init(_ plan: SweepPlan, rankedBy metric: SweepMetric? = nil) throws {
    sweep = plan.sweep
    let metric = metric ?? Self.standardMetric(of: sweep)
    self.metric = metric
    var order: [String] = []
    var groups: [String: [Run]] = [:]
    for item in plan.items {
      if groups[item.run.group] == nil { order.append(item.run.group) }
      groups[item.run.group, default: []].append(Run(item: item, metrics: try item.metrics()))
    }
    rows = order.compactMap { groups[$0] }.map { Row(runs: $0) }
    let key: (Row) -> (Int, Double) = { row in
      guard let mean = row.statistics(metric)?.mean else { return (.max, 0) }
      return (row.stopped.map { 1_000_000 - $0 } ?? 0, metric.isCost ? mean : -mean)
    }
    rows = rows.enumerated().sorted {
      let (first, second) = (key($0.element), key($1.element))
      return (first.0, first.1, $0.offset) < (second.0, second.1, $1.offset)
    }.map(\.element)
    for index in rows.indices where rows[index].statistics(metric) != nil {
      rows[index].rank = index + 1
    }
  }

  /// Sorts the rows anew by a number or a column; ranks stay.
  ///
  /// - Parameter key: A metric's word, or a column's key path or title. Accuracies have the highest first.
  /// - Throws: ``SweepColumnError`` when there is no such column.
  public mutating func sort(by key: String) throws(SweepColumnError) {
    var values: [(number: Double?, text: String)]
    if let metric = SweepMetric(word: key) {
      values = rows.map { row in
        (row.statistics(metric).map { metric.isCost ? $0.mean : -$0.mean } ?? .infinity, "")
      }
    } else {
      let place = try place(ofShown: key)
      values = rows.map { row in
        let text = row.runs[0].item.run.values[place] ?? ""
        return (Double(text), text)
      }
    }
    rows = rows.indices.sorted { first, second in
      let (one, other) = (values[first], values[second])
      if let left = one.number, let right = other.number, left != right { return left < right }
      return one.text == other.text || one.number != nil
        ? first < second : one.text < other.text
    }.map { rows[$0] }
  }

  /// The place of a column.
  func place(of path: String) throws(SweepColumnError) -> Int {
    guard let place = sweep.columns.firstIndex(where: { $0.path == path || $0.title == path })
    else { throw .unknown(wanted: path, known: sweep.columns.map(\.path), metrics: []) }
    return place
  }

  /// The place of a column that rows can be shown or sorted by.
  func place(ofShown path: String) throws(SweepColumnError) -> Int {
    guard let place = try? place(of: path) else {
      throw .unknown(
        wanted: path, known: sweep.columns.map(\.path),
        metrics: SweepMetric.allCases.map(\.rawValue))
    }
    let seeds = rows.map(\.runs.count).max() ?? 0
    if sweep.columns[place].path == "seed", seeds > 1 { throw .seed(runs: seeds) }
    return place
  }

  /// Keeps the best row for each value of a column.
  ///
  /// - Parameter path: The column's key path or title.
  /// - Throws: ``SweepColumnError`` when there is no such column.
  public mutating func keepBest(ofEach path: String) throws(SweepColumnError) {
    let place = try place(of: path)
    var seen: Set<String?> = []
    rows = rows.filter { $0.rank != nil && seen.insert($0.runs[0].item.run.values[place]).inserted }
  }

  /// The columns that tell rows apart.
  var columns: [(index: Int, column: SweepColumn)] {
    sweep.columns.enumerated().filter { $0.element.path != "seed" }.map { ($0.offset, $0.element) }
  }

  /// The metrics that some run has.
  var metrics: [SweepMetric] {
    SweepMetric.allCases.filter { metric in
      rows.contains { row in row.runs.contains { $0.metrics[metric] != nil } }
    }
  }
}

extension SweepPlan.Item {
  /// The run's numbers; empty where it has none.
  fileprivate func metrics() throws -> [SweepMetric: Double] {
    var result: [SweepMetric: Double] = [:]
    switch state {
    case .done, .stopped: break
    default: return result
    }
    var history = TrainingHistory()
    let lines = try directory.metrics.read()
    for line in lines { history.add(line) }
    result[.epochs] = Double(history.epochs)
    result[.seconds] = history.seconds
    result[.trainAccuracy] = history.lastTrainAccuracy
    result[.testAccuracy] = lines.last?["testAccuracy"]?.double
    result[.validationAccuracy] = lines.last?["validationAccuracy"]?.double
    guard state == .done, let json = try directory.summary() else { return result }
    let summary = try RunSummary(json, file: directory.summaryPath)
    result[.testAccuracy] = summary.testAccuracy
    if directory.config.network.isSpiking { result[.spikesPerSample] = summary.spikesPerSample }
    result[.inferencePerSample] = Double(summary.inference.total)
    result[.learningPerSample] = summary.learningPerSample
    return result
  }
}
