import SpikeData
import SpikeLFP
import SpikeSim
import SpikeSurrogate
import SpikeTraining
import Testing

@testable import SpikeExperiments

/// A file of the repository's `Configs` folder.
private func shipped(_ name: String) -> String {
  "\(#filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined())/Configs/\(name)"
}

private func text(_ name: String) throws -> String {
  String(decoding: try readFile(shipped(name), limit: 1 << 24), as: UTF8.self)
}

@Suite struct ConfigSchemaTests {
  @Test func theShippedSchemaIsCurrent() throws {
    #expect(
      try text("schema.json") == ConfigSchema.jsonSchema,
      "run `spikelab schema > Configs/schema.json`")
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
    let files = names(inFolder: shipped("")).filter { $0 != "schema.json" }
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
    #expect(paper.learning == .lfp(rule: .epsilon(1e-6), reward: .sequence))
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
    for rule in ["lfp-epsilon", "surrogate"] {
      for name in ConfigSchema.learning.selector?.selectCase(rule)?.rest.selector?.cases.map(\.name)
        ?? [""]
      {
        let further = name.isEmpty ? [] : ["learning.surrogate=\(name)"]
        _ = try config(minimal, overrides: ["learning.rule=\(rule)"] + further)
      }
    }
    #expect(ConfigSchema.learning.selector?.cases.map(\.name) == ["lfp-epsilon", "surrogate"])
    for name in DatasetName.allCases {
      _ = try config(minimal, overrides: ["data.dataset=\(name)"])
    }
    for reward in RewardSpec.allCases {
      _ = try config(minimal, overrides: ["learning.reward=\(reward.rawValue)"])
    }
    for optimizer in ["adam", "sgd"] {
      _ = try config(minimal, overrides: ["training.optimizer=\(optimizer)"])
    }
  }
}
