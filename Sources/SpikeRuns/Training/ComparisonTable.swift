import SpikeConfig
import SpikeFiles
import SpikeSim

/// The table a comparison ends with, and what its columns mean.
struct ComparisonTable {
  private let results: [Comparison.Result]
  private let experiments: [ExperimentConfig]

  /// - Parameters:
  ///   - results: What came out, of those that are done.
  ///   - experiments: All that are compared.
  init(_ results: [Comparison.Result], of experiments: [ExperimentConfig]) {
    (self.results, self.experiments) = (results, experiments)
  }

  var text: String {
    var table = Table([
      "", "test accuracy", "training", "spikes/image", "inference", "learning", "training in all",
    ])
    for result in results {
      let summary = result.summary
      table.add([
        result.label, percent(summary.testAccuracy), "\(fixed(result.seconds, places: 1)) s",
        isSpiking(result) ? fixed(summary.spikesPerSample, places: 0) : "–",
        short(Double(summary.inference.total)),
        short(summary.learningPerSample),
        short(Double((summary.trainingForward + summary.trainingLearning).total)),
      ])
    }
    let dense = results.map { short(Double($0.summary.densePerSample)) }
    let each =
      Set(dense).count == 1
      ? dense[0] : zip(dense, results).map { "\($0) (\($1.label))" }.joined(separator: ", ")
    let lines = [
      table.text, "",
      "inference, learning: synaptic operations for one image, counted; training in all: of every",
      "image and epoch, forward and learning. A dense simulation of one image takes \(each).",
    ]
    return (lines + differences + results.map { "\($0.label): \($0.directory)" }).joined(
      separator: "\n")
  }

  private func experiment(_ result: Comparison.Result) -> ExperimentConfig? {
    experiments.first { result.directory.hasSuffix($0.hash) }
  }

  private func isSpiking(_ result: Comparison.Result) -> Bool {
    experiment(result)?.network.isSpiking ?? true
  }

  /// The settings in which the experiments that are done differ, with their values.
  private var differences: [String] {
    let done = results.compactMap(experiment)
    let paths = ExperimentConfig.differingPaths(done).filter { $0 != "name" }
    guard done.count == results.count, !paths.isEmpty else { return [] }
    var table = Table(["They differ in"] + results.map(\.label))
    let resolved = done.map(\.resolved)
    for path in paths {
      let steps = ConfigOverride.steps(of: path[...]) ?? []
      table.add([path] + resolved.map { $0.value(at: steps)?.cell ?? "–" })
    }
    return ["", table.text, ""]
  }
}
