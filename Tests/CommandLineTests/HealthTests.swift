import Foundation
import SpikeFiles
import Testing

extension CommandLineTests {
  /// Runs whose numbers run away, and networks that stop to fire or fire always.
  @Suite("Health of a training")
  struct HealthTests {
    static let rules = ["lfp-epsilon", "surrogate"]

    /// A config whose learning rate is huge from its second epoch on.
    private static func diverging(_ rule: String, onNonFinite: String = "stop") -> String {
      """
      { "name": "small", "data": { "dataset": "digits", "train": 160, "test": 50 },
        "network": { "steps": 5,
          "layers": [ { "dense": 20 }, "lif", { "dense": 15 }, "lif", { "dense": 10 }, "lif" ] },
        "learning": { "rule": "\(rule)" },
        "training": { "epochs": 3, "batchSize": 20, "clipping": "none",
          "onNonFinite": "\(onNonFinite)",
          "optimizer": { "adam": { "learningRate": 1 } },
          "schedule": { "step": { "epochs": 1, "factor": 1e38 } } } }
      """
    }

    @Test("numbers that overflow fail the run, by name, and keep the checkpoint", arguments: rules)
    func stop(_ rule: String) async throws {
      let config = Self.diverging(rule)
      let bench = try Workbench(config: config)
      let run = try runFolder(config)
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 1)
      let pattern =
        /error: batch (\d+) of epoch (\d+) \(step (\d+)\): .*network\.layers\[\d\].*; lower training\.optimizer\.adam\.learningRate \(now 1\.0\), or leave such batches out by training\.onNonFinite=warn; (.*) is kept as it was before/
      let match = try #require(
        outcome.messages.last?.wholeMatch(of: pattern), "\(outcome)")
      let (batch, epoch) = (try #require(Int(match.1)), try #require(Int(match.2)))
      #expect((1...8).contains(batch) && (2...3).contains(epoch))
      #expect(Int(match.3) == 8 * (epoch - 1) + batch)
      #expect(match.4 == "\(run)/checkpoint.safetensors")
      #expect(try bench.state(of: run) == "failed")
      let status = try JSONDocument(parsing: bench.bytes("\(run)/status.json")).root
      let error = try #require(status["error"]?.string)
      #expect("error: \(error)" == outcome.messages.last)
      #expect(try bench.text("\(run)/log.txt").contains("failed: \(error)"))

      // What is kept is the end of the epoch before, and good.
      let kept = try bench.bytes("\(run)/checkpoint.safetensors")
      let file = try TensorFile(decoding: kept)
      #expect(try file.uint64s("position") == [UInt64(8 * (epoch - 1)), UInt64(epoch - 1), 0])
      for name in file.names where name.contains("layers.") {
        #expect(try file.floats(name).allSatisfy(\.isFinite), "\(name)")
      }
      #expect(try bench.text("\(run)/metrics.jsonl").split(separator: "\n").count == epoch - 1)
      #expect(try await bench.run("evaluate", run).code == 0)
      // The same bytes fail the same way.
      let resumed = try await bench.run("train", run, "--resume")
      #expect(resumed.code == 1)
      #expect(resumed.messages.last == outcome.messages.last)
      #expect(try bench.bytes("\(run)/checkpoint.safetensors") == kept)
    }

    @Test("a run that may go on leaves batches out, warns, and ends", arguments: rules)
    func warn(_ rule: String) async throws {
      let config = Self.diverging(rule, onNonFinite: "warn")
      let bench = try Workbench(config: config)
      let run = try runFolder(config)
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      let warnings = outcome.messages.filter { $0.hasPrefix("small: left out: ") }
      #expect(warnings.first?.contains(#/batch \d+ of epoch \d \(step \d+\): /#) == true)
      // Five an epoch and how many more.
      #expect((2...12).contains(warnings.count))
      #expect(warnings.contains { $0.contains(/more batches of epoch 3/) }, "\(outcome)")
      let log = try bench.text("\(run)/log.txt")
      for warning in warnings { #expect(log.contains(warning.dropFirst("small: ".count))) }
      #expect(try bench.state(of: run) == "done")
      #expect(try await bench.run("evaluate", run).code == 0)
      let lines = try bench.text("\(run)/metrics.jsonl").split(separator: "\n").map {
        try JSONDocument(parsing: Array($0.utf8)).root["trainSamples"]?.integer
      }
      #expect(lines.count == 3)
      #expect(lines[0] == 160)
      #expect(lines[2].map { $0 < 160 } == true, "\(lines)")
    }

    @Test(
      "a run whose membranes are infinite has failed, though every weight is finite",
      arguments: [("surrogate", "1e37"), ("lfp-z-plus-z-minus", "1e35")])
    func membranes(_ rule: String, rate: String) async throws {
      let config = smallConfig(epochs: 2)
      let bench = try Workbench(config: config)
      let outcome = try await bench.run(
        "train", "small.json", "learning.rule=\(rule)", "training.clipping=none",
        "training.optimizer.adam.learningRate=\(rate)", "--output", "runs")
      #expect(outcome.code == 1, "\(outcome)")
      #expect(
        outcome.messages.last?.contains(
          #/membrane of neuron \d+ of network.layers\[\d\] .* t = \d for training image \d+/#)
          == true, "\(outcome)")
    }

    @Test(
      "what a huge range of pixels makes overflow is no fault of the learning rate",
      arguments: rules)
    func pixels(_ rule: String) async throws {
      let bench = try Workbench(config: smallConfig())
      for range in ["[0, 3e38]", "[-3e38, 2]"] {
        let outcome = try await bench.run(
          "train", "small.json", "learning.rule=\(rule)", "data.pixels=\(range)", "--output",
          "runs-\(range.count)")
        #expect(outcome.code == 1, "\(range): \(outcome)")
        let message = try #require(outcome.messages.last)
        #expect(message.contains("; narrow data.pixels (now [") == true, "\(outcome)")
        #expect(!message.contains("learningRate"), "\(outcome)")
      }
    }

    @Test("a run that never finished an epoch says that it has no checkpoint")
    func first() async throws {
      let bench = try Workbench(config: smallConfig())
      let outcome = try await bench.run(
        "train", "small.json", "training.optimizer.adam.learningRate=3e38",
        "training.clipping=none", "--output", "runs")
      #expect(outcome.code == 1)
      #expect(
        outcome.messages.last?.hasSuffix(
          "; no epoch was finished, so that there is no checkpoint") == true, "\(outcome)")
    }

