import SpikeSim
import TestSupport
import Testing

@testable import SpikeConfig

/// `training.firingRates`: free, or bounded.
@Suite struct FiringRatesConfigTests {
  private func text(_ rates: String, network: String = "") -> String {
    #"{ "name": "x", "data": { "dataset": "digits" }, \#(network) "training": { "firingRates": "#
      + rates + " } }"
  }

  @Test func `bounds are read and written`() throws {
    #expect(try config(text(#""free""#)).training.rates == nil)
    let config = try config(text(#"{ "bounded": { "upper": 0.25, "strength": 2 } }"#))
    #expect(config.training.rates == RateBounds(lower: 0, upper: 0.25, strength: 2))
    #expect(
      config.identityText.contains(
        #""firingRates":{"bounded":{"lower":0,"strength":2,"upper":0.25}}"#))
  }

  @Test func `free rates leave the identity of a run as it was`() throws {
    let config = try config(text(#""free""#))
    #expect(!config.identityText.contains("firingRates"))
  }

  @Test(arguments: [
    (#"{ "bounded": { "lower": 0.5, "upper": 0.25, "strength": 1 } }"#, "", "at least lower, 0.5"),
    (#"{ "bounded": { "upper": 0.25 } }"#, "", "a number above 0"),
    (#"{ "bounded": { "upper": 2, "strength": 1 } }"#, "", "a number in [0, 1]"),
    (
      #"{ "bounded": { "strength": 1 } }"#,
      #""network": { "layers": [{ "dense": 5 }, "relu", { "dense": 10 }] },"#,
      "its units do not spike"
    ),
  ])
  func `what cannot be is told`(rates: String, network: String, message: String) {
    let lines = faults(text(rates, network: network))
    #expect(lines.count == 1 && lines[0].contains(message), "\(lines)")
  }
}
