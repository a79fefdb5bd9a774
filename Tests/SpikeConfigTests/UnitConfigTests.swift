import SpikeLFP
import SpikeSim
import TestSupport
import Testing

@testable import SpikeConfig

/// Configs of networks without spikes.
@Suite struct UnitConfigTests {
  private static func text(
    _ learning: String = "{}", network: String = "", rest: String = ""
  ) -> String {
    """
    { "name": "x", "data": { "dataset": "mnist" }, "learning": \(learning), \(rest)
      "network": { \(network) "layers": [ { "dense": 20 }, "relu", { "dense": 10 } ] } }
    """
  }

  @Test(arguments: ["{}", #"{ "rule": "gradient" }"#, #"{ "rule": "lfp-alpha-beta" }"#])
  func `a network without spikes is written as it was read`(learning: String) throws {
    let read = try config(Self.text(learning))
    #expect(read.network.steps == 1 && !read.network.isSpiking)
    let written = read.resolved.prettyText
    for key in ["steps", "threshold", "reset"] { #expect(!written.contains("\"\(key)\"")) }
    let again = try config(written)
    #expect(again == read && again.hash == read.hash)
  }

  @Test func `its rules have no membrane, and its reward looks at logits`() throws {
    #expect(
      try config(Self.text()).learning
        == .lfp(.uniform(.signedEpsilon(1e-6)), reward: .logistic))
    #expect(
      try config(Self.text(#"{ "rule": "lfp-z-plus-z-minus", "reward": "sign" }"#)).learning
        == .lfp(.uniform(.zPlusZMinus(membrane: .contribution, epsilon: 1e-6)), reward: .sign))
  }

  @Test(arguments: [
    (text(network: #""steps": 25,"#), "\"steps\" in a network without spikes"),
    (text(network: #""beta": 0.9,"#), "\"beta\" in a network without spikes"),
    (text(network: #""threshold": 1,"#), "\"threshold\" in a network without spikes"),
    (text(network: #""reset": "zero","#), "\"reset\" in a network without spikes"),
    (text(network: #""initialisation": { "firingRate": 0.1 },"#), "a firing rate in a network"),
    (text(rest: #""encoding": "rate","#), "the encoding \"rate\" in a network without spikes"),
    (text(#"{ "rule": "surrogate" }"#), "\"gradient\" or a rule of LFP"),
    (text(#"{ "reward": "sequence" }"#), "which look at logits"),
    (text(#"{ "rule": "lfp-alpha-beta", "membrane": "path" }"#), "its units have no membrane"),
    (
      text(
        #"{ "rule": "lfp-composite", "rules": [ { "rule": "lfp-0" }, { "rule": "lfp-alpha-beta", "membrane": "path" } ] }"#
      ), "its units have no membrane"
    ),
    (
      text(
        #"{ "rule": "lfp-composite", "rules": { "dense": { "rule": "lfp-epsilon", "denominator": "membrane" } } }"#
      ), "its units have no membrane"
    ),
    (text(#"{ "normalization": "step" }"#), "\"largest\": it has one step"),
    (
      #"{ "name": "x", "data": { "dataset": "mnist" }, "learning": { "rule": "gradient" } }"#,
      "\"gradient\" for a network that spikes"
    ),
  ])
  func `what it does without is refused, with what is allowed`(text: String, message: String) {
    do {
      _ = try config(text)
      Issue.record("read: \(text)")
    } catch {
      #expect("\(error)".contains(message), "\(error)")
    }
  }
}
