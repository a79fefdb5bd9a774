import SpikeLFP
import SpikeTraining
import TestSupport
import Testing

@testable import SpikeConfig

@Suite struct ConfigVariantsTests {
  private let text = """
    { "name": "compare", "data": { "dataset": "digits" }, "network": { "steps": 5, "beta": 0.5 },
      "learning": { "epsilon": 0.1 }, "training": { "epochs": 2, "optimizer": { "adam": { "beta1": 0.8 } } },
      "variants": [
        { "name": "lfp", "network": { "beta": 0.7 } },
        { "name": "surrogate", "learning": { "rule": "surrogate" },
          "training": { "optimizer": { "adam": { "learningRate": 0.0001 } } } },
        { "name": "sgd", "training": { "optimizer": { "sgd": {} } } } ] }
    """

  @Test func eachVariantIsLaidOverTheBase() throws {
    let file = try ConfigFile.parse(text, file: "c.json")
    #expect(file.isComparison)
    #expect(file.name == "compare")
    let (lfp, surrogate, sgd) = (file.experiments[0], file.experiments[1], file.experiments[2])
    #expect(file.experiments.map(\.name) == ["compare/lfp", "compare/surrogate", "compare/sgd"])
    // Objects merge …
    #expect(lfp.network.steps == 5 && lfp.network.lif.beta == 0.7)
    #expect(lfp.learning == .lfp(.uniform(.epsilon(0.1)), reward: .sequence))
    // … another rule replaces, the same optimiser merges, another one replaces.
    #expect(surrogate.learning == .surrogate(.fastSigmoid(slope: 25)))
    #expect(
      surrogate.training.optimizer
        == .adam(learningRate: 0.0001, beta1: 0.8, beta2: 0.999, epsilon: 1e-8))
    #expect(sgd.training.optimizer == .sgd(learningRate: 0.01, momentum: 0))
    #expect(sgd.training.epochs == 2)
  }

  @Test func aVariantIsTheExperimentWrittenOut() throws {
    let variant = try ConfigFile.parse(text, file: "c.json").single(variant: "sgd")
    let written = try config(
      """
      { "name": "y", "data": { "dataset": "digits" }, "network": { "steps": 5, "beta": 0.5 },
        "learning": { "epsilon": 0.1 }, "training": { "epochs": 2, "optimizer": "sgd" } }
      """)
    #expect(variant.hash == written.hash)
  }

  @Test func overridesChangeEveryVariantOrOne() throws {
    let all = try ConfigFile.parse(text, file: "c.json", overrides: ["network.beta=0.3"])
    #expect(all.experiments.map(\.network.lif.beta) == [0.3, 0.3, 0.3])
    let one = try ConfigFile.parse(
      text, file: "c.json", overrides: ["variants[1].network.beta=0.3"])
    #expect(one.experiments.map(\.network.lif.beta) == [0.7, 0.3, 0.5])
  }

  @Test func faultsOfBaseAndVariantsAreReportedOnceEach() {
    let text = """
      { "name": "x", "data": { "dataset": "digits" }, "bad": 1,
        "variants": [
          {},
          { "name": "a", "learning": { "rule": "surrogate", "epsilon": 3 } },
          { "name": "a", "network": { "beta": 7 }, "variants": [] },
          3 ] }
      """
    #expect(
      faults(text) == [
        "c.json:1:49: bad: found an unknown key, allowed the keys $schema, name, seed, data, encoding, network, learning, training, variants",
        "c.json:3:5: variants[0].name: found nothing, allowed a text (this key is required)",
        #"c.json:4:55: variants[1].learning.epsilon: found a key of "rule": "lfp-epsilon", but "rule" is "surrogate" here, allowed the keys rule, surrogate, slope, loss, normalization"#,
        #"c.json:5:15: variants[2].name: found "a" again, allowed a name of its own"#,
        "c.json:5:41: variants[2].network.beta: found 7, allowed a number in (0, 1]",
        #"c.json:5:46: variants[2].variants: found a key of the whole file, allowed it outside of "variants""#,
        #"c.json:6:5: variants[3]: found the number 3, allowed a variant such as { "name": "…", "learning": {…} }"#,
      ])
  }

  @Test func twoVariantsMustDiffer() {
    let text = """
      { "name": "x", "data": { "dataset": "digits" },
        "variants": [ { "name": "a" }, { "name": "b", "network": { "beta": 0.9 } } ] }
      """
    #expect(
      faults(text) == [
        "c.json:2:34: variants[1]: found the same experiment as variants[0], allowed variants that differ in more than their name"
      ])
  }

  @Test(arguments: ["[]", "{}", "3"]) func variantsAreANonEmptyList(value: String) {
    let lines = faults(
      #"{ "name": "x", "data": { "dataset": "digits" }, "variants": "# + value + " }")
    #expect(lines.count == 1)
    #expect(lines[0].hasSuffix("allowed a list of 1 to 1000 variants"))
  }

  @Test func oneExperimentOfSeveralMustBeNamed() throws {
    let file = try ConfigFile.parse(text, file: "c.json")
    let unnamed = #expect(throws: VariantError.self) { try file.single() }
    #expect(
      unnamed?.message
        == "c.json compares 3 variants (lfp, surrogate, sgd); run them all with `spikelab compare c.json` or name one by --variant"
    )
    let misspelt = #expect(throws: VariantError.self) { try file.single(variant: "surogate") }
    #expect(
      misspelt?.message
        == #"c.json has no variant "surogate", only lfp, surrogate, sgd; did you mean "surrogate"?"#
    )
    #expect(misspelt?.exitStatus == .usage)
  }
}
