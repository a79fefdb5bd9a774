import Foundation
import SpikeFiles
import Testing

extension CommandLineTests {
  /// Runs that start from another one, and runs of several rules.
  @Suite("Starting from a run, and one rule after another")
  struct StartingPointTests {
    private static let first = smallConfig()

    /// A bench with a finished run.
    private func bench() async throws -> (Workbench, run: String) {
      let bench = try Workbench(config: Self.first)
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      return (bench, try runFolder(Self.first))
    }

    /// The folders of runs besides the first one.
    private func others(_ bench: Workbench, than run: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: bench("runs")).map { "runs/\($0)" }
        .filter { $0 != run }.sorted()
    }

    private func tensors(_ bench: Workbench, _ run: String) throws -> TensorFile {
      try TensorFile(decoding: bench.bytes("\(run)/checkpoint.safetensors"))
    }

    @Test("a network starts from what a run ended with, wherever the file lies by then")
    func run() async throws {
      let (bench, run) = try await bench()
      // No epoch: what it starts from is what it ends with.
      let start = #"network.initialisation={"run": "\#(run)"}"#
      let arguments = ["train", "small.json", start, "training.epochs=0", "--output", "runs"]
      let outcome = try await bench.run(arguments)
      #expect(outcome.code == 0, "\(outcome)")
      let own = try #require(try others(bench, than: run).first)
      let (before, after) = (try tensors(bench, run), try tensors(bench, own))
      for name in before.names where name.hasPrefix("layers.") {
        #expect(before[name] == after[name])
      }
      #expect(try bench.text("\(own)/config.json").contains("checksum"))

      // A copy of the file is the same experiment; its path is of no matter.
      try bench.write(bench.bytes("\(run)/checkpoint.safetensors"), to: "copy.safetensors")
      let copy = try await bench.run(
        "train", "small.json", #"network.initialisation={"tensors": "copy.safetensors"}"#,
        "training.epochs=0", "--output", "runs")
      #expect(copy.code == 1 && copy.errors.contains("is done and stays as it is"), "\(copy)")

      // Without the first run the second is read, evaluated and reported as before.
      try FileManager.default.removeItem(atPath: bench(run))
      for command in [["evaluate", own], ["report", own, "--output", "r.html"]] {
        let outcome = try await bench.run(command)
        #expect(outcome.code == 0, "\(outcome)")
      }
      let again = try await bench.run(arguments)
      #expect(again.code == 2 && again.errors.contains("there is no run in \(run)"), "\(again)")
    }

    @Test(
      "a file that was replaced since a run's config was written is refused, and nothing is trained"
    )
    func replaced() async throws {
      let (bench, run) = try await bench()
      try bench.write(bench.bytes("\(run)/checkpoint.safetensors"), to: "in.safetensors")
      let checksum = sha256(of: try bench.bytes("in.safetensors"))
      let start =
        #"network.initialisation={"tensors": {"file": "in.safetensors", "checksum": "\#(checksum)"}}"#
      var other = TensorFile()
      other.set("layers.0.weight", shape: [1, 1], [0])
      try bench.write(other.encoded(), to: "in.safetensors")
      let outcome = try await bench.run("train", "small.json", start, "--output", "runs")
      #expect(outcome.code == 2, "\(outcome)")
      #expect(outcome.errors.contains("is not the file that this config starts from"), "\(outcome)")
      #expect(try others(bench, than: run).isEmpty)
    }

    @Test("a sweep whose first run is not there yet says so")
    func sweep() async throws {
      let bench = try Workbench(config: Self.first)
      try bench.write(
        #"{ "name": "s", "base": "small.json", "set": { "network.initialisation": { "run": "runs/a" } }, "grid": { "seed": [0, 1] } }"#,
        to: "s.json")
      let outcome = try await bench.run("sweep", "plan", "s.json")
      #expect(outcome.code == 2, "\(outcome)")
      #expect(outcome.errors.contains("there is no run in runs/a; a relative path"), "\(outcome)")
    }

    /// Surrogate gradients for 4 batches, then LFP; an epoch has 15.
    private static let rules = smallConfig(
      epochs: 3,
      members:
        #", "learning": [ { "rule": "surrogate", "iterations": 4 }, { "rule": "lfp-epsilon" } ]"#
    )

    @Test("a run of two rules that is stopped again and again ends with the same bytes")
    func interrupted() async throws {
      let whole = try Workbench(config: Self.rules)
      let run = try runFolder(Self.rules)
      let outcome = try await whole.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      let parts = try Workbench(config: Self.rules)
      for until in ["1", "2", "3"] {
        let outcome = try await parts.run(
          "train", "small.json", "--output", "runs", "--resume", "--until", until)
        #expect(outcome.code == (until == "3" ? 0 : 75), "\(outcome)")
      }
      for file in ["checkpoint.safetensors", "summary.json"] {
        #expect(try whole.bytes("\(run)/\(file)") == parts.bytes("\(run)/\(file)"))
      }
      let lines = try whole.text("\(run)/metrics.jsonl").split(separator: "\n")
      #expect(lines.count == 3 && lines.allSatisfy { $0.contains("\"reward\"") })
      let summary = try JSONDocument(parsing: whole.bytes("\(run)/summary.json")).root
      #expect(summary["rule"]?.string == "surrogate then lfp-epsilon")
      // One rule alone ends elsewhere.
      let alone = try await whole.run("train", "small.json", "learning={}", "--output", "runs")
      #expect(alone.code == 0)
      let other = try #require(try others(whole, than: run).first)
      #expect(
        try tensors(whole, other)["layers.0.weight"] != tensors(whole, run)["layers.0.weight"])
    }

    @Test("a rule whose turn never comes is told")
    func unreached() async throws {
      let bench = try Workbench(config: Self.rules)
      let outcome = try await bench.run(
        "train", "small.json", "learning[0].iterations=45", "--output", "runs")
      #expect(outcome.code == 0)
      #expect(
        outcome.errors.contains(
          "learning[1] (lfp-epsilon) never learns: the rules before it take all 45 batches"),
        "\(outcome)")
    }

    @Test("a toy of vectors trains, and none of its files speaks of pixels")
    func line() async throws {
      let config = """
        { "name": "small", "data": { "dataset": "line", "step": 0.01 },
          "network": { "layers": [ { "dense": 32 }, "relu", { "dense": 32 }, "relu", { "dense": 2 } ] },
          "learning": { "rule": "lfp-epsilon", "reward": "sign", "normalization": "largest" },
          "training": { "epochs": 3, "batchSize": 16, "clipping": "none",
            "optimizer": { "sgd": { "learningRate": 0.1 } } } }
        """
      let bench = try Workbench(config: config)
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      let run = try runFolder(config)
      #expect(try !bench.text("\(run)/config.json").contains("pixels"))
      for command in [["evaluate", run], ["report", run, "--output", "r.html"], ["prune", run]] {
        let outcome = try await bench.run(command)
        #expect(outcome.code == 0, "\(outcome)")
      }
    }
  }
}
