import SpikeFiles
import SpikeTraining

/// What an epoch made of the parameters of one layer: an element of `"weights"` in a line of
/// `metrics.jsonl`.
public struct LayerWeights: Hashable, Sendable {
  /// Weights of the layer.
  public var weights: Int
  /// Mean |w| after the epoch.
  public var meanWeight: Double
  /// Mean |b| after the epoch.
  public var meanBias: Double
  /// Weights whose sign is another than before the epoch.
  public var signChanges: Int
  /// Share of weights that are the same as before the epoch.
  public var unchanged: Double
  /// Mean (w' − w)² over the epoch; nil in a line that an older version wrote.
  public var meanSquaredChange: Double?
  /// Median |w| over its 75th percentile after the epoch; nil as before, and where that is 0.
  public var medianToUpperQuartile: Double?

  init(_ change: WeightChange) {
    weights = change.weights
    meanWeight = change.meanWeight
    meanBias = change.meanBias
    signChanges = change.signChanges
    unchanged = Double(change.unchanged) / Double(change.weights)
    meanSquaredChange = change.meanSquaredChange
    medianToUpperQuartile = change.medianToUpperQuartile
  }

  /// Reads an element; nil when a key is missing or of another type.
  public init?(_ json: JSONValue) {
    guard let weights = json["weights"]?.integer, weights > 0,
      let meanWeight = json["meanWeight"]?.double, let meanBias = json["meanBias"]?.double,
      let signChanges = json["signChanges"]?.integer, signChanges >= 0,
      let unchanged = json["unchanged"]?.double
    else { return nil }
    (self.weights, self.meanWeight, self.meanBias) = (weights, meanWeight, meanBias)
    (self.signChanges, self.unchanged) = (signChanges, unchanged)
    meanSquaredChange = json["meanSquaredChange"]?.double
    medianToUpperQuartile = json["medianToUpperQuartile"]?.double
  }

  var json: JSONValue {
    .object([
      ("weights", .number(weights)), ("meanWeight", .number(meanWeight)),
      ("meanBias", .number(meanBias)), ("signChanges", .number(signChanges)),
      ("unchanged", .number(unchanged)),
      ("meanSquaredChange", meanSquaredChange.map { .number($0) }),
      ("medianToUpperQuartile", medianToUpperQuartile.map { .number($0) }),
    ])
  }
}
