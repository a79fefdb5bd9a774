import SpikeConfig
import SpikeFiles
import SpikeSim

/// What the time of an epoch of a run depends on. Made once for a run: it takes the shapes of all layers.
struct EpochWork: Sendable {
  /// Runs of one kind take about the same time: the same data, layers, steps, batches and rule.
  let kind: String
  /// Synaptic operations of a dense simulation of an epoch's images: what is spent follows them only roughly.
  let cost: Double

  init(_ config: ExperimentConfig) {
    let kind: JSONValue = [
      "data": config.data.json, "encoding": .string(config.encoding.rawValue),
      "layers": config.network.json["layers"] ?? .null, "steps": .number(config.network.steps),
      "rule": .string(config.ruleName), "batch": .number(config.training.batchSize),
    ]
    self.kind = kind.canonicalText
    let layers = (try? Network(config.networkSpec))?.layers ?? []
    let images = config.data.train ?? config.data.source.dataset.counts.train
    cost =
      layers.reduce(0.0) { $0 + Double($1.denseOperations) } * Double(config.network.steps)
      * Double(images)
  }
}

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

  /// Whether no epoch is known.
  var isEmpty: Bool { known.isEmpty }

  /// Learns from a run's metrics.
  mutating func add(_ lines: [JSONValue], of work: EpochWork) {
    guard !lines.isEmpty else { return }
    let seconds = lines.reduce(0) { sum, line in
      sum + (line["trainSeconds"]?.double ?? 0) + (line["testSeconds"]?.double ?? 0)
    }
    var timing = known[work.kind] ?? Timing(cost: work.cost)
    timing.seconds += seconds
    timing.epochs += lines.count
    known[work.kind] = timing
  }

  /// Seconds of an epoch of a run like this one; nil when there was none.
  func seconds(for work: EpochWork) -> Double? {
    known[work.kind].map { $0.seconds / Double(max(1, $0.epochs)) }
  }

  /// Seconds of an epoch of any run: as ``seconds(for:)``, else by how much more or less there is to simulate than
  /// in those that are known; nil before any was.
  func estimate(for work: EpochWork) -> Double? {
    if let seconds = seconds(for: work) { return seconds }
    let all = known.sorted { $0.key < $1.key }.map(\.value).filter { $0.cost > 0 }
    let cost = all.reduce(0) { $0 + $1.cost * Double($1.epochs) }
    guard cost > 0 else { return nil }
    return all.reduce(0) { $0 + $1.seconds } / cost * work.cost
  }
}
