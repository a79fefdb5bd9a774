import SpikeLFP
import SpikeSim
import SpikeTraining
import TestSupport
import Testing

@testable import SpikeConfig

/// `learning` as a list: rules that learn one after another.
@Suite struct LearningPhaseTests {
  private static func text(_ list: String, layers: String? = nil) -> String {
    let network = layers.map { #", "network": { "layers": [ \#($0) ] }"# } ?? ""
    return #"{ "name": "x", "data": { "dataset": "digits" }, "learning": \#(list)\#(network) }"#
  }

  private static let units = #"{ "dense": 20 }, "relu", { "dense": 10 }"#
  private static let two =
    #"[ { "rule": "surrogate", "iterations": 100 }, { "epsilon": 0.5 } ]"#

  @Test func `the last rule is the main one, and those before it have lengths`() throws {
    let read = try config(Self.text(Self.two))
    #expect(read.learning == .lfp(.uniform(.epsilon(0.5)), reward: .sequence))
    #expect(
      read.earlierLearning == [
        LearningPhase(learning: .surrogate(.fastSigmoid(slope: 25)), length: .iterations(100))
      ])
    #expect(read.ruleName == "surrogate then lfp-epsilon")
    let epochs = try config(
      Self.text(#"[ { "epochs": 2 }, { "rule": "lfp-0", "iterations": 1 }, {} ]"#))
    #expect(epochs.earlierLearning.map(\.length) == [.epochs(2), .iterations(1)])
  }

  @Test(arguments: [
    text(two), text(#"[ { "epochs": 2 }, {} ]"#),
    text(#"[ { "rule": "gradient", "iterations": 7 }, { "rule": "lfp-0" } ]"#, layers: units),
  ])
  func `a list is written as it was read`(text: String) throws {
    let read = try config(text)
    let again = try config(read.resolved.prettyText)
    #expect(again == read && again.hash == read.hash)
  }

  @Test func `a list of one rule is that rule`() throws {
    let read = try config(Self.text("[ {} ]"))
    #expect(read.hash == (try config(minimal)).hash && read.earlierLearning.isEmpty)
  }

  @Test func `every rule and length is part of the identity`() throws {
    let texts = [
      "{}", #"[ { "iterations": 1 }, {} ]"#, #"[ { "iterations": 2 }, {} ]"#,
      #"[ { "epochs": 1 }, {} ]"#, #"[ { "rule": "lfp-0", "iterations": 1 }, {} ]"#,
      #"[ { "iterations": 1 }, { "rule": "lfp-0" } ]"#,
      #"[ { "iterations": 1 }, { "iterations": 1 }, {} ]"#,
    ]
    let hashes = try texts.map { try config(Self.text($0)).hash }
    #expect(Set(hashes).count == texts.count)
  }

  @Test func `rules without membranes, and their rewards, are those of a network without spikes`()
    throws
  {
    let read = try config(
      Self.text(#"[ { "epochs": 1 }, { "rule": "gradient" } ]"#, layers: Self.units))
    #expect(
      read.earlierLearning.map(\.learning)
        == [.lfp(.uniform(.signedEpsilon(1e-6)), reward: .logistic)])
  }

  @Test func `an override enters the list by an index`() throws {
    let changed = try config(
      Self.text(Self.two),
      overrides: [
        "learning[0].rule=lfp-0", "learning[0].iterations=5", "learning[1].epsilon=0.25",
      ])
    #expect(
      changed.earlierLearning == [
        LearningPhase(
          learning: .lfp(.uniform(.zero(epsilon: 1e-6)), reward: .sequence), length: .iterations(5))
      ])
    #expect(changed.learning == .lfp(.uniform(.epsilon(0.25)), reward: .sequence))
  }

  @Test(arguments: [
    (
      two, ["learning.rule=lfp-0"],
      "found a list, for .rule, allowed an index before it, [0] to [1]"
    ),
    ("{}", ["learning[0].rule=lfp-0"], "allowed a list, for [0]"),
    (two, ["learning[2].rule=lfp-0"], "found the index 2, allowed 0 to 1"),
    ("[]", [], "learning: found an empty list, allowed a list of 1 to 100 elements"),
    (
      "[ {}, {} ]", [],
      #"learning[0]: found a rule without a length, allowed "iterations" or "epochs""#
    ),
    (
      #"[ { "iterations": 5, "epochs": 1 }, {} ]"#, [],
      #"learning[0].epochs: found "epochs" beside "iterations", allowed one of the two"#
    ),
    (
      #"[ { "iterations": 5 }, { "epochs": 1 } ]"#, [],
      "learning[1].epochs: found 1, allowed no length of the last rule, which learns to the end"
    ),
    (
      #"[ { "iterations": 0 }, {} ]"#, [],
      "learning[0].iterations: found 0, allowed a whole number from 1 to 1000000000"
    ),
    (#"[ { "epochs": 0 }, {} ]"#, [], "learning[0].epochs: found 0"),
    (
      #"[ { "rule": "gradient", "iterations": 5 }, {} ]"#, [],
      #"learning[0].rule: found "gradient" for a network that spikes"#
    ),
    (
      #"[ { "rule": "lfp-alpha-beta", "alpha": 3, "iterations": 5 }, {} ]"#, [],
      "learning[0].alpha: found alpha 3 and beta 1 (the default)"
    ),
    (
      #"[ { "rule": "lfp-composite", "rules": [ { "rule": "lfp-0" } ], "epochs": 1 }, {} ]"#, [],
      "learning[0].rules: found a list of 1 rules, allowed 3"
    ),
    (#"{ "iterations": 5 }"#, [], "learning.iterations: found an unknown key"),
    ("7", [], "learning: found the number 7, allowed a list, or an object such as"),
  ])
  func `what a list must not hold is told`(list: String, overrides: [String], message: String) {
    let lines = faults(Self.text(list), overrides: overrides)
    #expect(lines.contains { $0.contains(message) }, "\(lines)")
  }

  @Test func `a rule in the list that does not fit a network without spikes is told`() {
    let lines = faults(
      Self.text(#"[ { "rule": "surrogate", "epochs": 1 }, {} ]"#, layers: Self.units))
    #expect(lines.count == 1 && lines[0].contains("learning[0].rule: found \"surrogate\""))
  }

  @Test func `a variant's rule replaces the list`() throws {
    let text =
      String(Self.text(Self.two).dropLast(2))
      + #", "variants": [ { "name": "a", "learning": { "rule": "lfp-0" } } ] }"#
    let variant = try ConfigFile.parse(text, file: "c.json").single()
    #expect(variant.earlierLearning.isEmpty && variant.ruleName == "lfp-0")
  }
}
