import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeTraining
import TestSupport
import Testing

@testable import SpikeConfig

@Suite struct ConfigOverrideTests {
  @Test func aValueIsReadAsJSONOrAsAPlainText() throws {
    let changed = try config(
      minimal,
      overrides: [
        "network.beta=0.6", "learning.reward=sequence-released", "name=another name",
        "data.pixels=[0, 1]", "seed=7",
      ])
    #expect(changed.network.lif.beta == 0.6)
    #expect(changed.learning == .lfp(.uniform(.epsilon(1e-6)), reward: .sequenceReleased))
    #expect(changed.name == "another name")
    #expect(changed.data.pixels == .range(low: 0, high: 1))
    #expect(changed.seed == 7)
  }

  @Test func aListLeftToItsDefaultCanBeEntered() throws {
    let changed = try config(
      minimal, overrides: ["network.layers[0].dense=500", "network.layers[1].lif.beta=0.5"])
    #expect(changed.network.layers[0] == .dense(units: 500))
    #expect(changed.network.layers[1] == .lif(LIFParameters(beta: 0.5)))
    #expect(changed.network.layers[2] == .dense(units: 1000))
  }

  @Test func anotherOptimiserReplacesTheOneBefore() throws {
    let text =
      #"{ "name": "x", "data": { "dataset": "digits" }, "training": { "optimizer": { "adam": { "learningRate": 0.1 } } } }"#
    let changed = try config(text, overrides: ["training.optimizer.sgd.momentum=0.9"])
    #expect(changed.training.optimizer == .sgd(learningRate: 0.01, momentum: 0.9))
    let same = try config(text, overrides: ["training.optimizer.adam.beta1=0.5"])
    #expect(
      same.training.optimizer == .adam(learningRate: 0.1, beta1: 0.5, beta2: 0.999, epsilon: 1e-8))
    let bare = try config(text, overrides: ["training.optimizer=sgd", "training.clipping=none"])
    #expect(bare.training.optimizer == .sgd(learningRate: 0.01, momentum: 0))
    #expect(bare.training.clipping == .none)
  }

  @Test func anotherRuleDropsTheKeysOfTheOldOne() throws {
    let text = withLearning(#""rule": "lfp-epsilon", "epsilon": 0.1"#)
    let changed = try config(text, overrides: ["learning.rule=surrogate", "learning.slope=10"])
    #expect(changed.learning == .surrogate(.fastSigmoid(slope: 10)))
    let inner = try config(
      withLearning(#""rule": "surrogate", "slope": 3"#),
      overrides: ["learning.surrogate=arctangent"])
    #expect(inner.learning == .surrogate(.arctangent(alpha: 2)))
  }

  @Test(arguments: [
    (
      "network.beta=1.5",
      "override network.beta=1.5: network.beta: found 1.5, allowed a number in (0, 1]"
    ),
    (
      "network.beta=high",
      #"override network.beta=high: network.beta: found the text "high", allowed a number in (0, 1]"#
    ),
    (
      "network.bta=1",
      #"override network.bta=1: network.bta: found an unknown key, allowed the keys steps, beta, threshold, reset, initialisation, layers; did you mean "beta"?"#
    ),
    (
      "network.layers[9].dense=5",
      "override network.layers[9].dense=5: network.layers: found the index 9, allowed 0 to 5"
    ),
    (
      "network.beta[0]=5",
      "override network.beta[0]=5: network.beta: found 0.9, allowed a list, for [0]"
    ),
    (
      "network.layers[4].dense=11",
      #"override network.layers[4].dense=11: network.layers[4].dense: found 11 outputs of the last dense layer, allowed 10, the classes of the data set "digits""#
    ),
    ("beta", #"override beta: found no "=", allowed key.path=value, such as network.beta=0.6"#),
    (
      "network..beta=3",
      #"override network..beta=3: found no key path before "=", allowed a path such as network.beta or network.layers[0].dense"#
    ),
    (
      "network.layers[x]=3",
      #"override network.layers[x]=3: found no key path before "=", allowed a path such as network.beta or network.layers[0].dense"#
    ),
    (
      "learning.slope=1",
      #"override learning.slope=1: learning.slope: found a key of "rule": "surrogate", but "rule" is "lfp-epsilon" here (the default), allowed the keys rule, epsilon, denominator, reward, normalization, reduction"#
    ),
    (
      "variants[0].seed=1",
      "override variants[0].seed=1: variants: found nothing, allowed a list, for [0]"
    ),
  ])
  func aFaultNamesTheOverride(override: String, message: String) {
    #expect(faults(minimal, overrides: [override]) == [message])
  }

  @Test func aKeyAskedForAndDroppedByAnotherOverrideIsReported() {
    #expect(
      faults(minimal, overrides: ["learning.epsilon=1", "learning.rule=surrogate"]) == [
        #"override learning.epsilon=1: learning.epsilon: found a key of "rule": "lfp-epsilon", but "rule" is "surrogate" here, allowed the keys rule, surrogate, slope, loss, normalization"#
      ])
  }

  @Test func faultsOfTheFileComeBeforeThoseOfOverrides() {
    let lines = faults(withNetwork(#""steps": 0"#), overrides: ["network.beta=2"])
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("c.json:1:71: ") && lines[1].hasPrefix("override "))
  }

  @Test func aPathWithoutEndIsRefused() {
    let path = Array(repeating: "a", count: 100_000).joined(separator: ".")
    #expect(faults(minimal, overrides: [path + "=1"]).count == 1)
  }

  @Test(arguments: 0..<4)
  func noOverrideCrashesTheReader(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let parts = [
      "network", "layers", "[0]", "[1]", "lif", "dense", "beta", ".", ".", "=", "=", "{}", "[]",
      "3",
      "learning", "rule", "surrogate", "training", "optimizer", "sgd", "variants", "name", "\u{0}",
      "data", "dataset", "\"", "{\"adam\":{}}", "null",
    ]
    for _ in 0..<500 {
      let overrides = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
        (0..<Int.random(in: 1...9, using: &generator)).map { _ in
          parts.randomElement(using: &generator)!
        }.joined()
      }
      _ = faults(ConfigFile.quickStartText, overrides: overrides)
      _ = faults(minimal, overrides: overrides)
    }
  }
}
