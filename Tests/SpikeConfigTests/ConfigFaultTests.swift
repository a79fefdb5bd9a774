import TestSupport
import Testing

@testable import SpikeConfig
@testable import SpikeFiles

/// The messages are the product: what a researcher reads who has never seen Swift.
@Suite struct ConfigFaultTests {
  @Test(arguments: [
    (
      withNetwork(#""treshold": 1"#),
      #"c.json:1:62: network.treshold: found an unknown key, allowed the keys steps, beta, threshold, reset, initialisation, layers; did you mean "threshold"?"#
    ),
    (
      withNetwork(#""zzz": 1"#),
      "c.json:1:62: network.zzz: found an unknown key, allowed the keys steps, beta, threshold, reset, initialisation, layers"
    ),
    (
      withNetwork(#""beta": 1.5"#),
      "c.json:1:70: network.beta: found 1.5, allowed a number in (0, 1]"
    ),
    (
      withNetwork(#""beta": 1e999"#),
      "c.json:1:70: network.beta: found 1e999, allowed a number in (0, 1]"
    ),
    (
      withNetwork(#""beta": 1e-60"#),
      "c.json:1:70: network.beta: found 1e-60, allowed a number in (0, 1] that single precision can hold"
    ),
    (
      withNetwork(#""threshold": 1e39"#),
      "c.json:1:75: network.threshold: found 1e39, allowed a number above 0 that single precision can hold"
    ),
    (
      withNetwork(#""beta": "0.5""#),
      #"c.json:1:70: network.beta: found the text "0.5", allowed a number in (0, 1]"#
    ),
    (
      withNetwork(#""steps": 2.5"#),
      "c.json:1:71: network.steps: found 2.5, allowed a whole number from 1 to 10000"
    ),
    (
      withNetwork(#""steps": 1e30"#),
      "c.json:1:71: network.steps: found 1e30, allowed a whole number from 1 to 10000"
    ),
    (
      withNetwork(#""steps": [25]"#),
      "c.json:1:71: network.steps: found an array, allowed a whole number from 1 to 10000"
    ),
    (
      withNetwork(#""reset": "substract""#),
      #"c.json:1:71: network.reset: found "substract", allowed one of "subtract", "zero", "none"; did you mean "subtract"?"#
    ),
    (
      withNetwork("\"beta\": 0.5,\n \"beta\": 0.6"),
      "c.json:2:2: network.beta: found the key again, allowed each key once; it stands first at line 1, column 62"
    ),
    (
      withLearning(#""slope": 3"#),
      #"c.json:1:63: learning.slope: found a key of "rule": "surrogate", but "rule" is "lfp-epsilon" here (the default), allowed the keys rule, epsilon, denominator, reward, normalization, reduction"#
    ),
    (
      withLearning(#""rule": "surrogate", "surrogate": "arctangent", "slope": 3"#),
      #"c.json:1:111: learning.slope: found a key of "surrogate": "fast-sigmoid", but "surrogate" is "arctangent" here, allowed the keys rule, surrogate, alpha, loss, normalization"#
    ),
    (
      // The slope may be right once the rule is; it is not reported beside it.
      withLearning(#""rule": "surogate", "slope": 3"#),
      #"c.json:1:71: learning.rule: found "surogate", allowed one of "lfp-epsilon", "lfp-0", "lfp-alpha-beta", "lfp-z-plus-z-minus", "lfp-composite", "surrogate", "gradient"; did you mean "surrogate"?"#
    ),
    (
      #"{ "name": "x" }"#,
      #"c.json:1:1: data: found nothing, allowed an object such as { "dataset": "mnist" } (this key is required)"#
    ),
    (
      #"{ "name": "x", "data": {} }"#,
      #"c.json:1:24: data.dataset: found nothing, allowed one of "mnist", "digits", "cifar10", "fashion-mnist", "idx", "line", "digit-order", "nmnist", "events" (this key is required)"#
    ),
    (
      #"{ "name": "x", "data": { "dataset": "mnist", "seed": 1 } }"#,
      #"c.json:1:46: data.seed: found a key of "dataset": "digits", but "dataset" is "mnist" here, allowed the keys dataset, train, test, validation, skip, pixels, normalization, augmentation"#
    ),
    (
      #"{ "name": "x", "data": { "dataset": "mnist", "pixels": [1, -1] } }"#,
      "c.json:1:56: data.pixels: found [1, -1], allowed [low, high] with low below high"
    ),
    (
      #"{ "name": "a\u001b[2Jb", "data": { "dataset": "mnist" } }"#,
      #"c.json:1:11: name: found "a\u001b[2Jb", allowed a text of 1 to 200 characters without control characters"#
    ),
    ("[]", "c.json:1:1: found an empty array, allowed an object { … }"),
    (
      "{ \"name\": \"x\n",
      #"c.json:1:11: found a string that is not closed on its line, expected a closing quotation mark (")"#
    ),
    (
      String(repeating: "[", count: 200),
      "c.json:1:101: found brackets nested more than 100 deep, expected at most 100 levels"
    ),
  ])
  func aFaultIsOneClearLine(text: String, message: String) {
    #expect(faults(text) == [message])
  }

  @Test func allFaultsAreReportedAtOnceInTheOrderOfTheFile() {
    let text = """
      {
        "nmae": "x", "seed": -1,
        "data": { "dataset": "minst", "pixls": [0, 1] },
        "training": { "batch_size": 0, "optimizer": { "adm": {} }, "clipping": { "adaptive": 0 } }
      }
      """
    #expect(
      faults(text) == [
        "c.json:1:1: name: found nothing, allowed a text (this key is required)",
        #"c.json:2:3: nmae: found an unknown key, allowed the keys $schema, name, seed, data, encoding, network, learning, training, variants; did you mean "name"?"#,
        "c.json:2:24: seed: found -1, allowed a whole number from 0 to 9007199254740991",
        #"c.json:3:24: data.dataset: found "minst", allowed one of "mnist", "digits", "cifar10", "fashion-mnist", "idx", "line", "digit-order", "nmnist", "events"; did you mean "mnist"?"#,
        #"c.json:3:33: data.pixls: found an unknown key, allowed the keys dataset; did you mean "pixels"?"#,
        #"c.json:4:17: training.batch_size: found an unknown key, allowed the keys epochs, batchSize, optimizer, weightDecay, schedule, clipping, firingRates, onNonFinite, stopping, keepBest; did you mean "batchSize"?"#,
        #"c.json:4:49: training.optimizer.adm: found an unknown key, allowed "adam" or { "adam": {…} }, "sgd" or { "sgd": {…} }; did you mean "adam"?"#,
        "c.json:4:88: training.clipping.adaptive: found 0, allowed a number above 0",
      ])
  }

  @Test func theMessageOfManyFaultsIsBounded() throws {
    let keys = (0..<500).map { "\"key\($0)\": 0" }.joined(separator: ", ")
    let error = #expect(throws: ConfigError.self) {
      try ConfigFile.parse(withNetwork(keys), file: "c.json")
    }
    let lines = try #require(error).message.split(separator: "\n")
    #expect(lines.count == 42)
    #expect(lines[40] == "… and 460 more")
    #expect(lines[41] == "500 faults; nothing was run")
    #expect(error?.exitStatus == .usage)
  }

  @Test func hostileTextCannotReachTheTerminal() {
    let key = "\\u001b[31m" + String(repeating: "x", count: 100_000)
    let lines = faults(withNetwork("\"\(key)\": 1"))
    #expect(lines.count == 1)
    #expect(lines[0].utf8.count < 300 && !lines[0].contains("\u{1b}"))
  }

  @Test(arguments: [
    ("[]", ["network.layers: found an empty list, allowed a list of 1 to 1000 elements"]),
    (
      #"["lif", {"dense": 10}, "lif"]"#,
      [
        #"network.layers[0]: found "lif" as the first layer, allowed { "dense": N } or { "conv2d": {…} } before the first "lif""#
      ]
    ),
    (
      #"[{"dense": 10}, "lif", "lif"]"#,
      [
        #"network.layers[2]: found "lif" directly after "lif", allowed { "dense": N } or { "conv2d": {…} } between them"#
      ]
    ),
    (
      #"[{"dense": 5}, {"dense": 10}, "lif"]"#,
      [
        #"network.layers[1]: found a dense layer directly after another, allowed "lif" between them"#
      ]
    ),
    (
      #"[{"dense": 10}]"#,
      [#"network.layers[0]: found a dense layer at the end, allowed "lif" as the last layer"#]
    ),
    (
      #"[{"dense": 7}, "lif"]"#,
      [
        #"network.layers[0].dense: found 7 outputs of the last dense layer, allowed 10, the classes of the data set "digits""#
      ]
    ),
    (
      #"["dense", "liff", {}, {"dense": 5, "lif": {}}, {"conv2d": 4}, 3, {"lif": {"beta": 2}}]"#,
      [
        #"network.layers[0]: found the text "dense", allowed { "dense": N or {…} }, { "conv2d": {…} }, { "maxPool": N }, { "averagePool": N }, "flatten", { "dropout": x }, "lif" or { "lif": {…} }, "relu""#,
        #"network.layers[1]: found "liff", allowed { "dense": N or {…} }, { "conv2d": {…} }, { "maxPool": N }, { "averagePool": N }, "flatten", { "dropout": x }, "lif" or { "lif": {…} }, "relu"; did you mean "lif"?"#,
        #"network.layers[2]: found an empty object, allowed exactly one of { "dense": N or {…} }, { "conv2d": {…} }, { "maxPool": N }, { "averagePool": N }, "flatten", { "dropout": x }, "lif" or { "lif": {…} }, "relu""#,
        #"network.layers[3]: found an object of 2 keys, "dense", "lif", allowed exactly one of { "dense": N or {…} }, { "conv2d": {…} }, { "maxPool": N }, { "averagePool": N }, "flatten", { "dropout": x }, "lif" or { "lif": {…} }, "relu""#,
        #"network.layers[4].conv2d: found the number 4, allowed an object { … }"#,
        #"network.layers[5]: found the number 3, allowed { "dense": N or {…} }, { "conv2d": {…} }, { "maxPool": N }, { "averagePool": N }, "flatten", { "dropout": x }, "lif" or { "lif": {…} }, "relu""#,
        "network.layers[6].lif.beta: found 2, allowed a number in (0, 1]",
      ]
    ),
  ])
  func aFaultyStackNamesTheLayer(layers: String, messages: [String]) {
    let lines = faults(withNetwork("\"layers\": " + layers))
    #expect(lines.map { $0.split(separator: ": ", maxSplits: 1).last.map(String.init) } == messages)
  }

  @Test func anAbsentFileIsAUsageError() {
    let error = #expect(throws: FileError.self) { try ConfigFile.load("no/such.json") }
    #expect(error?.message == "cannot read no/such.json: No such file or directory")
    #expect(error?.exitStatus == .usage)
  }

  @Test func aFolderIsNoConfig() {
    let error = #expect(throws: FileError.self) { try ConfigFile.load("/") }
    #expect(error?.message == "cannot read /: it is a folder, not a file")
  }

  @Test func anEndlessFileIsNotRead() {
    let error = #expect(throws: FileError.self) { try ConfigFile.load("/dev/zero") }
    #expect(error?.message == "cannot read /dev/zero: not a regular file")
  }
}

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("treshold", "threshold"), ("batch_size", "batchSize"), ("BatchSize", "batchSize"),
    ("bteta", "beta"), ("optimiser", "optimizer"), ("lerningrate", "learningRate"),
  ])
  func aSlipOfTheFingersIsGuessed(written: String, meant: String) {
    let known = ["steps", "beta", "threshold", "batchSize", "optimizer", "learningRate"]
    #expect(Suggestion.nearest(to: written, among: known) == meant)
  }

  @Test(arguments: ["", "x", "gamma", "conv2d", String(repeating: "t", count: 100_000)])
  func anythingElseIsNot(written: String) {
    #expect(Suggestion.nearest(to: written, among: ["steps", "beta", "threshold"]) == nil)
  }
}
