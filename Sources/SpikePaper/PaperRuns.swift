import SpikeConfig
import SpikeFiles
import SpikeReports
import SpikeRuns
import SpikeSweeps

/// A sweep with its runs, as far as they came.
struct PaperSweepRuns: Sendable {
  /// A run of the sweep.
  struct Item: Sendable {
    var run: SweepRun
    var report: ReportRun
  }

  var sweep: PaperSweep
  /// The runs, in the sweep's order.
  var items: [Item]

  init(_ sweep: PaperSweep, overrides: [String], root: String) throws {
    self.sweep = sweep
    items = try sweep.load(overrides: overrides).runs.map {
      Item(run: $0, report: ReportRun(RunDirectory(root: root, config: $0.config)))
    }
  }

  /// The runs.
  var runs: [ReportRun] { items.map(\.report) }
  /// Runs that are finished.
  var done: Int { runs.count(where: \.isDone) }
  /// Whether something of it was trained.
  var isBegun: Bool { runs.contains { !$0.epochs.isEmpty } }
  /// Whether every run is finished or failed.
  var isSettled: Bool { runs.allSatisfy(\.isSettled) }

  /// The runs that differ in their seed alone, together, in the sweep's order.
  var groups: [[ReportRun]] {
    var order: [String] = []
    var runs: [String: [ReportRun]] = [:]
    for item in items {
      if runs[item.run.group] == nil { order.append(item.run.group) }
      runs[item.run.group, default: []].append(item.report)
    }
    return order.compactMap { runs[$0] }
  }
}

extension ReportRun {
  /// Whether it ended without a result.
  var hasFailed: Bool { state == "failed" }
  /// Whether nothing of it is still to come.
  var isSettled: Bool { isDone || hasFailed }
  /// Whether its data were the copies of CIFAR-10 that were at hand here, known by their checksum.
  var readsJPEGCopies: Bool {
    (environment?["datasetChecksum"]?.string).map(Self.jpegCopies.contains) ?? false
  }

  /// Of all training images, of the first 40 000, and of the last 10 000, each with the test images.
  private static let jpegCopies: Set = [
    "7c5a34039440cff6f7c8faeee38eacf2f3769975beaf7c6b06a8506c079a2857",
    "8e49a7afb1436cbbabcb4420e09552fb9b4af817622ad28c81eb701aff42475f",
    "5ef74573905a7393d41292e586ba2fb33640560bb30775be6f0f394edc9de145",
  ]
}

/// What there is of a figure: the runs of its sweeps, as far as they came.
public struct PaperRuns: Sendable {
  /// The figure.
  public let figure: PaperFigure
  /// How large its sweeps are.
  public let scale: PaperScale
  /// What was changed in every run.
  public let overrides: [String]
  /// The folder of all runs.
  let root: String
  /// The sweeps it begins with, and those that follow from them.
  private(set) var first: [PaperSweepRuns] = []
  private(set) var later: [PaperSweepRuns] = []

  /// Reads the runs.
  ///
  /// - Parameters:
  ///   - figure: The figure or table.
  ///   - scale: How large its sweeps are.
  ///   - overrides: `key=value` texts, applied to every run.
  ///   - root: The folder of all runs.
  ///   - hasOurs: Whether our settings are shown; where something of them was trained, they are anyway.
  /// - Throws: ``SpikeConfig/ConfigError`` when an override is faulty. What of a run cannot be read is left out, and the page
  ///   says so.
  public init(
    _ figure: PaperFigure, _ scale: PaperScale, overrides: [String] = [], root: String,
    hasOurs: Bool
  ) throws {
    (self.figure, self.scale, self.overrides, self.root) = (figure, scale, overrides, root)
    func read(_ sweeps: [PaperSweep]) throws -> [PaperSweepRuns] {
      try sweeps.map { try PaperSweepRuns($0, overrides: overrides, root: root) }
        .filter { $0.sweep.settings != .ours || hasOurs || $0.isBegun }
    }
    first = try read(figure.sweeps(scale))
    later = try read(figure.subject.sweeps(scale, after: self))
  }

  /// Measures what the page takes besides the runs' files, and reads the runs again.
  ///
  /// - Throws: `DataError` when data is absent, ``SpikeRuns/RunError`` when it is not the runs', ``SpikeFiles/FileError``.
  public mutating func prepare(options: RunOptions, hasOurs: Bool, console: Console) throws {
    try figure.subject.prepare(self, options: options, console: console)
    self = try PaperRuns(
      figure, scale, overrides: overrides, root: options.runsRoot, hasOurs: hasOurs)
  }

  /// The networks that it is of, where the figure has more.
  var part: [PaperNetwork]? { figure.part(scale) }
  /// Every sweep.
  var sweeps: [PaperSweepRuns] { first + later }
  /// Every run.
  var runs: [ReportRun] { sweeps.flatMap(\.runs) }
  /// Whether sweeps will follow from runs that are not finished, so that nobody knows all runs yet.
  var awaitsMore: Bool { figure.subject.hasLater && !first.allSatisfy(\.isSettled) }
  /// Runs that are finished, and all that are known of.
  public var progress: (done: Int, planned: Int) {
    sweeps.reduce((0, 0)) { ($0.0 + $1.done, $0.1 + $1.items.count) }
  }
}
