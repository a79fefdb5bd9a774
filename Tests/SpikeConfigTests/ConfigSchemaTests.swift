import SpikeLFP
import SpikeSim
import SpikeSurrogate
import SpikeTraining
import TestSupport
import Testing

@testable import SpikeConfig
@testable import SpikeFiles

private func text(_ name: String) throws -> String {
  String(decoding: try readFile(shipped(name), limit: 1 << 24), as: UTF8.self)
}

@Suite struct ConfigSchemaTests {
  @Test func theShippedSchemaIsCurrent() throws {
    #expect(
      try text("schema.json") == ConfigSchema.jsonSchema,
      "run `spikelab schema > Configs/schema.json`")
    #expect(ConfigSchema.jsonSchema.contains(#""$id": "urn:spikelab:config""#))
  }

  @Test func theBuiltInQuickStartIsTheShippedOne() throws {
    #expect(try text("quick-start.json") == ConfigFile.quickStartText)
    #expect(try text("mnist-compare.json") == ConfigFile.mnistComparisonText)
    #expect(
      try ConfigFile.quickStart().experiments
        == ConfigFile.load(shipped("quick-start.json")).experiments)
  }

  @Test func theBuiltInComparisonOnMNISTIsTheShippedOne() throws {
    #expect(try text("mnist-compare.json") == ConfigFile.mnistComparisonText)
    #expect(try ConfigFile.mnistComparison().experiments.count == 2)
  }

  @Test func everyShippedConfigIsSound() throws {
    let files = names(inFolder: shipped("")).filter {
      $0.hasSuffix(".json") && $0 != "schema.json" && !$0.hasPrefix("sweep-")
    }
    #expect(files.contains("mnist-mlp-lfp.json"))
    for file in files {
      #expect(throws: Never.self) { try ConfigFile.load(shipped(file)) }
      #expect(try text(file).contains(#""$schema": "schema.json""#))
    }
  }

  @Test func theDefaultsAreThePapersMLPExperiment() throws {
    let paper = try ConfigFile.load(shipped("mnist-mlp-lfp.json")).single()
    #expect(try config(#"{ "name": "x", "data": { "dataset": "mnist" } }"#).hash == paper.hash)
    #expect(paper.networkSpec.inputShape == [1, 28, 28])
    #expect(paper.network.layers.count == 6 && paper.network.steps == 25)
    #expect(paper.learning == .lfp(.uniform(.epsilon(1e-6)), reward: .sequence))
    #expect(
      paper.training
        == TrainingConfig(
          epochs: 3, batchSize: 128,
          optimizer: .adam(learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
          clipping: .adaptive(limit: 0.01)))
  }

  @Test func theComparisonRunsTheTwoShippedExperiments() throws {
    let compared = try ConfigFile.load(shipped("mnist-compare.json")).experiments.map(\.hash)
    // On the same pixels: those the baseline was tuned for, which LFP does better on too.
    let alone = try ["mnist-mlp-lfp.json", "mnist-mlp-surrogate.json"].map {
      try ConfigFile.load(shipped($0), overrides: ["data.pixels=[0, 1]"]).single().hash
    }
    #expect(compared == alone)
  }

  @Test func everyKeyOfTheSchemaHasDocumentationAndASoundDefault() {
    func check(_ schema: Schema) {
      switch schema {
      case .object(let object): check(object)
      case .array(let items, _): check(items)
      case .either(let list, let object):
        check(list)
        check(object)
      case .shorthand(let key, let object):
        #expect(object.keys.contains { $0.name == key })
        check(object)
      case .named(let names, let other):
        #expect(names.allSatisfy { $0.documentation.hasSuffix(".") })
        check(other)
      case .choice(let alternatives):
        for alternative in alternatives {
          #expect(!alternative.documentation.isEmpty)
          if let payload = alternative.payload { check(payload) }
        }
      default: break
      }
    }
    func check(_ object: ObjectSchema) {
      for key in object.keys {
        #expect(key.documentation.hasSuffix("."), "\(key.name)")
        if let standard = key.standard {
          var resolver = SchemaResolver(file: "")
          #expect(resolver.resolve(standard, as: key.schema) != nil, "\(key.name)")
        }
        check(key.schema)
      }
      for selected in object.selector?.cases ?? [] { check(selected.rest) }
    }
    check(ConfigSchema.experiment)
  }

  @Test func everyCaseOfTheSchemaCanBeRead() throws {
    // What the schema lets through the reader must know; else it stops the program.
    let rules = try #require(ConfigSchema.oneLearning.selector?.cases)
    #expect(
      rules.map(\.name) == [
        "lfp-epsilon", "lfp-0", "lfp-alpha-beta", "lfp-z-plus-z-minus", "lfp-composite",
        "surrogate", "gradient",
      ])
    for rule in rules {
      let further =
        rule.name == "lfp-composite" ? [#"learning.rules={"dense":{"rule":"lfp-0"}}"#] : []
      for name in rule.rest.selector?.cases.map(\.name) ?? [""] {
        let surrogate = name.isEmpty ? [] : ["learning.surrogate=\(name)"]
        let network =
          rule.name == "gradient" ? [#"network.layers=[{"dense":9},"relu",{"dense":10}]"#] : []
        _ = try config(
          minimal, overrides: network + ["learning.rule=\(rule.name)"] + further + surrogate)
      }
    }
    for name in ConfigSchema.data.selector?.cases.map(\.name) ?? [] {
      let own = ["data.folder=mine", "data.rows=9", "data.columns=8", "data.classes=10"]
      let two = [#"network.layers=[{"dense":2},"lif"]"#]
      let events = ["encoding=events"]
      let further =
        [
          "idx": own, "line": two, "digit-order": two + events, "nmnist": events,
          "events": own + events,
        ][name] ?? []
      _ = try config(minimal, overrides: ["data.dataset=\(name)"] + further)
    }
    for key in ["reward", "normalization", "reduction", "denominator"] {
      for name in choices(of: ConfigSchema.oneLearning, key) {
        _ = try config(minimal, overrides: ["learning.\(key)=\(name)"])
      }
    }
    for key in ["optimizer", "schedule"] {
      for name in choices(of: ConfigSchema.training, key) {
        _ = try config(minimal, overrides: ["training.\(key)=\(name)"])
      }
    }
    for rates in ["free", #"{"bounded":{"upper":0.2,"strength":0.1}}"#] {
      _ = try config(minimal, overrides: ["training.firingRates=\(rates)"])
    }
    for name in choices(of: ConfigSchema.experiment, "encoding") {
      let dataset = name == "events" ? "nmnist" : "digits"
      _ = try config(minimal, overrides: ["encoding=\(name)", "data.dataset=\(dataset)"])
    }
    for name in choices(of: ConfigSchema.network, "reset") {
      _ = try config(minimal, overrides: ["network.reset=\(name)"])
    }
    #expect(
      choices(of: ConfigSchema.network, "initialisation") == [
        "pytorch", "kaiming", "firingRate", "run", "tensors",
      ])
    for value in [
      "pytorch", "kaiming", #"{"firingRate":0.5}"#, #"{"run":{"folder":"a","checksum":"b"}}"#,
      #"{"tensors":{"file":"a","checksum":"b"}}"#,
    ] {
      _ = try config(minimal, overrides: ["network.initialisation=\(value)"])
    }
    for name in ["cross-entropy-count", "cross-entropy-rate", "mean-squared-count"] {
      _ = try config(minimal, overrides: ["learning.rule=surrogate", "learning.loss=\(name)"])
    }
    guard case .choice(let layers) = ConfigSchema.layer else { throw CancellationError() }
    #expect(
      layers.map(\.name) == [
        "dense", "conv2d", "maxPool", "averagePool", "flatten", "dropout", "lif", "relu",
      ])
    let every = try config(
      withNetwork(
        """
        "layers": [{ "conv2d": { "channels": 2, "kernel": 3 } }, { "averagePool": 2 }, "lif",
          { "dropout": 0.5 }, { "maxPool": 2 }, "flatten", { "dense": 10 }, "lif"]
        """))
    #expect(every.network.layers.count == layers.count)
    let units = try config(withNetwork(#""layers": [{ "dense": 5 }, "relu", { "dense": 10 }]"#))
    #expect(units.network.layers[1] == .relu)
  }

  /// What a key may name, in the schema's first case.
  private func choices(of schema: ObjectSchema, _ key: String) -> [String] {
    let keys = schema.applicableKeys(for: JSONObject())
    switch keys.first(where: { $0.name == key })?.schema {
    case .enumeration(let names): return names.map(\.name)
    case .choice(let alternatives): return alternatives.map(\.name)
    default: return []
    }
  }
}
