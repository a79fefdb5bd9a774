import SpikeFiles
import SpikeSim
import SpikeTraining

/// How sparse a run's network is, for the terminal: what `spikelab inspect` shows.
///
/// Reads `summary.json`; where the run is not finished, or an older version wrote it, its checkpoint is
/// evaluated again.
public struct RunInspection {
  private let directory: RunDirectory
  private let lines: [JSONValue]
  private let report: SparsityReport
  private let samples: Int

  /// Gathers the numbers.
  ///
  /// - Throws: ``RunError`` when the folder is no run or has no checkpoint yet; what
  ///   ``TrainedNetwork`` throws where it is evaluated.
  public init(existing path: String, options: RunOptions, console: Console) throws {
    directory = try RunDirectory(existing: path)
    lines = try directory.metrics.read()
    if let json = try directory.summary() {
      let summary = try RunSummary(json, file: directory.summaryPath)
      if summary.config == nil {
        console.note(
          "\(directory.summaryPath) is of an older version: whether it is of this config is not known"
        )
      }
      if let report = summary.sparsity {
        (self.report, samples) = (report, summary.testSamples)
        return
      }
    }
    let trained = try TrainedNetwork(
      directory, memory: options.memory, threads: options.workers.threads, note: console.note)
    let statistics = SpikeStatistics(network: trained.network, workers: options.workers)
    let images = try trained.testSamples(dataRoot: options.dataRoot, note: console.note)
    samples =
      trained.evaluate(
        on: images, adding: statistics, options: options, console: console
      ).samples
    try directory.metrics.check(lines, of: trained.network)
    var history = TrainingHistory()
    for line in lines { history.add(line) }
    report = SparsityReport(
      statistics.counts(with: trained.parameters), of: trained.network,
      learning: LearningEvents(history, of: trained.network))
  }

  /// Everything, a section after another.
  public var text: String {
    let correct = report.confusion.indices.reduce(0) {
      $0.saturatingSum(report.confusion[$1][$1])
    }
    let accuracy = percent(Double(correct) / Double(max(1, samples)))
    let head =
      "\(directory.config.name): test accuracy \(accuracy) on \(samples) images after "
      + "\(lines.count) \(lines.count == 1 ? "epoch" : "epochs")"
    return ([head] + curve + layers + metrics + learning).joined(separator: "\n")
  }

  /// Epochs that the curve shows at most.
  private static let curveLines = 20

  /// The test accuracy after each epoch, or after some of them, as bars.
  private var curve: [String] {
    guard !lines.isEmpty else { return [] }
    let every = (lines.count + Self.curveLines - 1) / Self.curveLines
    let shown = lines.indices.filter { ($0 + 1) % every == 0 || $0 == lines.count - 1 }
    let width = "\(lines.count)".count
    return ["", "test accuracy by epoch"]
      + shown.map { index in
        let accuracy = lines[index]["testAccuracy"]?.double ?? 0
        let epoch = "\(lines[index]["epoch"]?.integer ?? index + 1)"
        let bar = String(repeating: "█", count: Int((min(1, max(0, accuracy)) * 40).rounded()))
        return "  " + String(repeating: " ", count: max(0, width - epoch.count)) + epoch
          + "  \(bar)\(String(repeating: "·", count: 40 - bar.count))  \(percent(accuracy))"
      }
  }

  private var layers: [String] {
    let words = ActivityWords(directory.config)
    guard words.isSpiking else {
      var table = Table([words.layer, words.units, words.rate, words.never, "always above 0"])
      for (index, layer) in words.shown(report.layers).enumerated() {
        table.add([
          "\(index)", "\(layer.neurons)", percent(layer.firingRate), "\(layer.dead)",
          "\(layer.saturated)",
        ])
      }
      return ["", table.text]
    }
    var table = Table([
      words.layer, words.units, words.rate, "active/image", "dead", "saturated", "interval mean",
      "median",
    ])
    func steps(_ interval: Double?) -> String {
      interval.map { fixed($0, places: 1) + " steps" } ?? "none"
    }
    for (index, layer) in report.layers.enumerated() {
      table.add([
        "\(index)", "\(layer.neurons)", percent(layer.firingRate),
        percent(layer.activePerSample), "\(layer.dead)", "\(layer.saturated)",
        steps(layer.meanInterval), steps(layer.medianInterval),
      ])
    }
    return ["", table.text]
  }

  private var metrics: [String] {
    let operations = report.synapticOperations
    var table = Table(["as NeuroBench defines them", "", "of dense"])
    func share(_ count: Double) -> String {
      operations.dense > 0 ? percent(count / operations.dense) : ""
    }
    table.add(["footprint", short(Double(report.footprint)) + "B", ""])
    table.add(["connection sparsity", percent(report.connectionSparsity), ""])
    table.add(["activation sparsity", percent(report.activationSparsity), ""])
    for (name, count) in [
      ("effective MACs an image", operations.effectiveMACs),
      ("effective ACs an image", operations.effectiveACs),
      ("dense operations an image", operations.dense),
    ] {
      table.add([name, short(count), share(count)])
    }
    if directory.config.network.isSpiking {
      table.add(["membrane updates an image", short(report.membraneUpdates), ""])
    }
    let energy = report.energy
    return [
      "", table.text, "",
      "energy of these operations, at \(EnergyEstimate.picojoulesPerMAC) pJ a MAC and "
        + "\(EnergyEstimate.picojoulesPerAC) pJ an AC (45 nm): "
        + "\(fixed(energy.perSampleNanojoules, places: 1)) nJ an image, dense "
        + "\(fixed(energy.denseNanojoules, places: 1)) nJ",
      "an estimate that leaves memory traffic out, which usually costs more",
    ]
  }

  private var learning: [String] {
    let events = report.learning
    let share = Double(events.feedbackPairs) / Double(max(1, events.densePairs))
    let unchanged = events.updateSparsity.map { percent($0) } ?? "none"
    return [
      "",
      "learning touched \(short(Double(events.feedbackPairs))) feedback pairs, \(percent(share)) of "
        + "the \(short(Double(events.densePairs))) of a dense backward pass",
      "an epoch left \(unchanged) of the weights as they were; \(events.signChanges) changes of sign",
    ]
  }
}
