import Foundation
import SpikeFiles
import Testing

extension CommandLineTests {
  @Suite("Events for TensorBoard")
  struct ExportTensorBoardTests {
    private static let config = """
      { "name": "a/net", "data": { "dataset": "digits", "train": 200, "validation": 50, "test": 30 },
        "network": { "steps": 6, "initialisation": { "firingRate": 0.15 },
          "layers": [ { "dense": 20 }, "lif", { "dense": 10 }, "lif" ] },
        "training": { "epochs": 3, "batchSize": 20 } }
      """

    private static func train(_ bench: Workbench, _ arguments: String...) async throws -> String {
      try bench.write(config, to: "net.json")
      let outcome = try await bench.run(["train", "net.json", "--quiet"] + arguments)
      try #require(outcome.code == 0, "\(outcome)")
      return try #require(outcome.output.split(separator: "\n").last.map(String.init))
    }

    /// What TensorBoard calls the run of a folder.
    private static func name(_ run: String) -> String {
      "a_net-" + (run.split(separator: "/").last?.prefix(8) ?? "")
    }

    private static func lines(_ bench: Workbench, _ run: String) throws -> [JSONValue] {
      try bench.text("\(run)/metrics.jsonl").split(separator: "\n").map {
        try JSONDocument(parsing: Array($0.utf8)).root
      }
    }

    /// [step, value] of a scalar.
    private static func scalar(_ found: JSONValue, _ run: String, _ tag: String) -> [[Double]]? {
      found["scalars"]?[name(run)]?[tag]?.lists(\.double)
    }

