import SpikeLFP
import SpikeSim
import SpikeSurrogate
import SpikeTraining
import TestSupport
import Testing

@testable import SpikeConfig

/// A network of one conv2d and two dense layers.
private let mixed =
  #""layers": [{ "conv2d": { "channels": 2, "kernel": 5 } }, "lif", { "dense": 20 }, "lif", { "dense": 10 }, "lif"]"#

private func mixedConfig(_ learning: String) -> String {
  #"{ "name": "x", "data": { "dataset": "digits" }, "network": { "# + mixed
    + #" }, "learning": { "# + learning + " } }"
}

@Suite struct LearningConfigTests {
  @Test(arguments: [
    (#""rule": "lfp-0""#, LFPRule.zero(epsilon: 1e-6)),
    (#""rule": "lfp-0", "epsilon": 0.1"#, .zero(epsilon: 0.1)),
    (#""rule": "lfp-epsilon""#, .epsilon(1e-6)),
    (#""rule": "lfp-epsilon", "denominator": "membrane""#, .epsilon(1e-6)),
    (#""denominator": "signed", "epsilon": 0.25"#, .signedEpsilon(0.25)),
    (#""rule": "lfp-alpha-beta""#, .alphaBeta(alpha: 2, membrane: .path, epsilon: 1e-6)),
    (
      #""rule": "lfp-alpha-beta", "alpha": 1.3, "beta": 0.3"#,
      .alphaBeta(alpha: 1.3, membrane: .path, epsilon: 1e-6)
    ),
    (
      #""rule": "lfp-alpha-beta", "alpha": 1, "beta": 0"#,
      .alphaBeta(alpha: 1, membrane: .path, epsilon: 1e-6)
    ),
    (#""rule": "lfp-z-plus-z-minus""#, .zPlusZMinus(membrane: .contribution, epsilon: 1e-6)),
  ])
  func eachRuleHasItsDefaults(text: String, rule: LFPRule) throws {
    #expect(try config(withLearning(text)).learning == .lfp(.uniform(rule), reward: .sequence))
  }

  @Test(arguments: [
    ("sequence", RewardSpec.sequence), ("sequence-released", .sequenceReleased),
    ("logistic", .logistic), ("sign", .sign),
  ])
  func eachRewardHasItsName(name: String, reward: RewardSpec) throws {
    let read = try config(withLearning(#""normalization": "largest", "reward": "\#(name)""#))
    #expect(
      read.learning == .lfp(.uniform(.epsilon(1e-6)), reward: reward, normalization: .largest))
  }

  @Test(arguments: ["lfp-epsilon", "lfp-z-plus-z-minus"])
  func everyRuleOfLFPTakesAReduction(rule: String) throws {
    for (name, reduction) in [("sum", Reduction.sum), ("mean", .mean)] {
      let read = try config(withLearning(#""rule": "\#(rule)", "reduction": "\#(name)""#))
      guard case .lfp(_, .sequence, .none, reduction) = read.learning else {
        Issue.record("\(read.learning)")
        continue
      }
      #expect(try config(read.resolved.prettyText) == read)
      let plain = try config(withLearning(#""rule": "\#(rule)""#)).hash
      #expect((read.hash == plain) == (reduction == .sum))
    }
  }

  @Test(arguments: [
    ("fast-sigmoid", SurrogateFunction.fastSigmoid(slope: 25)),
    ("arctangent", .arctangent(alpha: 2)), ("sigmoid", .sigmoid(slope: 25)),
    ("triangular", .triangular(slope: 1)), ("straight-through", .straightThrough),
  ])
  func eachSurrogateHasItsDefaults(name: String, function: SurrogateFunction) throws {
    let read = try config(withLearning(#""rule": "surrogate", "surrogate": "\#(name)""#))
    #expect(read.learning == .surrogate(function))
  }

  @Test(arguments: [
    (#""cross-entropy-count""#, LossFunction.countCrossEntropy),
    (#""cross-entropy-rate""#, .rateCrossEntropy),
    (#""mean-squared-count""#, .meanSquaredCount(correct: 1, wrong: 0)),
    (
      #"{ "mean-squared-count": { "correct": 0.8, "wrong": 0.2 } }"#,
      .meanSquaredCount(correct: 0.8, wrong: 0.2)
    ),
  ])
  func eachLossHasItsName(text: String, loss: LossFunction) throws {
    let read = try config(withLearning(#""rule": "surrogate", "loss": "# + text))
    #expect(read.learning == .surrogate(.fastSigmoid(slope: 25), loss: loss))
  }

  @Test func aCompositeNamesARulePerConnectionOrKind() throws {
    let zero = LFPRule.zero(epsilon: 1e-6)
    let plus = LFPRule.zPlusZMinus(membrane: .contribution, epsilon: 1e-6)
    let kinds = try config(
      mixedConfig(
        #""rule": "lfp-composite", "rules": { "dense": { "rule": "lfp-0" }, "conv2d": { "rule": "lfp-z-plus-z-minus" } }"#
      ))
    let list = try config(
      mixedConfig(
        #""rule": "lfp-composite", "rules": [{ "rule": "lfp-z-plus-z-minus" }, { "rule": "lfp-0" }, { "rule": "lfp-0" }]"#
      ))
    for read in [kinds, list] {
      guard case .lfp(let composition, .sequence, .none, .sum) = read.learning else {
        Issue.record("\(read.learning)")
        continue
      }
      #expect(composition.rules(for: try Network(read.networkSpec)) == [plus, zero, zero])
      #expect(read.learning.ruleName == "lfp-composite")
      #expect(try config(read.resolved.prettyText) == read)
    }
    #expect(kinds.hash == list.hash)
  }

  @Test func aCompositeOfOneRuleIsThatRule() throws {
    let written = try config(
      withLearning(
        #""rule": "lfp-composite", "rules": { "dense": { "rule": "lfp-epsilon" }, "conv2d": { "rule": "lfp-0" } }"#
      ))
    #expect(try written.hash == config(minimal).hash)
  }

  @Test(arguments: [
    (
      #""rule": "lfp-composite", "rules": [{ "rule": "lfp-0" }, { "rule": "lfp-0" }]"#,
      "learning.rules: found a list of 2 rules, allowed 3, one for each dense and conv2d layer"
    ),
    (
      #""rule": "lfp-composite", "rules": { "dense": { "rule": "lfp-0" } }"#,
      #"learning.rules: found no rule for conv2d layers, allowed "conv2d": {…} too: the network has such layers"#
    ),
    (
      #""rule": "lfp-composite", "rules": { "conv2d": { "rule": "lfp-0" } }"#,
      #"learning.rules: found no rule for dense layers, allowed "dense": {…} too: the network has such layers"#
    ),
    (
      #""rule": "lfp-composite", "rules": { "dens": { "rule": "lfp-0" } }"#,
      #"learning.rules.dens: found an unknown key, allowed the keys dense, conv2d; did you mean "dense"?"#
    ),
    (
      #""rule": "lfp-composite", "rules": "lfp-0""#,
      #"learning.rules: found the text "lfp-0", allowed a list, or an object { … }"#
    ),
    (
      #""rule": "lfp-composite", "rules": []"#,
      "learning.rules: found an empty list, allowed a list of 1 to 1000 elements"
    ),
    (
      #""rule": "lfp-composite""#,
      "learning.rules: found nothing, allowed a list, or an object { … } (this key is required)"
    ),
    (
      #""rule": "lfp-composite", "rules": [{}, { "rule": "lfp-0" }, { "rule": "lfp-0" }]"#,
      #"learning.rules[0].rule: found nothing, allowed one of "lfp-epsilon", "lfp-0", "lfp-alpha-beta", "lfp-z-plus-z-minus" (this key is required)"#
    ),
    (
      #""rule": "lfp-composite", "rules": [{ "rule": "lfp-0", "alpha": 2 }, { "rule": "lfp-0" }, { "rule": "lfp-0" }]"#,
      #"learning.rules[0].alpha: found a key of "rule": "lfp-alpha-beta", but "rule" is "lfp-0" here, allowed the keys rule, epsilon"#
    ),
    (
      #""rule": "lfp-composite", "rules": { "dense": { "rule": "lfp-alpha-beta", "alpha": 3, "beta": 1 }, "conv2d": { "rule": "lfp-0" } }"#,
      "learning.rules.dense.beta: found alpha 3 and beta 1, allowed alpha and beta with alpha - beta = 1"
    ),
    (
      #""rule": "lfp-alpha-beta", "alpha": 3"#,
      "learning.alpha: found alpha 3 and beta 1 (the default), allowed alpha and beta with alpha - beta = 1"
    ),
    (
      #""rule": "lfp-alpha-beta", "beta": 0.5"#,
      "learning.beta: found alpha 2 and beta 0.5, allowed alpha and beta with alpha - beta = 1"
    ),
    (
      #""rule": "lfp-alpha-beta", "alpha": 0.5, "beta": 0"#,
      "learning.alpha: found 0.5, allowed a number of at least 1"
    ),
    (
      #""rule": "lfp-0", "epsilon": 0"#,
      "learning.epsilon: found 0, allowed a number of at least 1e-30"
    ),
    (
      #""denominator": "sgned""#,
      #"learning.denominator: found "sgned", allowed one of "membrane", "signed"; did you mean "signed"?"#
    ),
    (
      #""rule": "lfp-0", "denominator": "signed""#,
      #"learning.denominator: found a key of "rule": "lfp-epsilon", but "rule" is "lfp-0" here, allowed the keys rule, epsilon, reward, normalization, reduction"#
    ),
    (
      #""reduction": "average""#,
      #"learning.reduction: found "average", allowed one of "sum", "mean""#
    ),
    (
      #""rule": "surrogate", "reduction": "mean""#,
      #"learning.reduction: found a key of "rule": "lfp-epsilon", but "rule" is "surrogate" here, allowed the keys rule, surrogate, slope, loss, normalization"#
    ),
    (
      #""normalization": "max""#,
      #"learning.normalization: found "max", allowed one of "none", "largest", "step""#
    ),
    (
      #""rule": "surrogate", "surrogate": "straight-through", "slope": 1"#,
      #"learning.slope: found a key of "surrogate": "fast-sigmoid", but "surrogate" is "straight-through" here, allowed the keys rule, surrogate, loss, normalization"#
    ),
    (
      #""rule": "surrogate", "loss": { "mean-squared-count": { "correct": 1.5 } }"#,
      "learning.loss.mean-squared-count.correct: found 1.5, allowed a number in [0, 1]"
    ),
    (
      #""loss": "cross-entropy-rate""#,
      #"learning.loss: found a key of "rule": "surrogate", but "rule" is "lfp-epsilon" here (the default), allowed the keys rule, epsilon, denominator, reward, normalization, reduction"#
    ),
  ])
  func aFaultIsOneClearLine(learning: String, message: String) {
    let lines = faults(mixedConfig(learning))
    #expect(lines.count == 1)
    #expect(lines.first?.split(separator: ": ", maxSplits: 1).last.map(String.init) == message)
  }

  @Test func overridesAndVariantsEnterComposites() throws {
    let text = mixedConfig(
      #""rule": "lfp-composite", "rules": { "dense": { "rule": "lfp-0" }, "conv2d": { "rule": "lfp-0" } }"#
    )
    let changed = try config(
      text,
      overrides: ["learning.rules.dense.epsilon=0.5", "learning.rules.conv2d.rule=lfp-alpha-beta"])
    #expect(
      changed.learning
        == .lfp(
          .byKind(
            dense: .zero(epsilon: 0.5), conv2d: .alphaBeta(alpha: 2, membrane: .path, epsilon: 1e-6)
          ),
          reward: .sequence))
    let list = try config(
      mixedConfig(
        #""rule": "lfp-composite", "rules": [{ "rule": "lfp-0" }, { "rule": "lfp-0" }, { "rule": "lfp-0" }]"#
      ), overrides: ["learning.rules[2].epsilon=0.5"])
    #expect(
      list.learning
        == .lfp(
          .byConnection([.zero(epsilon: 1e-6), .zero(epsilon: 1e-6), .zero(epsilon: 0.5)]),
          reward: .sequence))
    let back = try config(text, overrides: ["learning.rule=lfp-epsilon"])
    #expect(back.learning == .lfp(.uniform(.epsilon(1e-6)), reward: .sequence))
    let variant = try ConfigFile.parse(
      String(text.dropLast(2))
        + #", "variants": [{ "name": "a", "learning": { "rules": { "dense": { "epsilon": 0.5 } } } }] }"#,
      file: "c.json"
    ).single()
    #expect(
      variant.learning
        == .lfp(
          .byKind(dense: .zero(epsilon: 0.5), conv2d: .zero(epsilon: 1e-6)), reward: .sequence))
  }
}
