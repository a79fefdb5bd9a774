import SpikeConfig
import SpikeFiles
import SpikeSim

/// How long an epoch takes, learnt from those that were done.
struct EpochClock: Sendable {
  private var known: [String: Timing] = [:]

  /// What was measured of a kind of runs.
  private struct Timing {
    var seconds = 0.0
    var epochs = 0
    /// What an epoch takes by the size of the network and the data, in no particular unit.
    var cost: Double
  }

  /// Learns from a run's metrics.
  mutating func add(_ lines: [JSONValue], of config: ExperimentConfig) {
    guard !lines.isEmpty else { return }
    let seconds = lines.reduce(0) { sum, line in
      sum + (line["trainSeconds"]?.double ?? 0) + (line["testSeconds"]?.double ?? 0)
    }
    let kind = Self.kind(of: config)
    var timing = known[kind] ?? Timing(cost: Self.cost(of: config))
    timing.seconds += seconds
    timing.epochs += lines.count
    known[kind] = timing
  }

  /// Seconds of an epoch of a run like this one; nil when there was none.
  func seconds(for config: ExperimentConfig) -> Double? {
    known[Self.kind(of: config)].map { $0.seconds / Double(max(1, $0.epochs)) }
  }

  /// Seconds of an epoch of any run: as ``seconds(for:)``, else by how much more or less there is to simulate than
  /// in those that are known; nil before any was.
  func estimate(for config: ExperimentConfig) -> Double? {
    if let seconds = seconds(for: config) { return seconds }
    let all = known.sorted { $0.key < $1.key }.map(\.value).filter { $0.cost > 0 }
    let cost = all.reduce(0) { $0 + $1.cost * Double($1.epochs) }
    guard cost > 0 else { return nil }
    return all.reduce(0) { $0 + $1.seconds } / cost * Self.cost(of: config)
  }

  /// Synaptic operations of a dense simulation of an epoch's images: what is spent follows them only roughly.
  private static func cost(of config: ExperimentConfig) -> Double {
    guard let network = try? Network(config.networkSpec) else { return 0 }
    let images = config.data.train ?? config.data.source.dataset.counts.train
    let operations = network.layers.reduce(0.0) { $0 + Double($1.denseOperations) }
    return operations * Double(network.steps) * Double(images)
  }

  /// Runs of one kind take about the same time: the same data, layers, steps, batches and rule.
  private static func kind(of config: ExperimentConfig) -> String {
    let kind: JSONValue = [
      "data": config.data.json, "encoding": .string(config.encoding.rawValue),
      "layers": config.network.json["layers"] ?? .null, "steps": .number(config.network.steps),
      "rule": .string(config.ruleName), "batch": .number(config.training.batchSize),
    ]
    return kind.canonicalText
  }
}
