import TestSupport
import Testing

@testable import SpikeConfig
@testable import SpikeFiles
@testable import SpikeSweeps

/// The runs of a sweep file called `s.json`.
func sweep(_ text: String, overrides: [String] = []) throws -> Sweep {
  try Sweep.parse(Array(text.utf8), file: "s.json", overrides: overrides)
}

/// A sweep over the shortest config, with these members.
func minimalSweep(_ members: String) -> String {
  #"{ "name": "s", "base": { "data": { "dataset": "digits" } }, "# + members + " }"
}

private func sweepFaults(_ members: String, overrides: [String] = []) -> [String] {
  do {
    _ = try sweep(minimalSweep(members), overrides: overrides)
    return []
  } catch let error as ConfigError {
    #expect(error.exitStatus == .usage)
    return error.faults.map(\.description)
  } catch {
    return ["\(error)"]
  }
}

@Suite struct SweepFaultTests {
  @Test(arguments: [
    (
      #""grid": { "network.bta": [0.5] }"#,
      #"s.json:1:71: network.bta: found an unknown key, allowed the keys steps, beta, threshold, reset, initialisation, layers; did you mean "beta"?"#
    ),
    (
      #""grid": { "network.beta": [] }"#,
      #"s.json:1:87: grid."network.beta": found an empty list, allowed a list of 1 to 10000 elements"#
    ),
    (
      #""grid": {}"#,
      #"s.json:1:69: grid: found an empty object, allowed an object of key paths such as { "network.beta": … }"#
    ),
    (
      #""grid": { "network.beta": [0.5, 1.5] }"#,
      "s.json:1:93: network.beta: found 1.5, allowed a number in (0, 1]"
    ),
    (
      #""gird": { "network.beta": [0.5] }"#,
      #"s.json:1:61: gird: found an unknown key, allowed the keys $schema, name, base, set, grid, zip, runs, random, when, blocks, halving, slurm; did you mean "grid"?"#
    ),
    (
      #""zip": [{ "network.beta": [0.5, 0.6], "seed": [1] }]"#,
      #"s.json:1:107: zip[0].seed: found 1 values, allowed 2, as many as "network.beta" has in the same group"#
    ),
    (
      #""random": { "count": 2, "axes": { "network.beta": { "uniform": [0.9, 0.1] } } }"#,
      #"s.json:1:124: random.axes."network.beta".uniform: found [0.9, 0.1], allowed [low, high] with low below high"#
    ),
    (
      #""random": { "count": 2, "axes": { "network.beta": { "unifrom": [0.1, 0.9] } } }"#,
      #"s.json:1:113: random.axes."network.beta".unifrom: found an unknown key, allowed { "uniform": […] }, { "logUniform": […] }, { "integer": […] }, { "choice": […] }; did you mean "uniform"?"#
    ),
    (
      #""grid": { "learning.slope": [10] }"#,
      #"s.json:1:71: learning.slope: found a key of "rule": "surrogate", but "rule" is "lfp-epsilon" here (the default), allowed the keys rule, epsilon, denominator, reward, normalization, reduction"#
    ),
    (
      #""grid": { "seed": [0] }, "when": { "learning.ruel": "surrogate" }"#,
      #"s.json:1:96: when."learning.ruel": found the unknown key "ruel", allowed one of alpha, beta, denominator, epsilon, loss, membrane, normalization, reduction, reward, rule, rules, slope, surrogate; did you mean "rule"?"#
    ),
    (
      #""grid": { "seed": [0] }, "when": { "learning.rule": "surrogate" }"#,
      "s.json:1:1: found conditions that no combination meets, allowed at least one run"
    ),
    (
      #""halving": {}"#,
      "s.json:1:72: halving: found runs without data.validation, allowed a validation set in every run: test images must not decide which go on"
    ),
    (
      #""base": "x.json""#,
      "s.json:1:61: base: found the key again, allowed each key once; it stands first at line 1, column 16"
    ),
    (
      #""grid": { "": [1] }"#,
      #"s.json:1:71: found "", allowed a path such as network.beta or network.layers[0].dense"#
    ),
    (
      #""runs": [ { "network.layers[9].dense": 4 } ]"#,
      "s.json:1:73: network.layers: found the index 9, allowed 0 to 5"
    ),
  ])
  func aFaultIsOneClearLine(members: String, message: String) {
    #expect(sweepFaults(members) == [message])
  }

