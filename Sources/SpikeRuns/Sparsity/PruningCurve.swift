import SpikeFiles
import SpikeTraining

/// What a network does once a share of its smallest weights is 0: a point of a ``PruningCurve``.
public struct PruningPoint: Hashable, Sendable {
  /// The share of weights that was asked for, 0 … 1.
  public var share: Double
  /// Weights that are 0 then.
  public var pruned: Int
  /// Share of test images that are classified correctly.
  public var testAccuracy: Double
  /// Spikes of all layers for one test image, on average; nil of a network without spikes.
  public var spikesPerSample: Double?
  /// Effective operations of one test image, those whose value and weight are not 0; nil of a network without
  /// spikes.
  public var operations: EffectivePair?

  /// Multiply-accumulates and accumulates, on average.
  public struct EffectivePair: Hashable, Sendable {
    /// Of values other than 0 and ±1.
    public var effectiveMACs: Double
    /// Of spikes.
    public var effectiveACs: Double
  }

  /// A point.
  init(
    share: Double, pruned: Int, testAccuracy: Double, spikesPerSample: Double? = nil,
    operations: EffectivePair? = nil
  ) {
    (self.share, self.pruned, self.testAccuracy) = (share, pruned, testAccuracy)
    (self.spikesPerSample, self.operations) = (spikesPerSample, operations)
  }
}

/// Accuracy, spikes and operations of a run's checkpoint over the share of weights that are pruned, with no
/// training after it: an element of `"curves"` in `prune.json`.
public struct PruningCurve: Hashable, Sendable {
  /// The version of the file's layout that this program writes and the newest it reads.
  static let format = 1

  /// What weights were compared with.
  public var order: PruningOrder
  /// The checksum of the checkpoint; nil of one that has none.
  public var checkpoint: String?
  /// Epochs that the checkpoint had done.
  public var epochs: Int
  /// Test images.
  public var testSamples: Int
  /// Weights of the network.
  public var weights: Int
  /// From the least to the largest share; the first is 0, the network as it is.
  public var points: [PruningPoint]

  /// The accuracy at a share; nil where it was not measured.
  public func accuracy(at share: Double) -> Double? {
    points.first { abs($0.share - share) < 1e-9 }?.testAccuracy
  }
}

extension PruningCurve {
  var json: JSONValue {
    .object([
      ("order", .string(order.rawValue)), ("checkpoint", checkpoint.map(JSONValue.string)),
      ("epochs", .number(epochs)), ("testSamples", .number(testSamples)),
      ("weights", .number(weights)), ("points", .array(points.map(\.json))),
    ])
  }

  /// Reads a curve.
  ///
  /// - Throws: ``RunError/unreadable(file:reason:)`` naming the key that is missing or of another type.
  init(_ json: JSONValue, file: String) throws(RunError) {
    let reader = MemberReader(json, named: "curves", file: file)
    order = try reader.required("order") { $0.string.flatMap(PruningOrder.init) }
    checkpoint = reader.optional("checkpoint", \.string)
    epochs = try reader.required("epochs", \.integer)
    testSamples = try reader.required("testSamples", \.integer)
    weights = try reader.required("weights", \.integer)
    points = []
    for point in try reader.required("points", \.array) {
      points.append(try PruningPoint(MemberReader(point, named: "curves.points", file: file)))
    }
  }
}

extension PruningPoint {
  var json: JSONValue {
    .object([
      ("share", .number(share)), ("pruned", .number(pruned)),
      ("testAccuracy", .number(testAccuracy)),
      ("spikesPerSample", spikesPerSample.map { .number($0) }),
      ("effectiveMACs", operations.map { .number($0.effectiveMACs) }),
      ("effectiveACs", operations.map { .number($0.effectiveACs) }),
    ])
  }

  init(_ reader: MemberReader) throws(RunError) {
    share = try reader.required("share", \.double)
    pruned = try reader.required("pruned", \.integer)
    testAccuracy = try reader.required("testAccuracy", \.double)
    spikesPerSample = reader.optional("spikesPerSample", \.double)
    if let macs = reader.optional("effectiveMACs", \.double),
      let acs = reader.optional("effectiveACs", \.double)
    {
      operations = EffectivePair(effectiveMACs: macs, effectiveACs: acs)
    }
  }
}
