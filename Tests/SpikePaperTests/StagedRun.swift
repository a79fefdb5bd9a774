import SpikeConfig
import SpikeFiles
import SpikeKernels
import SpikeRuns
import SpikeSweeps
import TestSupport

@testable import SpikePaper

/// A finished run of a figure's sweep as training would have left it, with numbers made up.
struct StagedRun {
  /// Test accuracy after each epoch, in percent.
  var accuracies: [Double]
  /// Weights that change sign in each epoch.
  var signChanges = 0
  /// By how many fewer change from one epoch to the next.
  var calming = 0
  /// Mean squared change of a weight in each epoch.
  var squaredChange = 0.0
  /// Median of |w| over its 75th percentile after each epoch.
  var medians: [Double] = []
  /// Test accuracy in percent by the share of weights that are pruned.
  var pruned: [(share: Double, accuracy: Double)] = []
  /// The checksum of its data.
  var data = "feed"
  /// Firing rates in percent of each layer, after each epoch; and the share of weights that each epoch left as they were.
  var firing: [[Double]] = []
  var unchanged = 0.0
  /// Whether an error ended it.
  var hasFailed = false
  /// Processor seconds of an epoch.
  var processorSeconds = 1.0

  /// Writes the run's folder below a root.
  func write(_ config: ExperimentConfig, in root: String) throws {
    let directory = RunDirectory(root: root, config: config)
    try createFolder(directory.path)
    try TestSupport.write(config.resolved, to: directory.configPath)
    let status = RunStatus(
      state: hasFailed ? .failed : .done, process: .current, attempt: 1,
      started: "2025-01-01T00:00:00Z",
      updated: "2025-01-01T00:01:00Z")
    try TestSupport.write(status.json, to: directory.statusPath)
    let environment = RunEnvironment(
      version: "0.1.0", commit: "0123456789abcdef", system: "Linux x86_64",
      processor: "A processor", cores: 2, threads: 1, instructionSet: "avx512",
      datasetChecksum: data)
    try TestSupport.write(environment.json, to: directory.environmentPath)
    let lines = accuracies.indices.map { line($0).lineText + "\n" }
    try TestSupport.write(lines.joined(), to: directory.metrics.path)
    if !hasFailed { try TestSupport.write(summary(config), to: directory.summaryPath) }
    if !pruned.isEmpty {
      try TestSupport.write(
        ["format": 1, "config": .string(config.hash), "curves": [curve]],
        to: directory.path + "/prune.json")
    }
  }

  private func line(_ place: Int) -> JSONValue {
    .object([
      ("epoch", .number(place + 1)), ("trainAccuracy", 0.5),
      ("testAccuracy", .number(accuracies[place] / 100)),
      ("medianToUpperQuartile", medians.indices.contains(place) ? .number(medians[place]) : nil),
      ("learning", ["additions": 300, "multiplyAdds": 40]), ("trainSeconds", 1),
      ("trainProcessorSeconds", .number(processorSeconds)), ("testSeconds", 0.5),
      (
        "testFiringRates",
        firing.indices.contains(place) ? .array(firing[place].map { .number($0 / 100) }) : nil
      ),
      (
        "weights",
        .array(
          (0..<(firing.first?.count ?? 1)).map { _ in
            [
              "weights": 1000, "unchanged": .number(unchanged / 100), "meanWeight": 0.1,
              "meanBias": 0.1,
              "signChanges": .number(signChanges - place * calming),
              "meanSquaredChange": .number(squaredChange),
            ]
          })
      ),
    ])
  }

  private func summary(_ config: ExperimentConfig) -> JSONValue {
    let last = JSONValue.number((accuracies.last ?? 0) / 100)
    return .object([
      ("format", 2), ("config", .string(config.hash)), ("checkpoint", "none"),
      ("name", .string(config.name)), ("rule", .string(config.ruleName)),
      ("epochs", .number(accuracies.count)), ("testAccuracy", last), ("trainAccuracy", 0.5),
      ("validationAccuracy", config.data.validation == nil ? nil : last), ("testSamples", 20),
      ("firingRates", [0.1]), ("spikesPerSample", 10),
      ("inferencePerSample", ["additions": 100, "multiplyAdds": 50]),
      ("trainingForward", ["additions": 1000, "multiplyAdds": 200]),
      ("trainingLearning", ["additions": 300, "multiplyAdds": 40]),
      ("trainingSamples", 40), ("denseOperationsPerSample", 4000),
    ])
  }

  private var curve: JSONValue {
    .object([
      ("order", "global"), ("checkpoint", "none"), ("epochs", .number(accuracies.count)),
      ("testSamples", 20), ("weights", 1000),
      (
        "points",
        .array(
          pruned.map { share, accuracy in
            [
              "share": .number(share), "pruned": .number(Int(share * 1000)),
              "testAccuracy": .number(accuracy / 100),
            ]
          })
      ),
    ])
  }
}

/// The claims of a figure, judged by runs that are made up: of each config of its sweeps one, or none.
///
/// - Parameter before: What else is done with the folder of runs, before what follows from the first runs is planned.
func staged(
  _ figure: PaperFigure, in root: String, before: (PaperRuns) throws -> Void = { _ in },
  _ run: (ExperimentConfig) -> StagedRun?
) throws -> PaperPage {
  func write(_ sweeps: [PaperSweepRuns]) throws {
    for item in sweeps.flatMap(\.items) {
      try run(item.run.config)?.write(item.run.config, in: root)
    }
  }
  func read() throws -> PaperRuns { try PaperRuns(figure, .full, root: root, hasOurs: false) }
  try write(read().first)
  try before(read())
  try write(read().later)
  return PaperPage(try read(), hasOurs: false)
}
