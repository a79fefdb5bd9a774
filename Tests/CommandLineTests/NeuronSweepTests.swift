import Foundation
import SpikeFiles
import TestSupport
import Testing

extension CommandLineTests {
  /// Runs whose neurons differ, and numbers that several commands tell.
  @Suite("Neurons that differ")
  struct NeuronSweepTests {
    private static let recurrent = #"{"lif": {"recurrent": "all-to-all"}}"#

    /// Plain neurons beside recurrent ones.
    private func swept() async throws -> Workbench {
      let bench = try Workbench(config: smallConfig(layers: [12, 10]))
      try bench.write(
        #"{ "name": "s", "base": "small.json", "grid": { "network.layers[1]": ["lif", \#(Self.recurrent)], "seed": [0, 1] } }"#,
        to: "s.json")
      let outcome = try await bench.run("sweep", "run", "s.json", "--output", "runs", "--quiet")
      try #require(outcome.code == 0, "\(outcome)")
      return bench
    }

    @Test("a sweep of plain and recurrent neurons tells them apart, and so does a report")
    func sweep() async throws {
      let bench = try await swept()
      let plan = try await bench.run("sweep", "plan", "s.json", "--output", "runs")
      #expect(plan.output.contains("layers[1]"), "\(plan)")
      let results = try await bench.run("sweep", "results", "s.json", "--output", "runs", "--csv")
      let lines = results.output.split(separator: "\n")
      #expect(lines.first?.contains("network.layers[1]") == true, "\(results)")
      #expect(lines.count { $0.contains("recurrent=all-to-all") } == 1, "\(results)")
      let best = try await bench.run(
        "sweep", "results", "s.json", "--output", "runs", "--best", "network.layers[1]")
      #expect(best.code == 0, "\(best)")
      let report = try await bench.run("report", "runs", "--csv", "numbers")
      #expect(report.code == 0, "\(report)")
      let overview = try bench.text("numbers/overview.csv")
      #expect(overview.contains("recurrent=all-to-all"), "\(overview)")
    }

    @Test("every config of a report has a name of its own, and says nothing that it has not")
    func names() async throws {
      let bench = try Workbench(config: smallConfig(layers: [12, 10]))
      let units = #"[{"dense": 12}, "relu", {"dense": 10}]"#
      for changes in [
        [], ["data.validation=10"], ["network.beta=0.5"],
        ["network.layers=\(units)", "network.steps=null", "learning.rule=gradient"],
      ] {
        let outcome = try await bench.run(["train", "small.json", "--output", "runs"] + changes)
        try #require(outcome.code == 0, "\(outcome)")
      }
      #expect(try await bench.run("report", "runs", "--csv", "numbers").code == 0)
      let names = try bench.text("numbers/overview.csv").split(separator: "\n").dropFirst().map {
        $0.prefix { $0 != "," }
      }
      #expect(names.count == 4 && Set(names).count == 4, "\(names)")
      #expect(names.allSatisfy { !$0.isEmpty && !$0.contains("null") }, "\(names)")
      let unit = try #require(names.first { $0.contains("relu") || $0.contains("gradient") })
      #expect(!unit.contains("β") && !unit.contains("T "), "\(names)")
    }

    @Test("check counts recurrent weights as parameters; learning touches no more than there is")
    func recurrent() async throws {
      let change = "network.layers=[{\"dense\": 12}, \(Self.recurrent), {\"dense\": 10}, \"lif\"]"
      let bench = try Workbench(config: smallConfig(layers: [12, 10]))
      let arguments = [
        "small.json", change, "learning.rule=surrogate", "network.initialisation.firingRate=0.3",
      ]
      let checked = try await bench.run(["check"] + arguments)
      #expect(checked.code == 0, "\(checked)")
      // 784·12 + 12, 12·12 + 12, 12·10 + 10.
      #expect(checked.output.contains("\nparameters: \(9420 + 156 + 130)\n"), "\(checked)")
      let trained = try await bench.run(["train"] + arguments + ["--output", "runs"])
      try #require(trained.code == 0, "\(trained)")
      let contents = try bench.contents(of: "runs")
      let file = try #require(contents.first { $0.key.hasSuffix("summary.json") }?.value)
      let learning = try #require(
        try JSONDocument(parsing: file).root["sparsity"]?["learning"])
      let pairs = try #require(learning["feedbackPairs"]?.integer)
      let dense = try #require(learning["densePairs"]?.integer)
      // 300 images, T 5: both connections and V, and all but the first hand down.
      #expect(dense == 300 * 5 * (2 * (9408 + 144 + 120) - 9408))
      #expect(pairs > 0 && pairs <= dense)
    }