  @Test(arguments: [
    "--wrap=touch x", "--output=/home/me/.bashrc", "--export=ALL,LD_PRELOAD=x.so", "--chdir=/",
    "script.sh", "-o", "-A mine", "--uid=0", "--account", "--account=", "--nice =3", "--Account=x",
    "--array=0-9", "--", "-", "--bbf=file", "--output", "--wrap", "--nice=", "--hold=1", "=",
  ])
  func aFileAsksSbatchForNothingButResources(argument: String) {
    let lines = sweepFaults(
      "\"grid\": { \"seed\": [0] }, \"slurm\": { \"arguments\": [ \"--qos=q\", \"\(argument)\" ] }")
    #expect(lines.count == 1)
    #expect(lines[0].contains(": slurm.arguments[1]: found "), "\(lines)")
    #expect(lines[0].contains("allowed --NAME=VALUE with one of the names account, "), "\(lines)")
  }

  @Test(arguments: ["--comment=a\\u001bb", "", "--account=mine\\n--wrap=x"])
  func anArgumentHoldsNoControlCharacter(argument: String) {
    let lines = sweepFaults(
      "\"grid\": { \"seed\": [0] }, \"slurm\": { \"arguments\": [ \"\(argument)\" ] }")
    #expect(lines.count == 1 && lines[0].contains(": slurm.arguments[0]: found "), "\(lines)")
  }

  @Test func whatAJobMayHaveIsAllowed() {
    let arguments = [
      "--account=mine", "--gres=gpu:a100:1", "--exclusive", "--exclusive=user", "--nice=100",
      "--nice", "--constraint=[a|b]&c*4", "--mail-user=me@example.org", "--comment=a b, c",
    ]
    for argument in arguments { #expect(SlurmArguments.allows(argument), "\(argument)") }
    let list = arguments.map { "\"\($0)\"" }.joined(separator: ", ")
    let members = "\"grid\": { \"seed\": [0] }, \"slurm\": { \"arguments\": [\(list)] }"
    #expect(sweepFaults(members) == [])
  }

  @Test func aMisspeltOptionIsGuessed() {
    let lines = sweepFaults(
      #""grid": { "seed": [0] }, "slurm": { "arguments": ["--acount=mine"] }"#)
    #expect(lines.first?.hasSuffix(#"; did you mean "--account"?"#) == true, "\(lines)")
  }

  @Test func oneValueOutOfRangeInAThousandRunsIsOneFault() {
    let seeds = (0..<500).map(String.init).joined(separator: ", ")
    let lines = sweepFaults("\"grid\": { \"seed\": [\(seeds)], \"network.beta\": [0.5, 2] }")
    #expect(lines.count == 1)
    #expect(lines.first?.hasSuffix("network.beta: found 2, allowed a number in (0, 1]") ?? false)
  }

  @Test func allFaultsAreReportedAtOnce() {
    let lines = sweepFaults(
      #""set": { "training.epochs": -1 }, "grid": { "network.beta": [0.5, 7], "sed": [1] }"#)
    #expect(lines.count == 3, "\(lines)")
  }

  @Test func aFaultInTheBaseNamesItsFile() throws {
    try withTemporaryFolder { folder in
      try write(#"{ "data": { "dataset": "digits" }, "sed": 3 }"#, to: folder + "/base.json")
      try write(
        #"{ "name": "s", "base": "base.json", "grid": { "network.beta": [3] } }"#,
        to: folder + "/sweep.json")
      let error = #expect(throws: ConfigError.self) { try Sweep.load(folder + "/sweep.json") }
      let lines = error?.faults.map(\.description) ?? []
      #expect(lines.count == 2)
      let unknown = "\(folder)/base.json:1:36: sed: found an unknown key"
      #expect(lines.contains { $0.hasPrefix(unknown) })
      #expect(lines.contains { $0.hasPrefix("\(folder)/sweep.json:1:64: network.beta: found 3") })
    }
  }

  @Test func anAbsentBaseIsAUsageError() throws {
    try withTemporaryFolder { folder in
      try write(#"{ "name": "s", "base": "none.json" }"#, to: folder + "/sweep.json")
      let error = #expect(throws: FileError.self) { try Sweep.load(folder + "/sweep.json") }
      #expect(error?.exitStatus == .usage)
      #expect(error?.path == folder + "/none.json")
    }
  }

  @Test func tooManyRunsAreRefusedBeforeTheyAreMade() {
    let axis = "[" + (0..<1000).map(String.init).joined(separator: ",") + "]"
    let lines = sweepFaults(
      "\"grid\": { \"seed\": \(axis), \"data.seed\": \(axis), \"network.steps\": \(axis) }")
    #expect(lines == ["s.json:1:1: found 1000000000 runs, allowed at most 100000"])
  }

  @Test(arguments: ["", "{", "[]", "null", "\"x\"", "{ \"base\": 3 }", "\u{0}"])
  func whatIsNoSweepIsRefused(text: String) {
    #expect(throws: ConfigError.self) { try sweep(text) }
  }
}
