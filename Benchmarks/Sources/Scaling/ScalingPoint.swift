import SpikeFiles
import SpikeRuns

/// A network, what it did, and at how many steps and which firing rate it was told to do so.
struct ScalingPoint {
  let network: BenchNetwork
  /// A rule, or "inference".
  let task: String
  let steps: Int
  let wantedRate: Double
  /// Mean firing rate over all layers, as counted.
  let rate: Double
  /// Median time of a batch of 128 images.
  let milliseconds: Double
  /// Spikes of such a batch, all layers.
  let spikes: Double
  /// Synaptic operations of such a batch.
  let operations: Double

  init(
    _ network: BenchNetwork, task: String, wantedRate: Double, _ measurement: Measurement,
    of benchmark: ExperimentBenchmark
  ) {
    // A repetition of inference is a pass over more images than a batch has.
    let batch = 128 / measurement.imagesPerRepetition
    let neurons = benchmark.network.layers.reduce(0) { $0 + $1.layout.neurons }
    self.network = network
    self.task = task
    self.wantedRate = wantedRate
    steps = benchmark.network.steps
    milliseconds = measurement.medianSeconds * 1000 * batch
    spikes = measurement.spikesPerRepetition * batch
    operations = measurement.operationsPerImage * 128
    rate = spikes / Double(128 * neurons * steps)
  }

  var json: JSONValue {
    .object([
      ("network", .string(network.rawValue)), ("task", .string(task)), ("steps", .number(steps)),
      ("wantedRate", .number(wantedRate)), ("rate", .number(rate)),
      ("milliseconds", .number(milliseconds)), ("spikes", .number(spikes)),
      ("operations", .number(operations)),
    ])
  }
}

/// Points of one network and task, at one T or at all.
struct ScalingLine {
  let network: BenchNetwork
  let task: String
  /// T; nil for the points of every T together.
  let steps: Int?
  let fit: LinearFit

  init?(_ points: [ScalingPoint], steps: Int?) {
    let points = points.filter { steps == nil || $0.steps == steps }
    guard let first = points.first,
      let fit = LinearFit(points.map { (x: $0.spikes, y: $0.milliseconds) })
    else { return nil }
    (network, task, self.steps, self.fit) = (first.network, first.task, steps, fit)
  }

  /// Nanoseconds that a further spike takes.
  var nanosecondsPerSpike: Double { fit.slope * 1e6 }

  var json: JSONValue {
    .object([
      ("network", .string(network.rawValue)), ("task", .string(task)),
      ("steps", steps.map { .number($0) }), ("milliseconds", .number(fit.intercept)),
      ("nanosecondsPerSpike", .number(nanosecondsPerSpike)), ("explained", .number(fit.explained)),
    ])
  }
}
