import SpikeKernels
import SpikeSim
import TestSupport
import Testing

@testable import SpikeConfig

@Suite struct ConfigIdentityTests {
  @Test func theHashIsSixteenHexadecimalDigits() throws {
    let hash = try config(minimal).hash
    #expect(hash.utf8.count == 16 && hash.allSatisfy { $0.isHexDigit && !$0.isUppercase })
  }

  @Test func theHashOfAKnownConfigStays() throws {
    // A change here orphans every run directory there is: make it knowingly.
    #expect(try config(minimal).hash == "27f0a66cb077a499")
  }

  @Test(arguments: [
    #"{ "data": { "dataset": "digits" }, "name": "x" }"#,
    #"{ "name": "another", "data": { "dataset": "digits" }, "$schema": "schema.json" }"#,
    "{ // a comment\n \"name\": \"x\", \"data\": { \"dataset\": \"digits\", }, }",
    withNetwork(#""beta": 0.90, "steps": 2.5e1"#),
    withNetwork(#""layers": [{"dense":1000},"lif",{"dense":1e3},{"lif":{}},{"dense":10},"lif"]"#),
    // The same β, once of the network and once of each layer.
    withNetwork(
      #""beta": 0.1, "layers": [{"dense":1000},{"lif":{"beta":0.9}},{"dense":1000},{"lif":{"beta":0.9}},{"dense":10},{"lif":{"beta":0.9}}]"#
    ),
    withLearning(#""rule": "lfp-epsilon", "epsilon": 0.000001"#),
    // Keys that came later, at their defaults.
    withNetwork(#""initialisation": "pytorch""#),
    #"{ "name": "x", "data": { "dataset": "digits", "augmentation": {} } }"#,
    #"{ "name": "x", "data": { "dataset": "digits", "augmentation": { "flip": false, "crop": 0 } } }"#,
    withLearning(#""denominator": "membrane", "normalization": "none", "reduction": "sum""#),
    #"{ "name": "x", "data": { "dataset": "digits" }, "training": { "schedule": "constant" } }"#,
  ])
  func writingTheSameDifferentlyKeepsTheHash(text: String) throws {
    #expect(try config(text).hash == config(minimal).hash)
  }

  @Test(arguments: [
    "seed=1", "data.dataset=cifar10", #"data.normalization={"mean":[0.5],"deviation":[0.5]}"#,
    "data.augmentation.flip=true", "data.augmentation.crop=1", "data.dataset=mnist", "data.seed=1",
    "data.pixels=[0,1]", "data.train=100",
    "data.test=100", "network.steps=24", "network.beta=0.8", "network.threshold=0.5",
    "network.layers[0].dense=999", "network.layers[1].lif.beta=0.5", "learning.epsilon=1e-5",
    "learning.reward=sequence-released", "learning.rule=surrogate", "training.epochs=4",
    "training.batchSize=64", "training.optimizer=sgd", "training.optimizer.adam.beta1=0.8",
    "training.clipping=none", "training.clipping.adaptive=0.02", "encoding=rate",
    "encoding=latency", "network.reset=zero", "network.reset=none",
    "network.layers[1].lif.reset=zero",
    #"network.layers[1].lif.adaptation={"decay":0.9,"strength":0.2}"#,
    "network.initialisation=kaiming",
    "network.initialisation.firingRate=0.1", "learning.denominator=signed", "learning.rule=lfp-0",
    "learning.rule=lfp-alpha-beta", "learning.rule=lfp-z-plus-z-minus", "learning.reward=sign",
    "learning.normalization=largest", "learning.reduction=mean", "training.schedule=cosine",
    "training.schedule=step",
    #"network.layers[0]={"conv2d":{"channels":2,"kernel":5}}"#,
    #"learning={"rule":"lfp-composite","rules":{"dense":{"rule":"lfp-0"}}}"#,
  ])
  func whatDecidesTheNumbersChangesTheHash(override: String) throws {
    #expect(try config(minimal, overrides: [override]).hash != config(minimal).hash)
  }

  @Test(arguments: [
    ("learning.loss=cross-entropy-rate", "learning.loss=cross-entropy-count"),
    ("learning.normalization=largest", "learning.normalization=none"),
    ("training.optimizer.sgd.form=average", "training.optimizer.sgd.form=pytorch"),
    (
      #"network.layers[0]={"dense":{"units":1000,"bias":false}}"#,
      #"network.layers[0]={"dense":{"units":1000,"bias":true}}"#
    ),
  ])
  func laterKeysCountOnlyWhereTheyDiffer(changed: String, standard: String) throws {
    let base = ["learning.rule=surrogate", "training.optimizer.sgd.momentum=0.5"]
    let hash = try config(minimal, overrides: base).hash
    #expect(try config(minimal, overrides: base + [changed]).hash != hash)
    #expect(try config(minimal, overrides: base + [standard]).hash == hash)
  }

  @Test func theHashesOfShippedConfigsStay() throws {
    // What ran before there were convolutions keeps its directory.
    for (file, hash) in [
      ("mnist-mlp-lfp.json", "3b888bab220857fe"), ("mnist-mlp-surrogate.json", "30711433fd55d6eb"),
    ] {
      #expect(try ConfigFile.load(shipped(file)).single().hash == hash, "\(file)")
    }
  }

  @Test func theIdentityOfOneCycleHoldsItsEnds() throws {
    // The default end was 0.0001 once: what ran with it has another directory.
    let text = try config(minimal, overrides: ["training.schedule=oneCycle"]).identityText
    #expect(text.contains(#""schedule":{"oneCycle":{"final":4e-6,"initial":0.04,"warmup":0.3}}"#))
    let old = ["training.schedule.oneCycle.final=0.0001"]
    #expect(try config(minimal, overrides: old).identityText != text)
    #expect(try !config(minimal).identityText.contains("schedule"))
  }

  @Test(arguments: [
    [], ["data.dataset=mnist", "data.train=5"], ["learning.rule=surrogate"],
    ["learning.rule=surrogate", "learning.surrogate=arctangent", "learning.alpha=3"],
    ["training.optimizer.sgd.momentum=0.5", "training.clipping=none"],
    ["network.layers[1].lif={\"beta\":0.5,\"threshold\":2,\"reset\":\"subtract\"}"],
    ["encoding=rate", "network.reset=zero", "network.initialisation.firingRate=0.1"],
    ["learning.rule=lfp-alpha-beta", "learning.alpha=1.3", "learning.beta=0.3"],
    ["learning.denominator=signed", "learning.normalization=largest", "learning.reward=logistic"],
    ["learning.rule=lfp-0", "learning.reduction=mean"],
    ["learning.rule=surrogate", "learning.loss.mean-squared-count.correct=0.7"],
    ["learning.rule=surrogate", "learning.surrogate=straight-through"],
    ["training.optimizer.sgd.form=average", "training.schedule.oneCycle.warmup=0.2"],
    [
      #"network.layers=[{"conv2d":{"channels":2,"kernel":3,"stride":2,"padding":1}},{"averagePool":2},"lif",{"dropout":0.25},{"maxPool":7},"flatten",{"dense":10},"lif"]"#,
      #"learning={"rule":"lfp-composite","rules":[{"rule":"lfp-0"},{"rule":"lfp-alpha-beta"}]}"#,
    ],
    ["seed=9007199254740991", "data.seed=3", "name=a/b ü \\\""],
  ])
  func theResolvedFormReadsBackAsTheSame(overrides: [String]) throws {
    let original = try config(minimal, overrides: overrides)
    let copy = try config(original.resolved.prettyText)
    #expect(copy == original)
    #expect(copy.hash == original.hash)
    #expect(copy.resolved.prettyText == original.resolved.prettyText)
  }

  @Test func anyNumbersReadBackAsTheSame() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      var original = try config(minimal)
      original.network.lif.beta = Float.random(in: 1e-3...1, using: &generator)
      original.network.lif.threshold = Float.random(in: 1e-6...1e6, using: &generator)
      original.network.layers[1] = .lif(
        LIFParameters(beta: Float.random(in: 1e-3...1, using: &generator)))
      #expect(try config(original.resolved.prettyText) == original, "seed 11")
    }
  }

  @Test func perLayerParametersAreWrittenOnlyWhereTheyDiffer() throws {
    let resolved = try config(minimal, overrides: ["network.layers[1].lif.beta=0.5"]).resolved
    #expect(
      resolved["network"]?["layers"]?.canonicalText
        == #"[{"dense":1000},{"lif":{"beta":0.5}},{"dense":1000},"lif",{"dense":10},"lif"]"#)
  }
}