    @Test("β is what the layers have; dense operations are those of each network")
    func own() async throws {
      let own = """
        , "variants": [
          { "name": "half", "network": { "layers": [ { "dense": 12 }, { "lif": { "beta": 0.5 } }, { "dense": 10 }, { "lif": { "beta": 0.5 } } ] } },
          { "name": "both", "network": { "steps": 10, "layers": [ { "dense": 12 }, { "lif": { "beta": 0.5 } }, { "dense": 10 }, "lif" ] } } ]
        """
      let bench = try Workbench(config: smallConfig(members: own))
      let outcome = try await bench.run("compare", "small.json", "--output", "runs", "--quiet")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(
        outcome.output.contains(#/takes [\d.]+ k \(half\), [\d.]+ k \(both\)\./#), "\(outcome)")
      let listed = try await bench.run(
        "runs", "list", "--runs", "runs", "--csv", "--columns", "name,network.beta")
      #expect(listed.code == 0, "\(listed)")
      #expect(listed.output.contains("half,0.5\n"), "\(listed)")
      #expect(listed.output.contains("both,\"0.5, 0.9\"\n"), "\(listed)")
      for (filter, count) in [("0.5", 2), ("0.90", 1), ("0.7", 0)] {
        let filtered = try await bench.run(
          "runs", "list", "network.beta=\(filter)", "--runs", "runs", "--csv", "--columns", "name")
        #expect(filtered.output.split(separator: "\n").count == 1 + count, "\(filtered)")
      }
    }

    @Test("an early end is told of where more epochs are asked for")
    func stopped() async throws {
      let bench = try Workbench(
        config: """
          { "name": "small", "data": { "dataset": "digits", "train": 60, "test": 20, "validation": 20 },
            "network": { "steps": 5, "layers": [ { "dense": 10 }, "lif" ] },
            "training": { "epochs": 9, "batchSize": 20, "stopping": { "patience": { "epochs": 1 } },
              "optimizer": { "sgd": { "learningRate": 1e-30 } } } }
          """)
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      let run = try #require(outcome.output.split(separator: "\n").last.map(String.init))
      let longer = try await bench.run("train", run, "--epochs", "+2")
      #expect(longer.code == 0, "\(longer)")
      #expect(
        longer.errors.contains("trains no more: training.stopping ends it after epoch"), "\(longer)"
      )
    }

    @Test("a trace has what bounds of firing rates ask for")
    func bounds() async throws {
      let config = smallConfig(layers: [12, 10])
      let bench = try Workbench(config: config)
      #expect(try await bench.run("train", "small.json", "--output", "runs").code == 0)
      var file = try TensorFile(
        decoding: bench.bytes("\(try runFolder(config))/checkpoint.safetensors"))
      file.metadata = [:]
      for name in file.names where !name.hasPrefix("layers.") { file[name] = nil }
      file.set("input", shape: [2, 784], [Float](repeating: 0.5, count: 2 * 784))
      file["labels"] = Tensor(shape: [2], values: .int32([3, 4]))
      try bench.write(file.encoded(), to: "in.safetensors")
      for rule in ["lfp-epsilon", "surrogate"] {
        var traces: [TensorFile] = []
        for bounds in ["free", #"{"bounded": {"lower": 0.9, "strength": 5}}"#] {
          let outcome = try await bench.run(
            "trace", "small.json", "learning.rule=\(rule)", "training.firingRates=\(bounds)",
            "--tensors", "in.safetensors", "--output", "out.safetensors", "--overwrite")
          #expect(outcome.code == 0, "\(outcome)")
          traces.append(try TensorFile(decoding: bench.bytes("out.safetensors")))
        }
        #expect(traces[0]["spikes.0"] == traces[1]["spikes.0"])
        let name = rule == "surrogate" ? "gradient.0.weight" : "feedback.0.weight"
        #expect(traces[0][name] != nil && traces[0][name] != traces[1][name])
      }
    }

    @Test("recordings of other classes and units out of range are named")
    func recordings() async throws {
      let bench = try Workbench(
        config: """
          { "name": "e", "data": { "dataset": "events", "folder": "mine", "channels": 1, "rows": 1,
              "columns": 15, "classes": 2 }, "encoding": "events",
            "network": { "steps": 5, "layers": [ { "dense": 2 }, "lif" ] },
            "training": { "epochs": 1, "batchSize": 2 } }
          """)
      for name in ["train/a", "train/b", "test/a", "test/c"] {
        try bench.write("t,unit\n0,1\n1,14\n", to: "mine/\(name)/0.csv")
      }
      func message(_ part: String, _ more: String...) async throws {
        let outcome = try await bench.run(["train", "small.json", "--output", "runs"] + more)
        #expect(outcome.code != 0 && outcome.errors.contains(part), "\(part): \(outcome)")
      }
      try await message("expected the folders of train: a, b, found a, c")
      try FileManager.default.moveItem(atPath: bench("mine/test/c"), toPath: bench("mine/test/b"))
      try bench.write("0,15\n", to: "mine/test/b/0.csv")
      try await message("(a unit below 15), found 1, 0, 0")
      // A recording may have no event.
      try bench.write("t,unit\n", to: "mine/test/b/0.csv")
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
    }
  }
}
