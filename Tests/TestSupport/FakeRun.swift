import SpikeFiles
import SpikeKernels
import SpikeRuns

/// A run's folder as training would have left it, without the training.
package struct FakeRun {
  package var name: String
  package var rule: String
  package var seed: Int
  package var beta: Double
  package var steps: Int
  package var layers: [Int]
  package var epochs: Int
  /// Epochs of the config, when the run came less far.
  package var planned: Int?
  /// Accuracy on the test images; nil writes null, as NaN is written.
  package var accuracy: Double?
  /// Accuracy on validation images; nil where there are none.
  package var validation: Double?
  package var firingRate: Double
  package var isDone: Bool
  package var hasSparsity: Bool

  package init(
    name: String = "fake/run", rule: String = "lfp-epsilon", seed: Int = 0, beta: Double = 0.9,
    steps: Int = 5, layers: [Int] = [6, 10], epochs: Int = 2, planned: Int? = nil,
    accuracy: Double? = 0.9, validation: Double? = nil, firingRate: Double = 0.1,
    isDone: Bool = true, hasSparsity: Bool = true
  ) {
    (self.name, self.rule, self.seed) = (name, rule, seed)
    (self.beta, self.steps, self.layers) = (beta, steps, layers)
    (self.epochs, self.planned) = (epochs, planned)
    (self.accuracy, self.validation, self.firingRate) = (accuracy, validation, firingRate)
    (self.isDone, self.hasSparsity) = (isDone, hasSparsity)
  }

  /// The config's text.
  package var text: String {
    let list = layers.map { "{ \"dense\": \($0) }, \"lif\"" }.joined(separator: ", ")
    return """
      { "name": \(JSONText.quoted(name)), "seed": \(seed),
        "data": { "dataset": "digits", "train": 20, "test": 20\(kept) },
        "network": { "steps": \(steps), "beta": \(beta), "layers": [ \(list) ] },
        "learning": { "rule": "\(rule)" }, "training": { "epochs": \(planned ?? epochs) } }
      """
  }

  private var kept: String { validation == nil ? "" : ", \"validation\": 5" }

  /// Writes the folder below a root.
  ///
  /// - Returns: The folder.
  @discardableResult
  package func write(in root: String) throws -> String {
    let experiment = try config(text)
    let directory = RunDirectory(root: root, config: experiment)
    try createFolder(directory.path)
    try TestSupport.write(experiment.resolved, to: directory.configPath)
    let status = RunStatus(
      state: isDone ? .done : .interrupted, process: .current, attempt: 1,
      started: "2025-01-01T00:00:00Z", updated: "2025-01-01T00:01:00Z")
    try TestSupport.write(status.json, to: directory.statusPath)
    let environment = RunEnvironment(
      version: "0.1.0", commit: "0123456789abcdef", system: "Linux x86_64",
      processor: "A processor",
      cores: 2, threads: 2, instructionSet: "avx512", datasetChecksum: "feed")
    try TestSupport.write(environment.json, to: directory.environmentPath)
    let lines = stride(from: 1, through: epochs, by: 1).map { line($0).lineText + "\n" }
    if epochs > 0 { try TestSupport.write(lines.joined(), to: directory.metrics.path) }
    if isDone { try TestSupport.write(summary(of: experiment.hash), to: directory.summaryPath) }
    return directory.path
  }

  private func line(_ epoch: Int) -> JSONValue {
    let weights = layers.enumerated().map { layer, neurons in
      let inputs = layer == 0 ? 784 : layers[layer - 1]
      return [
        "weights": .number(inputs * neurons), "meanWeight": .number(0.1 * Double(layer + 1)),
        "meanBias": 0.05, "signChanges": .number(12 / epoch), "unchanged": 0.25,
      ] as JSONValue
    }
    return .object([
      ("epoch", .number(epoch)), ("trainSamples", validation == nil ? 20 : 15),
      ("trainAccuracy", 0.8),
      ("objective", .string(rule == "surrogate" ? "loss" : "reward")), ("trainObjective", 0.01),
      ("testAccuracy", accuracy.map { .number($0 * Double(epoch) / Double(epochs)) } ?? .null),
      ("validationAccuracy", validation.map(JSONValue.number)),
      ("testFiringRates", .array(layers.map { _ in .number(firingRate) })),
      ("forward", ["additions": 1000, "multiplyAdds": 200]),
      ("learning", ["additions": 300, "multiplyAdds": 40]), ("trainSeconds", 1.5),
      ("testSeconds", 0.5), ("weights", .array(weights)),
    ])
  }

  private func summary(of hash: String) -> JSONValue {
    .object([
      ("format", 2), ("config", .string(hash)), ("checkpoint", "none"), ("name", .string(name)),
      ("rule", .string(rule)), ("epochs", .number(epochs)),
      ("testAccuracy", .number(accuracy ?? 0)), ("trainAccuracy", 0.8), ("testSamples", 20),
      ("firingRates", .array(layers.map { _ in .number(firingRate) })),
      ("spikesPerSample", .number(firingRate * 80)),
      ("inferencePerSample", ["additions": 100, "multiplyAdds": 50]),
      ("trainingForward", ["additions": 1000, "multiplyAdds": 200]),
      ("trainingLearning", ["additions": 300, "multiplyAdds": 40]),
      ("trainingSamples", 40), ("denseOperationsPerSample", 4000),
      ("sparsity", hasSparsity ? sparsity : nil),
    ])
  }

  private var sparsity: JSONValue {
    let layers = layers.map { neurons in
      [
        "neurons": .number(neurons), "firingRate": .number(firingRate),
        "perStep": .array((0..<steps).map { _ in .number(firingRate) }),
        "perClass": .array((0..<10).map { _ in .number(firingRate) }),
        "everSpiked": .number(firingRate == 0 ? 0 : 0.5),
        "activePerSample": .number(firingRate == 0 ? 0 : 0.25),
        "dead": .number(firingRate == 0 ? neurons : 1), "saturated": 0,
        "intervals": .array((1..<max(2, steps)).map { .number(firingRate == 0 ? 0 : $0) }),
        "meanInterval": nil, "medianInterval": nil,
        "rateHistogram": .array((0..<20).map { .number($0 == 0 ? neurons : 0) }),
      ] as JSONValue
    }
    return [
      "footprint": 1000, "connectionSparsity": 0, "activationSparsity": .number(1 - firingRate),
      "synapticOperations": ["effectiveMACs": 50, "effectiveACs": 100, "dense": 4000],
      "membraneUpdates": 80,
      "energy": [
        "perSampleNanojoules": 0.32, "denseNanojoules": 18.4, "picojoulesPerMAC": 4.6,
        "picojoulesPerAC": 0.9,
      ],
      "layers": .array(layers),
      "confusion": .array(
        (0..<10).map { row in .array((0..<10).map { .number($0 == row ? 2 : 0) }) }),
      "learning": [
        "feedbackPairs": 10, "densePairs": 100, "signChanges": 5, "updateSparsity": 0.5,
      ],
    ]
  }
}