    @Test(
      "TensorBoard reads every epoch's scalars, the weights and rates, and a group for all seeds",
      .enabled(if: PeerPython.hasTensorBoard, PeerPython.missing))
    func export() async throws {
      let bench = try Workbench()
      var runs: [String] = []
      for override in ["seed=1", "seed=2", "network.beta=0.8"] {
        runs.append(try await Self.train(bench, override))
      }
      let before = try bench.contents(of: "Results")
      let outcome = try await bench.run(["export"] + runs + ["--tensorboard", "board"])
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
      #expect(
        outcome.output
          == runs.map { "wrote board/\(Self.name($0))/events.out.tfevents.spikelab\n" }.joined())
      #expect(try bench.contents(of: "Results") == before)
      let found = try await PeerPython.run("tensorboard_events.py", ["board"], in: bench)
      for run in runs {
        let lines = try Self.lines(bench, run)
        #expect(lines.count == 3)
        let tags: [(String, (JSONValue) -> Double?)] = [
          ("accuracy/train", { $0["trainAccuracy"]?.double }),
          ("accuracy/validation", { $0["validationAccuracy"]?.double }),
          ("accuracy/test", { $0["testAccuracy"]?.double }),
          ("objective/reward", { $0["trainObjective"]?.double }),
          ("firing_rate_train/layer_0", { $0["trainFiringRates"]?.array?[0].double }),
          ("firing_rate_test/layer_1", { $0["testFiringRates"]?.array?[1].double }),
          ("weights_layer_1/sign_changes", { $0["weights"]?.array?[1]["signChanges"]?.double }),
          ("weights_layer_0/mean_bias", { $0["weights"]?.array?[0]["meanBias"]?.double }),
          ("weights/median_to_upper_quartile", { $0["medianToUpperQuartile"]?.double }),
          ("seconds/train", { $0["trainSeconds"]?.double }),
        ]
        for (tag, value) in tags {
          let expected = try lines.enumerated().map {
            [Double($0 + 1), Double(Float(try #require(value($1), "\(tag)")))]
          }
          #expect(Self.scalar(found, run, tag) == expected, "\(tag)")
        }
        let learning = try #require(
          Self.scalar(found, run, "operations_per_training_image/learning"))
        let counted = try #require(lines[2]["learning"])
        let total =
          try #require(counted["additions"]?.double) + (counted["multiplyAdds"]?.double ?? 0)
        #expect(learning[2][1] == Double(Float(total / 150)))
        try expectHistograms(found, bench, run, lines)
        let times = try #require(found["times"]?[Self.name(run)]?.array).compactMap(\.double)
        let seconds = lines.map { $0["trainSeconds"]!.double! + $0["testSeconds"]!.double! }
        for epoch in 1..<3 {
          #expect(abs(times[epoch] - times[epoch - 1] - seconds[epoch]) < 1e-5)
        }
        let updated = try #require(try bench.status(of: run)["updated"]?.string)
        let end = try Date(updated, strategy: .iso8601)
        #expect(abs(times[2] - end.timeIntervalSince1970) < 1e-5)
      }
      try expectGroups(found, runs)
    }

    /// Histograms of the weights of the checkpoint, and of the rates whose mean the metrics have.
    private func expectHistograms(
      _ found: JSONValue, _ bench: Workbench, _ run: String, _ lines: [JSONValue]
    ) throws {
      let checkpoint = try TensorFile(reading: bench("\(run)/checkpoint.safetensors"))
      let histograms = try #require(found["histograms"]?[Self.name(run)])
      func histogram(_ tag: String) throws -> (numbers: [Double], bins: [[Double]]) {
        let all = try #require(histograms[tag]?.array, "\(tag)")
        #expect(all.count == 1)
        let parts = try #require(all[0].array)
        return (
          parts.prefix(5).compactMap(\.double), try #require(parts[5].lists(\.double))
        )
      }
      for name in checkpoint.names where name.hasPrefix("layers.") {
        let values = try checkpoint.floats(name).map(Double.init)
        let (numbers, bins) = try histogram("parameters/\(name)")
        let sum = values.reduce(0, +)
        #expect(numbers.prefix(4) == [3, values.min()!, values.max()!, Double(values.count)])
        #expect(abs(numbers[4] - sum) < 1e-9)
        #expect(bins[0].count == 50 && bins[1].reduce(0, +) == Double(values.count))
        // Each bin has what lies between the edges.
        var low = -Double.infinity
        for (edge, count) in zip(bins[0], bins[1]) {
          let inside = values.count { $0 > low && $0 <= edge }
          #expect(abs(Double(inside) - count) <= 1, "\(name) up to \(edge)")
          low = edge
        }
      }
      for (layer, neurons) in [20.0, 10].enumerated() {
        let (numbers, _) = try histogram("neurons/firing_rate/layer_\(layer)")
        let mean = try #require(lines[2]["testFiringRates"]?.array?[layer].double)
        #expect(numbers[3] == neurons && abs(numbers[4] / neurons - mean) < 1e-12)
        #expect(numbers[1] >= 0 && numbers[2] <= 1)
      }
    }

    private func expectGroups(_ found: JSONValue, _ runs: [String]) throws {
      let groups = try #require(found["groups"]?.array)
      #expect(groups.count == 2)
      for group in groups {
        let sessions = try #require(group["sessions"]?.object?.members)
        let beta = try #require(group["hparams"]?["network.beta"]?.double)
        let expected = beta == 0.9 ? Array(runs.prefix(2)) : [runs[2]]
        #expect(sessions.map(\.key).sorted() == expected.map(Self.name).sorted())
        #expect(sessions.allSatisfy { $0.value.string == "STATUS_SUCCESS" })
        let accuracies = try expected.map {
          try #require(Self.scalar(found, $0, "accuracy/test")?.last?.last)
        }
        let mean = accuracies.reduce(0, +) / Double(expected.count)
        #expect(abs(try #require(group["metrics"]?["accuracy/test"]?.double) - mean) < 1e-6)
        #expect(group["hparams"]?["network.layers"]?.string == "20-10")
        #expect(group["hparams"]?["learning.rule"]?.string == "lfp-epsilon")
        #expect(group["hparams"]?["training.optimizer.adam.learningRate"]?.double == 0.001)
      }
      let names = try #require(found["hparams"]?.array).compactMap(\.string)
      #expect(names.contains("training.epochs"))
      #expect(!names.contains("seed") && !names.contains("name"))
    }

    @Test(
      "train --tensorboard writes every epoch, goes on after an interruption, and changes no byte of the run",
      .enabled(if: PeerPython.hasTensorBoard, PeerPython.missing))
    func live() async throws {
      let bench = try Workbench()
      let plain = try await Self.train(bench, "--runs", "plain")
      let first = try await bench.run(
        "train", "net.json", "--quiet", "--runs", "live", "--tensorboard", "board", "--until", "2")
      #expect(first.code == 75, "\(first)")
      let file = "board/\(Self.name(plain))/events.out.tfevents.spikelab"
      // A crash may tear the last record.
      try bench.write(try bench.bytes(file).dropLast(5) + [], to: file)
      let run = try await Self.train(bench, "--runs", "live", "--tensorboard", "board", "--resume")
      let found = try await PeerPython.run("tensorboard_events.py", ["board"], in: bench)
      let accuracies = try Self.lines(bench, run).enumerated().map {
        [Double($0 + 1), Double(Float($1["testAccuracy"]!.double!))]
      }
      #expect(Self.scalar(found, run, "accuracy/test") == accuracies)
      let histograms = try #require(found["histograms"]?[Self.name(run)])
      let weights = try #require(histograms["parameters/layers.0.weight"]?.array)
      #expect(weights.compactMap { $0.array?.first?.integer } == [1, 2, 3])
      let rates = try #require(histograms["neurons/firing_rate/layer_1"]?.array)
      // That of the second epoch was the torn record.
      #expect(rates.compactMap { $0.array?.first?.integer } == [1, 3])
      let sessions = try #require(found["groups"]?.array?.first?["sessions"]?.object?.members)
      #expect(sessions.map { $0.value.string } == ["STATUS_SUCCESS"])
      for name in ["summary.json", "checkpoint.safetensors", "config.json"] {
        #expect(try bench.bytes("\(run)/\(name)") == bench.bytes("\(plain)/\(name)"), "\(name)")
      }
      #expect(
        try bench.contents(of: run).keys.sorted() == bench.contents(of: plain).keys.sorted())
      // A line of metrics differs in its times alone.
      func timeless(_ run: String) throws -> String {
        try bench.text("\(run)/metrics.jsonl").replacing(#/, "trainSeconds".*/#, with: "")
      }
      #expect(try timeless(run) == timeless(plain))
      // What an export writes is known to be ours.
      #expect(try await bench.run("export", run, "--tensorboard", "board").code == 0)
    }

    @Test("a file that is none of ours, a file in the folder's place, and absent images are told")
    func faults() async throws {
      let bench = try Workbench()
      let run = try await Self.train(bench)
      let file = "board/\(Self.name(run))/events.out.tfevents.spikelab"
      try bench.write("mine", to: file)
      let before = try bench.contents()
      let message =
        "error: \(file) exists and is no event file of ours; choose another name, or --force replaces it"
      let refused = try await bench.run("export", run, "--tensorboard", "board")
      #expect(refused.code == 2 && refused.messages == [message], "\(refused)")
      let other = try await bench.run(
        "train", "net.json", "--runs", "live", "--tensorboard", "board")
      #expect(other.code == 2 && other.messages == [message], "\(other)")
      let place = try await bench.run(
        "train", "net.json", "--runs", "live", "--tensorboard", "net.json")
      #expect(place.code == 2, "\(place)")
      #expect(
        place.messages == ["error: cannot create the folder net.json: it is not a folder"])
      for (arguments, message) in [
        ([run, run, "--nir", "a.nir"], "--snntorch and --nir take one run, found 2"),
        ([run, "--tensorboard", "b", "--best"], "--best is of --snntorch and --nir"),
      ] {
        let outcome = try await bench.run(["export"] + arguments)
        #expect(outcome.code == 2 && outcome.errors.contains(message), "\(outcome)")
      }
      #expect(try bench.contents() == before)
      #expect(try await bench.run("export", run, "--tensorboard", "board", "--force").code == 0)
      #expect(try bench.bytes(file).count > 1000)
    }

    @Test("a run whose data is not there is exported without the rates of its neurons, and says so")
    func noData() async throws {
      let bench = try Workbench()
      let data = try await bench.run(
        "data", "generate", "--output", "data/mnist", "--train", "200", "--test", "30")
      #expect(data.code == 0, "\(data)")
      let run = try await Self.train(
        bench, "data={ \"dataset\": \"mnist\", \"train\": 200, \"test\": 30 }", "--data-root",
        "data")
      let outcome = try await bench.run("export", run, "--tensorboard", "board")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.errors.contains("firing rates of neurons are left out: "), "\(outcome)")
      let whole = try await bench.run(
        "export", run, "--tensorboard", "whole", "--data-root", "data")
      #expect(whole.code == 0 && whole.errors.isEmpty, "\(whole)")
    }
  }
}
