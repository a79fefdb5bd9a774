import SpikeConfig
import SpikeFiles
import SpikeSim
import SpikeTraining

/// The final numbers of a run, as `summary.json` holds them.
///
/// Nothing here depends on the machine or the hour: the same config gives the same bytes. Times
/// stand in `metrics.jsonl`.
public struct RunSummary: Hashable, Sendable {
  /// The version of the file's layout that this program writes and the newest it reads.
  public static let format = 2
  /// The hash of the config; nil in a summary that an older version wrote.
  public var config: String?
  /// The checksum of the checkpoint that all this is measured on; nil as ``config``.
  public var checkpoint: String?
  /// The config's name.
  public var name: String
  /// The rule's name.
  public var rule: String
  /// Epochs trained.
  public var epochs: Int
  /// Share of test images whose class spiked most.
  public var testAccuracy: Double
  /// The same on the training images, as they were seen in the last epoch; nil for no epoch.
  public var trainAccuracy: Double?
  /// The validation accuracy after the last epoch; nil without a validation set or an epoch.
  public var validationAccuracy: Double?
  /// Whether the config's `stopping` ended it before its last epoch.
  public var stoppedEarly = false
  /// Test images.
  public var testSamples: Int
  /// Share of (neuron, step) pairs with a spike on the test set, for each LIF layer.
  public var firingRates: [Double]
  /// Spikes of all layers for one test image, on average.
  public var spikesPerSample: Double
  /// Synaptic operations of one test image, on average.
  public var inference: SynapticOperations
  /// Synaptic operations of all training, forward.
  public var trainingForward: SynapticOperations
  /// Synaptic operations of all training, learning.
  public var trainingLearning: SynapticOperations
  /// Training images seen, all epochs together.
  public var trainingSamples: Int
  /// What a dense simulation of one image would take: every weight at every step.
  public var densePerSample: Int
  /// How sparse the network was; nil in a summary that an older version wrote.
  public var sparsity: SparsityReport?

  /// A few lines for the terminal.
  ///
  /// - Parameter config: The run's, which says whether there are spikes.
  public func text(of config: ExperimentConfig) -> String {
    let words = ActivityWords(config)
    let validation = validationAccuracy.map { "validation accuracy \(percent($0)), " } ?? ""
    let lines = [
      "\(name): \(validation)test accuracy \(percent(testAccuracy)) after \(counted(epochs, "epoch"))",
      "\(words.rates) " + words.shown(firingRates).map(percent).joined(separator: ", ")
        + (words.isSpiking ? "; \(fixed(spikesPerSample, places: 0)) spikes an image" : ""),
      "synaptic operations an image: \(short(Double(inference.total))) inference, "
        + "\(short(learningPerSample)) learning; dense simulation \(short(Double(densePerSample)))",
    ]
    return (lines + (dead(words).map { [$0] } ?? [])).joined(separator: "\n")
  }

  /// Which layers have many neurons that no test image made spike: more than a fifth; nil for none.
  private func dead(_ words: ActivityWords) -> String? {
    let layers = words.shown(sparsity?.layers ?? []).enumerated().filter {
      $0.element.dead.multipliedReportingOverflow(by: 5).partialValue > $0.element.neurons
    }
    guard !layers.isEmpty else { return nil }
    let parts = layers.map {
      "\($0.element.dead) of \($0.element.neurons) \(words.units) of \(words.layer) \($0.offset)"
    }
    return
      "\(words.never) for a test image: \(parts.joined(separator: ", ")) (`spikelab inspect` has more)"
  }

  /// Synaptic operations of learning from one image, on average.
  public var learningPerSample: Double {
    trainingSamples == 0 ? 0 : Double(trainingLearning.total) / Double(trainingSamples)
  }
}

