import SpikeFiles
import SpikeSim
import SpikeTraining

/// What the epochs of a run counted so far; rebuilt from `metrics.jsonl` when a run is resumed.
package struct TrainingHistory: Hashable, Sendable {
  package private(set) var epochs = 0
  private(set) var samples = 0
  package private(set) var lastTrainAccuracy: Double?
  private(set) var forward = SynapticOperations()
  private(set) var learning = SynapticOperations()
  package private(set) var seconds = 0.0
  /// The validation accuracy after each epoch; empty without a validation set.
  private(set) var validations: [Double] = []

  /// Weights that changed sign over an epoch, all epochs together.
  private(set) var signChanges = 0
  /// The share of all weights that each epoch left as they were.
  private(set) var unchanged: [Double] = []

  /// Nothing was counted yet.
  package init() {}

  /// Adds a line of `metrics.jsonl`.
  package mutating func add(_ line: JSONValue) {
    epochs = line["epoch"]?.integer ?? epochs
    samples = samples.saturatingSum(max(0, line["trainSamples"]?.integer ?? 0))
    lastTrainAccuracy = line["trainAccuracy"]?.double
    forward += line["forward"].flatMap(SynapticOperations.init) ?? SynapticOperations()
    learning += line["learning"].flatMap(SynapticOperations.init) ?? SynapticOperations()
    seconds += line["trainSeconds"]?.double ?? 0
    if let accuracy = line["validationAccuracy"]?.double { validations.append(accuracy) }
    let layers = line["weights"]?.array?.compactMap(LayerWeights.init) ?? []
    signChanges = layers.reduce(signChanges) { $0.saturatingSum($1.signChanges) }
    let weights = layers.reduce(0.0) { $0 + Double($1.weights) }
    if weights > 0 {
      unchanged.append(layers.reduce(0) { $0 + $1.unchanged * Double($1.weights) } / weights)
    }
  }

  /// How active each LIF layer was in training; nil where there is nothing to say.
  private static func activity(of tally: Tally, _ network: Network) -> JSONValue? {
    // Units may well be 0 for every image.
    guard network.spec.isSpiking else { return JSONValue?.none }
    let states = network.layers.indices.map { Activity(of: tally, population: $0, in: network) }
    // A bare `nil` might mean JSON's null.
    guard states.contains(where: { $0 != .active }) else { return JSONValue?.none }
    return .array(states.map { .string($0.rawValue) })
  }

  /// The line of one epoch.
  static func line(
    epoch: Int, config: String, network: Network, objectiveName: String, training: Tally,
    test: Tally,
    validation: Tally?, weights: [WeightChange], medianToUpperQuartile: Double?,
    trainSeconds: Double, testSeconds: Double, processorSeconds: Double
  ) -> JSONValue {
    .object([
      ("epoch", .number(epoch)), ("config", .string(config)),
      ("trainSamples", .number(training.samples)),
      ("trainAccuracy", training.samples == 0 ? .null : .number(training.accuracy)),
      ("objective", .string(objectiveName)),
      ("trainObjective", training.samples == 0 ? .null : .number(training.meanObjective)),
      ("validationAccuracy", validation.map { .number($0.accuracy) }),
      ("testAccuracy", .number(test.accuracy)),
      ("activity", activity(of: training, network)),
      ("trainFiringRates", .array(training.firingRates(of: network).map { .number($0) })),
      ("testFiringRates", .array(test.firingRates(of: network).map { .number($0) })),
      ("forward", training.forward.json), ("learning", training.learning.json),
      ("testForward", test.forward.json),
      ("weights", .array(weights.map { LayerWeights($0).json })),
      ("medianToUpperQuartile", medianToUpperQuartile.map { .number($0) }),
      ("trainSeconds", .number(trainSeconds.rounded(toPlaces: 3))),
      ("testSeconds", .number(testSeconds.rounded(toPlaces: 3))),
      ("trainProcessorSeconds", .number(processorSeconds.rounded(toPlaces: 3))),
    ])
  }
}
