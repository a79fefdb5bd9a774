import SpikeTraining
import TestSupport
import Testing

@testable import SpikeConfig

/// `training.clipping`: a number, or an object with the number, the floor and the layers.
@Suite struct ClippingConfigTests {
  private func withClipping(_ text: String) -> String {
    #"{ "name": "x", "data": { "dataset": "digits" }, "training": { "clipping": "# + text + " } }"
  }

  @Test(arguments: [
    (#""none""#, Clipping.none), (#"{ "adaptive": 0.02 }"#, .adaptive(limit: 0.02)),
    (#"{ "adaptive": {} }"#, .adaptive(limit: 0.01)),
    (
      #"{ "adaptive": { "limit": 0.06, "floor": 1e-6, "layers": "all" } }"#,
      .adaptive(limit: 0.06, floor: 1e-6)
    ),
    (
      #"{ "adaptive": { "layers": "hidden" } }"#,
      .adaptive(limit: 0.01, floor: 1e-3, layers: .hidden)
    ),
    (
      #"{ "adaptive": { "layers": [0, 2] } }"#,
      .adaptive(limit: 0.01, floor: 1e-3, layers: .listed([0, 2]))
    ),
  ])
  func everyFormIsRead(text: String, clipping: Clipping) throws {
    let read = try config(withClipping(text))
    #expect(read.training.clipping == clipping)
    let copy = try config(read.resolved.prettyText)
    #expect(copy == read && copy.hash == read.hash)
  }

  @Test(arguments: [
    #"{ "adaptive": 0.01 }"#, #"{ "adaptive": {} }"#, #"{ "adaptive": { "limit": 0.01 } }"#,
    #"{ "adaptive": { "floor": 0.001, "layers": "all" } }"#,
    #"{ "adaptive": { "layers": [2, 0, 1] } }"#,
  ])
  func theDefaultHasOneIdentityHoweverItIsWritten(text: String) throws {
    #expect(try config(withClipping(text)).hash == config(minimal).hash)
    // As configs were written before there were layers and a floor.
    #expect(
      try config(minimal).identityText.contains(#""clipping":{"adaptive":0.01}"#))
  }

  @Test func theSameLayersAreTheSameExperiment() throws {
    func hash(_ layers: String) throws -> String {
      try config(withClipping(#"{ "adaptive": { "layers": \#(layers) } }"#)).hash
    }
    #expect(try hash(#""hidden""#) == hash("[0, 1]"))
    #expect(try hash("[1, 0, 1]") == hash("[0, 1]"))
    #expect(try Set(["[0]", "[1]", "[2]", "[0, 1]", "[0, 1, 2]"].map(hash)).count == 5)
    // Of a single layer, the hidden ones are none.
    let single = [#"network.layers=[{"dense":10},"lif"]"#]
    let none = try config(withClipping(#""none""#), overrides: single)
    let hidden = try config(
      withClipping(#"{ "adaptive": { "layers": "hidden" } }"#), overrides: single)
    #expect(hidden.hash == none.hash)
  }

  @Test func aNumberKeepsItsMeaningBesideAnotherKey() throws {
    let base = withClipping(#"{ "adaptive": 0.02 }"#)
    let changed = try config(base, overrides: ["training.clipping.adaptive.floor=1e-6"])
    #expect(changed.training.clipping == .adaptive(limit: 0.02, floor: 1e-6))
    let listed = try config(
      withClipping(#"{ "adaptive": { "layers": [0, 1] } }"#),
      overrides: ["training.clipping.adaptive.layers[1]=2"])
    #expect(
      listed.training.clipping == .adaptive(limit: 0.01, floor: 1e-3, layers: .listed([0, 2])))
    let file = try ConfigFile.parse(
      String(base.dropLast(2))
        + #", "variants": [{ "name": "a", "training": { "clipping": { "adaptive": { "layers": "hidden" } } } }] }"#,
      file: "c.json")
    #expect(
      try file.single().training.clipping
        == .adaptive(limit: 0.02, floor: 1e-3, layers: .hidden))
  }

  @Test(arguments: [
    (
      #"{ "adaptive": { "layers": [0, 3] } }"#,
      "adaptive.layers[1]: found 3, allowed 0 to 2: the network has 3 dense and conv2d layers"
    ),
    (
      #"{ "adaptive": { "layers": [-1] } }"#,
      "adaptive.layers[0]: found -1, allowed a whole number from 0 to 999"
    ),
    (
      #"{ "adaptive": { "layers": [] } }"#,
      "adaptive.layers: found an empty list, allowed a list of 1 to 1000 elements"
    ),
    (
      #"{ "adaptive": { "layers": "hiden" } }"#,
      #"adaptive.layers: found "hiden", allowed "all", "hidden" or a list; did you mean "hidden"?"#
    ),
    (
      #"{ "adaptive": { "layers": 1 } }"#,
      #"adaptive.layers: found the number 1, allowed "all", "hidden" or a list"#
    ),
    (
      #"{ "adaptive": { "floor": 0 } }"#,
      "adaptive.floor: found 0, allowed a number above 0"
    ),
    (#"{ "adaptive": 0 }"#, "adaptive: found 0, allowed a number above 0"),
    (
      #"{ "adaptive": "0.01" }"#,
      #"adaptive: found the text "0.01", allowed a number above 0, or an object { … }"#
    ),
    (
      #"{ "adaptive": { "limits": 0.1 } }"#,
      #"adaptive.limits: found an unknown key, allowed the keys limit, floor, layers; did you mean "limit"?"#
    ),
  ])
  func aFaultIsOneClearLine(text: String, message: String) {
    let lines = faults(withClipping(text))
    #expect(lines.count == 1)
    #expect(lines.first?.hasSuffix(": training.clipping." + message) == true, "\(lines)")
  }
}