extension RunSummary {
  /// Sums up a run.
  init(
    config: ExperimentConfig, checkpoint: String?, network: Network, history: TrainingHistory,
    test: Tally, spikes: SpikeCounts
  ) {
    self.config = config.hash
    self.checkpoint = checkpoint
    name = config.name
    rule = config.ruleName
    epochs = history.epochs
    testAccuracy = test.accuracy
    trainAccuracy = history.lastTrainAccuracy
    validationAccuracy = history.validations.last
    stoppedEarly = history.epochs < config.training.epochs
    testSamples = test.samples
    firingRates = test.firingRates(of: network)
    let samples = max(1, test.samples)
    // Logits are no activity.
    let active = network.spec.isSpiking ? test.spikes[...] : test.spikes.dropLast()
    spikesPerSample = Double(active.reduce(0, +)) / Double(samples)
    inference = SynapticOperations(
      additions: test.forward.additions / samples,
      multiplyAdds: test.forward.multiplyAdds / samples)
    trainingForward = history.forward
    trainingLearning = history.learning
    trainingSamples = history.samples
    densePerSample =
      network.steps
      * network.layers.reduce(0) {
        $0 + $1.denseOperations
      }
    sparsity = SparsityReport(
      spikes, of: network, learning: LearningEvents(history, of: network))
  }

  /// The content of `summary.json`.
  var json: JSONValue {
    .object([
      ("format", .number(Self.format)), ("config", config.map(JSONValue.string)),
      ("checkpoint", checkpoint.map(JSONValue.string)), ("name", .string(name)),
      ("rule", .string(rule)),
      ("epochs", .number(epochs)), ("stoppedEarly", stoppedEarly ? true : nil),
      ("testAccuracy", .number(testAccuracy)),
      ("validationAccuracy", validationAccuracy.map { .number($0) }),
      ("trainAccuracy", trainAccuracy.map { .number($0) } ?? .null),
      ("testSamples", .number(testSamples)),
      ("firingRates", .array(firingRates.map { .number($0) })),
      ("spikesPerSample", .number(spikesPerSample)),
      ("inferencePerSample", inference.json), ("trainingForward", trainingForward.json),
      ("trainingLearning", trainingLearning.json), ("trainingSamples", .number(trainingSamples)),
      ("denseOperationsPerSample", .number(densePerSample)), ("sparsity", sparsity?.json),
    ])
  }

  /// Reads the content of `summary.json`.
  ///
  /// - Throws: ``RunError`` naming what is missing.
  package init(_ json: JSONValue, file: String) throws(RunError) {
    let reader = MemberReader(json, named: "", file: file)
    config = json["config"]?.string
    checkpoint = json["checkpoint"]?.string
    // Both are shown on terminals.
    name = JSONText.printable(try reader.required("name", \.string))
    rule = JSONText.printable(try reader.required("rule", \.string))
    epochs = try reader.required("epochs", \.integer)
    testAccuracy = try reader.required("testAccuracy", \.double)
    trainAccuracy = json["trainAccuracy"]?.double
    validationAccuracy = json["validationAccuracy"]?.double
    if case .boolean(true) = json["stoppedEarly"]?.content { stoppedEarly = true }
    testSamples = try reader.required("testSamples", \.integer)
    firingRates = try reader.required("firingRates") { $0.arrayOf(\.double) }
    spikesPerSample = try reader.required("spikesPerSample", \.double)
    inference = try reader.required("inferencePerSample", SynapticOperations.init)
    trainingForward = try reader.required("trainingForward", SynapticOperations.init)
    trainingLearning = try reader.required("trainingLearning", SynapticOperations.init)
    trainingSamples = try reader.required("trainingSamples", \.integer)
    densePerSample = try reader.required("denseOperationsPerSample", \.integer)
    if let value = json["sparsity"] { sparsity = try SparsityReport(value, file: file) }
  }
}

extension SynapticOperations {
  var json: JSONValue {
    ["additions": .number(additions), "multiplyAdds": .number(multiplyAdds)]
  }

  package init?(_ json: JSONValue) {
    guard let additions = json["additions"]?.integer, additions >= 0,
      let products = json["multiplyAdds"]?.integer, products >= 0
    else { return nil }
    self.init(additions: additions, multiplyAdds: products)
  }
}
