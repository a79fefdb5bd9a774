import SpikeConfig
import SpikeFiles
import SpikeSim

/// How long an epoch takes, learnt from those that were done.
struct EpochClock: Sendable {
  private var known: [String: (seconds: Double, epochs: Int)] = [:]

  /// Learns from a run's metrics.
  mutating func add(_ lines: [JSONValue], of config: ExperimentConfig) {
    guard !lines.isEmpty else { return }
    let seconds = lines.reduce(0) { sum, line in
      sum + (line["trainSeconds"]?.double ?? 0) + (line["testSeconds"]?.double ?? 0)
    }
    let old = known[Self.kind(of: config)] ?? (0, 0)
    known[Self.kind(of: config)] = (old.seconds + seconds, old.epochs + lines.count)
  }

  /// Seconds of an epoch of a run like this one; nil when there was none.
  func seconds(for config: ExperimentConfig) -> Double? {
    known[Self.kind(of: config)].map { $0.seconds / Double(max(1, $0.epochs)) }
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