    @Test("a weight that was made NaN by hand is refused by name and index")
    func checkpoint() async throws {
      let bench = try Workbench(config: smallConfig(epochs: 2))
      let run = try runFolder(smallConfig(epochs: 2))
      let outcome = try await bench.run("train", "small.json", "--until", "1", "--output", "runs")
      #expect(outcome.code == 75, "\(outcome)")
      var file = try TensorFile(reading: bench("\(run)/checkpoint.safetensors"))
      var weights = try file.floats("layers.1.weight")
      weights[123] = .nan
      file.set("layers.1.weight", shape: [30, 40], weights)
      file.addChecksum()
      try bench.write(file.encoded(), to: "\(run)/checkpoint.safetensors")
      let before = try bench.contents()
      for arguments in [["train", run, "--resume"], ["evaluate", run]] {
        let refused = try await bench.run(arguments)
        #expect(refused.code == 1)
        #expect(
          refused.messages == [
            "error: \(run)/checkpoint.safetensors: tensor layers.1.weight, element 123: "
              + "expected a finite number, found nan"
          ])
      }
      #expect(try bench.contents() == before)
    }

    @Test("a network that is silent from the beginning is told so, once, with what to do")
    func silent() async throws {
      let bench = try Workbench(config: smallConfig(epochs: 3))
      let outcome = try await bench.run(
        "train", "small.json", "network.threshold=1000", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      let time = "0 spikes in the 300 images up to batch 15 of epoch 1"
      #expect(
        outcome.messages == [
          "small: network.layers[1] is silent: \(time); to mend it, calibrate it by "
            + #"network.initialisation={"firingRate": 0.1}, or lower network.threshold "#
            + "(now 1000.0), or raise network.beta (now 0.9), or raise network.steps (now 5)",
          "small: network.layers[3] is silent: \(time); network.layers[1] below it is silent too",
          "small: network.layers[5] is silent: \(time); network.layers[3] below it is silent too",
        ])
      let names = try bench.contents(of: "runs")
      let log = try #require(names.first { $0.key.hasSuffix("log.txt") }).value
      #expect(String(decoding: log, as: UTF8.self).contains("network.layers[1] is silent"))
      let metrics = try #require(names.first { $0.key.hasSuffix("metrics.jsonl") }).value
      let lines = String(decoding: metrics, as: UTF8.self).split(separator: "\n")
      #expect(lines.count == 3)
      for line in lines {
        let activity = try JSONDocument(parsing: Array(line.utf8)).root["activity"]?.array
        #expect(activity?.compactMap(\.string) == ["silent", "silent", "silent"], "\(line)")
      }
    }

    @Test(
      "an output that training silences or saturates is told so, with the learning rate to lower",
      arguments: [(0, "silent"), (1, "saturated")])
    func trained(target: Int, state: String) async throws {
      let bench = try Workbench(
        config: """
          { "name": "small", "data": { "dataset": "digits", "train": 400, "test": 50 },
            "network": { "steps": 5, "initialisation": { "firingRate": 0.3 },
              "layers": [ { "dense": 40 }, "lif", { "dense": 10 },
                { "lif": { "threshold": 0.9 } } ] },
            "learning": { "rule": "surrogate", "surrogate": "straight-through",
              "loss": { "mean-squared-count": { "correct": \(target), "wrong": \(target) } } },
            "training": { "epochs": 6, "batchSize": 20, "clipping": "none",
              "optimizer": { "adam": { "learningRate": 0.02 } } } }
          """)
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      let told = outcome.messages.filter { $0.contains("network.layers[3] is \(state): ") }
      #expect(told.count == 1, "\(outcome)")
      #expect(
        told[0].hasSuffix("; to mend it, lower training.optimizer.adam.learningRate (now 0.02)"),
        "\(outcome)")
    }
  }
}
