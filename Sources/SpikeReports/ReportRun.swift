import SpikeConfig
import SpikeFiles
import SpikeRuns
import SpikeSim

/// A run as a report reads it: whatever there is of it. What is missing or damaged is told in
/// ``faults`` and left out; only a run without a readable config is none.
package struct ReportRun: Sendable {
  /// Where it is, with its config.
  package let directory: RunDirectory
  /// How it stands: `done`, `interrupted`, `running`, `failed`, `new`, `unreadable`;
  /// of a sweep's, which halving ended early, `stopped`.
  package var state: String
  /// The lines of `metrics.jsonl`.
  package let epochs: [JSONValue]
  /// `summary.json`, of a finished run.
  let summary: RunSummary?
  /// What `summary.json` says of sparsity; nil for a run that was made before it did.
  let sparsity: ReportSparsity?
  /// `env.json`.
  package let environment: JSONValue?
  /// What pruning of its checkpoint came to; none where nobody pruned it.
  package let pruning: [PruningCurve]
  /// What could not be read, in sentences.
  package let faults: [String]

  /// The experiment.
  package var config: ExperimentConfig { directory.config }
  /// Whether it is finished.
  package var isDone: Bool { summary != nil }
  /// Which runs differ from it in their seed alone.
  package var group: String {
    var config = config
    config.seed = 0
    return config.hash
  }

  /// Reads what there is.
  package init(_ directory: RunDirectory) {
    self.directory = directory
    var faults: [String] = []
    func attempt<Value>(_ read: () throws -> Value?) -> Value? {
      do {
        return try read()
      } catch {
        faults.append(userMessage(for: error))
        return nil
      }
    }
    state = attempt { try directory.sweepState().word } ?? "unreadable"
    let lines = attempt { try directory.metrics.read() }
    epochs = lines ?? []
    let json = attempt { try directory.summary() }
    // The charts of sparsity show what can be read of it; the rest of the summary does not need it.
    let whole = json.flatMap { try? RunSummary($0, file: directory.summaryPath) }
    summary =
      whole
      ?? json.flatMap { json in
        attempt { try RunSummary(json.without("sparsity"), file: directory.summaryPath) }
      }
    if let lines, let trained = summary?.epochs, trained != lines.count {
      faults.append(
        "\(directory.metrics.path): it has \(counted(lines.count, "epoch")), and the run trained "
          + "\(trained)")
    }
    sparsity = json?["sparsity"].flatMap(ReportSparsity.init)
    if let found = json?["sparsity"]?.object, sparsity == nil, !found.members.isEmpty {
      faults.append("\(directory.summaryPath): sparsity is not as expected and left out")
    }
    environment = attempt {
      guard kind(of: directory.environmentPath) != .absent else { return JSONValue?.none }
      return try readJSON(directory.environmentPath)
    }
    let (last, count) = (json?["checkpoint"]?.string, epochs.count)
    // What was pruned before the run went on is no longer it.
    pruning = (attempt { try directory.pruning() } ?? []).filter { curve in
      last.map { $0 == curve.checkpoint } ?? (curve.epochs == count)
    }
    self.faults = faults
  }

  /// The order of runs that nobody put in one: by name, rule, β, T and seed.
  func precedes(_ other: ReportRun) -> Bool {
    let (first, second) = (config, other.config)
    let names = (first.name, first.ruleName, first.network.lif.beta, first.network.steps)
    let others = (
      second.name, second.ruleName, second.network.lif.beta, second.network.steps
    )
    if names != others { return names < others }
    return (first.seed, first.hash) < (second.seed, second.hash)
  }

  /// The accuracy on the test images after the last epoch there is.
  package var testAccuracy: Double? {
    summary?.testAccuracy ?? epochs.last?["testAccuracy"]?.double
  }

  /// Seconds of training, all epochs together; nil without an epoch.
  package var seconds: Double? {
    epochs.isEmpty ? nil : epochs.reduce(0) { $0 + ($1["trainSeconds"]?.double ?? 0) }
  }

  /// The accuracy on the images held out of training after the last epoch; nil without such.
  package var validationAccuracy: Double? { summary?.validationAccuracy }
  /// Synaptic operations of learning from one image.
  package var learningPerSample: Double? { summary?.learningPerSample }
  /// Synaptic operations of training on one image: forward and learning.
  package var trainingPerSample: Double? {
    summary.flatMap { summary in
      summary.trainingSamples == 0
        ? nil
        : Double((summary.trainingForward + summary.trainingLearning).total)
          / Double(summary.trainingSamples)
    }
  }
  /// Synaptic operations of one test image.
  package var inferencePerSample: Double? { summary.map { Double($0.inference.total) } }
  /// Spikes of one test image.
  package var spikesPerSample: Double? {
    config.network.isSpiking ? summary?.spikesPerSample : nil
  }
  /// Energy of one test image, as estimated.
  package var nanojoulesPerSample: Double? { sparsity?.nanojoules }
  /// Processor seconds of training; nil where an epoch has none, as of older versions.
  package var processorSeconds: Double? {
    let seconds = epochs.compactMap { $0["trainProcessorSeconds"]?.double }
    return seconds.isEmpty || seconds.count < epochs.count ? nil : seconds.reduce(0, +)
  }
  /// Processor seconds of training until the end of each epoch.
  package var trainingProcessorSeconds: [Double] {
    cumulative { $0["trainProcessorSeconds"]?.double ?? .nan }
  }
  /// Seconds of training until the end of each epoch.
  package var trainingSeconds: [Double] { cumulative { $0["trainSeconds"]?.double ?? 0 } }
  /// Synaptic operations of learning until the end of each epoch.
  package var learningOperations: [Double] {
    cumulative { Double($0["learning"].flatMap(SynapticOperations.init)?.total ?? 0) }
  }
  /// Spikes of one test image after each epoch.
  package var spikesAfterEpochs: [Double] {
    guard let network = try? Network(config.networkSpec) else { return [] }
    let neurons = network.layers.map { Double($0.layout.neurons) }
    return epochs.map { line in
      let rates = (line["testFiringRates"]?.array ?? []).map { $0.double ?? .nan }
      return rates.count == neurons.count
        ? zip(rates, neurons).reduce(0) { $0 + $1.0 * $1.1 } * Double(network.steps) : .nan
    }
  }

  /// A number after each epoch that adds up over them.
  func cumulative(_ value: (JSONValue) -> Double) -> [Double] {
    var sum = 0.0
    return epochs.map { line in
      sum += value(line)
      return sum
    }
  }
}

extension JSONValue {
  /// An object without one of its members.
  fileprivate func without(_ key: String) -> JSONValue {
    guard case .object(var object) = content else { return self }
    object[key] = nil
    return JSONValue(.object(object), origin: origin, path: path)
  }

  /// Synaptic operations of an epoch's training, forward and learning together.
  var trainingOperations: Double {
    let parts = ["forward", "learning"].map { self[$0].flatMap(SynapticOperations.init) }
    return parts.reduce(0) { $0 + Double($1?.total ?? 0) }
  }
}
