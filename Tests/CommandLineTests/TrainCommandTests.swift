import Foundation
import SpikeFiles
import Testing

extension CommandLineTests {
  @Suite("Training and evaluating")
  struct TrainTests {
    @Test("a run leaves its files, says its result on standard output and nothing else")
    func files() async throws {
      let bench = try Workbench(config: smallConfig(epochs: 2))
      let run = try runFolder(smallConfig(epochs: 2))
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 0)
      #expect(outcome.errors.isEmpty)
      #expect(outcome.output.contains("epoch 2/2"))
      #expect(outcome.output.hasSuffix("\(run)\n"))
      #expect(
        try bench.contents(of: run).keys.sorted() == [
          "checkpoint.safetensors", "config.json", "env.json", "log.txt", "metrics.jsonl",
          "status.json", "summary.json",
        ])
      #expect(try bench.state(of: run) == "done")
    }

    @Test("an output folder is made, whatever its depth and the length of its name")
    func folders() async throws {
      let bench = try Workbench(config: smallConfig())
      let run = try runFolder(smallConfig()).replacing("runs", with: "")
      for folder in ["r", "a/b/c/", "./d//e", bench("f")] {
        let outcome = try await bench.run("train", "small.json", "--output", folder)
        #expect(outcome.code == 0, "\(outcome)")
      }
      for folder in ["r", "a/b/c", "d/e", "f"] {
        #expect(bench.exists("\(folder)\(run)/summary.json"))
      }
    }

    @Test("evaluate prints the accuracy that the summary has")
    func evaluate() async throws {
      let bench = try Workbench(config: smallConfig())
      let run = try runFolder(smallConfig())
      let trained = try await bench.run("train", "small.json", "--output", "runs")
      #expect(trained.code == 0, "\(trained)")
      let before = try bench.contents()
      let outcome = try await bench.run("evaluate", run)
      #expect(outcome.code == 0)
      #expect(outcome.errors.isEmpty)
      let accuracy = try #require(
        try JSONDocument(parsing: bench.bytes("\(run)/summary.json")).root["testAccuracy"]?.double)
      // A hundred test images: the percentage is a whole number.
      let text = "small: test accuracy \(Int((accuracy * 100).rounded())).00 % on 100 test images"
      #expect(outcome.output.hasPrefix(text), "\(outcome)")
      #expect(try bench.contents() == before)
    }

    @Test("the number of threads does not change the checkpoint", arguments: ["lfp", "surrogate"])
    func threads(_ rule: String) async throws {
      let learning = rule == "lfp" ? "" : #", "learning": { "rule": "surrogate" }"#
      let config = smallConfig(members: learning)
      let bench = try Workbench(config: config)
      let run = try runFolder(config).replacing("runs", with: "")
      for threads in ["1", "2"] {
        let outcome = try await bench.run(
          "train", "small.json", "--output", threads, "--threads", threads)
        #expect(outcome.code == 0, "\(outcome)")
      }
      for file in ["checkpoint.safetensors", "summary.json"] {
        #expect(try bench.bytes("1\(run)/\(file)") == bench.bytes("2\(run)/\(file)"))
      }
    }

    /// A small run whose network is convolutional and calibrated, with chance of every kind.
    private static func convolutional(_ learning: String) -> String {
      """
      { "name": "small", "data": { "dataset": "digits", "train": 150, "test": 60 },
        "encoding": "rate",
        "network": { "steps": 5, "initialisation": { "firingRate": 0.2 },
          "layers": [ { "conv2d": { "channels": 3, "kernel": 5, "stride": 2 } }, "lif",
            { "dropout": 0.2 }, { "maxPool": 2 }, "flatten", { "dense": 10 }, "lif" ] },
        "learning": \(learning),
        "training": { "epochs": 2, "batchSize": 50, "schedule": "oneCycle" } }
      """
    }

    @Test(
      "a calibrated convolutional run trains, evaluates and repeats, whatever the threads",
      arguments: [
        #"{ "rule": "lfp-z-plus-z-minus" }"#,
        #"{ "rule": "surrogate", "loss": "cross-entropy-rate" }"#,
      ])
    func convolutional(_ learning: String) async throws {
      let config = Self.convolutional(learning)
      let bench = try Workbench(config: config)
      let run = try runFolder(config).replacing("runs", with: "")
      for threads in ["1", "2"] {
        let outcome = try await bench.run(
          "train", "small.json", "--output", threads, "--threads", threads)
        #expect(outcome.code == 0, "\(outcome)")
      }
      for file in ["checkpoint.safetensors", "summary.json"] {
        #expect(try bench.bytes("1\(run)/\(file)") == bench.bytes("2\(run)/\(file)"))
      }
      let summary = try JSONDocument(parsing: bench.bytes("1\(run)/summary.json")).root
      let evaluated = try await bench.run("evaluate", "1\(run)")
      #expect(evaluated.code == 0, "\(evaluated)")
      let accuracy = try #require(summary["testAccuracy"]?.double)
      let text = "small: test accuracy \(percentText(accuracy)) on 60 test images"
      #expect(evaluated.output.hasPrefix(text), "\(evaluated)")
    }

    private func percentText(_ share: Double) -> String {
      String(format: "%.2f %%", share * 100)
    }

    @Test("without training, a calibrated network fires at the rate asked for")
    func calibrated() async throws {
      let config = """
        { "name": "small", "data": { "dataset": "digits", "train": 128, "test": 128 },
          "network": { "steps": 5, "beta": 0.3, "initialisation": { "firingRate": 0.1 },
            "layers": [ { "conv2d": { "channels": 3, "kernel": 5 } }, "lif", { "maxPool": 2 },
              { "dense": 30 }, "lif", { "dense": 10 }, "lif" ] },
          "training": { "epochs": 0 } }
        """
      let bench = try Workbench(config: config)
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      let summary = try JSONDocument(
        parsing: bench.bytes("\(runFolder(config))/summary.json")
      ).root
      let rates = try #require(summary["firingRates"]?.array).compactMap(\.double)
      #expect(rates.count == 3)
      // Of other images than those it was calibrated on.
      #expect(rates.allSatisfy { (0.06...0.14).contains($0) }, "\(rates)")
    }

    @Test("a rate that cannot be reached is told, by layer, and kept in the log")
    func missedRate() async throws {
      let config = """
        { "name": "small", "data": { "dataset": "digits", "train": 64, "test": 20 },
          "network": { "steps": 5, "initialisation": { "firingRate": 0.95 },
            "layers": [ { "dense": 30 }, "lif", { "dense": 10 }, "lif" ] },
          "training": { "epochs": 0 } }
        """
      let bench = try Workbench(config: config)
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      let told = outcome.messages.filter { $0.contains("asked for") }
      #expect(
        told.first?.hasPrefix("small: network.layers[1] fires at a mean rate of 0.") == true,
        "\(outcome)")
      let dead = outcome.messages.filter {
        $0.contains("never fire on the training images that the weights")
      }
      let first = try #require(
        dead.first?.wholeMatch(of: /small: network.layers\[1\]: (\d+) of 30 .*/))
      #expect((1..<30).contains(Int(first.1) ?? 0), "\(outcome)")
      let log = try bench.text("\(runFolder(config))/log.txt")
      for line in told + dead {
        #expect(log.contains("calibration: " + line.dropFirst("small: ".count)))
      }
    }

    @Test("a run that is done is not touched")
    func done() async throws {
      let bench = try Workbench(config: smallConfig())
      let run = try runFolder(smallConfig())
      let first = try await bench.run("train", "small.json", "--output", "runs")
      #expect(first.code == 0, "\(first)")
      let before = try bench.contents()
      let again = try await bench.run("train", "small.json", "--output", "runs")
      #expect(again.code == 1)
      #expect(again.messages.count == 1)
      #expect(again.errors.hasPrefix("error: the run in \(run) is done and stays as it is; "))
      let resumed = try await bench.run("train", run, "--resume")
      #expect(resumed.code == 0)
      #expect(resumed.output == "\(run) is done already\n")
      #expect(try bench.contents() == before)
    }

    @Test("an output folder that cannot be made is named")
    func unwritable() async throws {
      let bench = try Workbench(config: smallConfig())
      for command in ["train", "compare"] {
        let outcome = try await bench.run(command, "small.json", "--output", "small.json/runs")
        #expect(outcome.code == 1)
        #expect(
          outcome.messages == [
            "error: cannot create the folder small.json: it is not a directory"
          ])
      }
      #expect(try bench.contents() == ["small.json": Array(smallConfig().utf8)])
    }

    @Test(
      "an output folder without write permission is named",
      .enabled(if: geteuid() != 0, "the superuser may write anywhere"))
    func forbidden() async throws {
      let bench = try Workbench(config: smallConfig())
      try FileManager.default.createDirectory(
        atPath: bench("runs"), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o555])
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 1)
      #expect(outcome.messages.count == 1)
      #expect(outcome.errors.hasSuffix(": Permission denied\n"), "\(outcome)")
      #expect(try bench.contents().keys.sorted() == ["small.json"])
    }

    @Test("a run goes on when the reader of its lines has gone")
    func closedPipe() async throws {
      let bench = try Workbench(config: smallConfig(epochs: 3))
      let outcome = try await bench.runIntoClosedPipe(["train", "small.json", "--output", "runs"])
      #expect(outcome.code == 0, "\(outcome)")
      #expect(try bench.state(of: runFolder(smallConfig(epochs: 3))) == "done")
    }

    @Test("a checkpoint that is cut off is named, and so are metrics that lack an epoch")
    func damaged() async throws {
      let bench = try Workbench(config: smallConfig(epochs: 2))
      let run = try runFolder(smallConfig(epochs: 2))
      let trained = try await bench.run("train", "small.json", "--output", "runs")
      #expect(trained.code == 0, "\(trained)")
      try FileManager.default.removeItem(atPath: bench("\(run)/summary.json"))
      let metrics = try bench.text("\(run)/metrics.jsonl")
      let first = metrics.split(separator: "\n", omittingEmptySubsequences: false)[0] + "\n"
      try bench.write(String(first), to: "\(run)/metrics.jsonl")
      let lacking = try await bench.run("train", run, "--resume")
      #expect(lacking.code == 1)
      #expect(
        lacking.messages == [
          "error: cannot read \(run)/metrics.jsonl: it has 1 of the 2 epochs that the checkpoint "
            + "has done; delete the checkpoint to start again"
        ])
      #expect(!bench.exists("\(run)/summary.json"))

      let checkpoint = try bench.bytes("\(run)/checkpoint.safetensors")
      try bench.write(Array(checkpoint.dropLast(1000)), to: "\(run)/checkpoint.safetensors")
      let before = try bench.contents()
      for command in [["train", run, "--resume"], ["evaluate", run]] {
        let outcome = try await bench.run(command)
        #expect(outcome.code == 1)
        #expect(outcome.messages.count == 1)
        #expect(outcome.errors.hasPrefix("error: \(run)/checkpoint.safetensors: data: expected "))
        #expect(outcome.errors.hasSuffix(" bytes; the file may be cut off\n"), "\(outcome)")
      }
      #expect(try bench.contents() == before)
    }

    @Test("a checkpoint of another network is named by its tensor and stays as it is")
    func otherNetwork() async throws {
      let bench = try Workbench(config: smallConfig())
      let run = try runFolder(smallConfig())
      let trained = try await bench.run("train", "small.json", "--output", "runs")
      #expect(trained.code == 0, "\(trained)")
      for (layers, fault) in [
        ([40, 20, 10], "tensor 'layers.1.weight': expected shape [30, 40], found [20, 40]"),
        ([40, 10], "tensor 'layers.1.weight': expected shape [30, 40], found [10, 40]"),
        (
          [40, 30, 10, 10], "tensor 'layers.3.weight': expected none, the network has fewer layers"
        ),
      ] {
        try bench.write(smallConfig(layers: layers), to: "other.json")
        let other = try await bench.run("train", "other.json", "--output", "others")
        #expect(other.code == 0, "\(other)")
        let folder = try runFolder(smallConfig(layers: layers)).replacing("runs/", with: "others/")
        // As if the run had been interrupted and somebody put the other's checkpoint there.
        try bench.write(
          bench.bytes("\(folder)/checkpoint.safetensors"), to: "\(run)/checkpoint.safetensors")
        try? FileManager.default.removeItem(atPath: bench("\(run)/summary.json"))
        let before = try bench.contents()
        for command in [
          ["train", "small.json", "--resume", "--output", "runs"], ["train", run, "--resume"],
          ["evaluate", run],
        ] {
          let outcome = try await bench.run(command)
          #expect(outcome.code == 2)
          #expect(outcome.messages == ["error: \(run)/checkpoint.safetensors: \(fault)"])
        }
        #expect(try bench.contents() == before)
      }
    }
  }
}
