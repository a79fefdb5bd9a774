import SpikeFiles
import TestSupport
import Testing

extension CommandLineTests {
  /// Runs of networks without spikes, in every command that shows runs.
  @Suite("Networks without spikes")
  struct UnitRunTests {
    /// Two rules after one another, and one hidden layer.
    private static func config(
      name: String = "units", layers: String = #"{ "dense": 12 }, "relu", { "dense": 10 }"#,
      learning: String = #"{ "rule": "gradient" }"#, rest: String = ""
    ) -> String {
      """
      { "name": "\(name)", "data": { "dataset": "digits", "train": 60, "test": 20 },
        "network": { "layers": [ \(layers) ] }, "learning": \(learning),
        "training": { "epochs": 2, "batchSize": 20 }\(rest) }
      """
    }

    private static let phases = """
      [ { "rule": "gradient", "epochs": 1 }, { "rule": "lfp-epsilon" } ]
      """

    private func trained(_ config: String) async throws -> Workbench {
      let bench = try Workbench(config: config)
      let outcome = try await bench.run("train", "small.json", "--output", "runs", "--quiet")
      try #require(outcome.code == 0, "\(outcome)")
      return bench
    }

    @Test("raster shows logits, and how far units are above 0")
    func raster() async throws {
      let bench = try await trained(Self.config())
      let outcome = try await bench.run("raster", try runFolder(Self.config()), "--columns", "6")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.contains("logits by class  0: "), "\(outcome)")
      #expect(
        outcome.output.contains(
          #/ReLU layer 0: 12 units, \d+ of them above 0, the largest \d+\.\d{3}; a place is 1 unit\n/#
        ), "\(outcome)")
      // Twelve units are two rows of six.
      let rows = outcome.output.matches(of: #/\n +(\d) │[ ░▒▓█]{6}│/#).map { String($0.1) }
      #expect(rows == ["0", "6"], "\(outcome)")
      #expect(!outcome.output.contains("ReLU layer 1") && !outcome.output.contains("spike"))
    }

    @Test("a report tells objectives of two rules apart, and invents no β, T or spikes")
    func report() async throws {
      let bench = try await trained(Self.config(learning: Self.phases))
      try bench.write(smallConfig(), to: "spiking.json")
      #expect(
        try await bench.run("train", "spiking.json", "--output", "runs", "--quiet").code == 0)
      let outcome = try await bench.run("report", "runs", "--csv", "numbers")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(!bench.exists("numbers/beta-steps-gradient-then-lfp-epsilon.csv"))
      let (losses, rewards) = (
        try bench.text("numbers/objective-loss.csv"), try bench.text("numbers/objective-reward.csv")
      )
      #expect(losses.contains(#/\nunits,1,[\d.]+\nunits,2,\n/#), "\(losses)")
      #expect(rewards.contains(#/\nunits,1,\nunits,2,[\d.-]+\n/#), "\(rewards)")
      let html = try bench.text("report.html")
      #expect(html.contains("nothing more is drawn of such a network"))
      let firing = try #require(
        try bench.contents(of: "numbers").keys.filter { $0.hasPrefix("firing-") }.map {
          try bench.text("numbers/\($0)")
        }.first { !$0.contains("output") })
      #expect(firing.contains("hidden 1"))
      #expect(html.contains("Units above 0 on the test images: units"))
      #expect(html.contains("Firing rate on the test images: small"))
    }

    @Test("compare and summary.json count no logits as activity")
    func activity() async throws {
      let variants = """
        , "variants": [ { "name": "one", "learning": { "rule": "gradient" } },
          { "name": "two", "learning": { "rule": "lfp-epsilon" } } ]
        """
      let bench = try Workbench(
        config: Self.config(rest: variants).replacing(
          #" "learning": { "rule": "gradient" },"#, with: ""))
      let outcome = try await bench.run("compare", "small.json", "--output", "runs", "--quiet")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.matches(of: #/\n(one|two) +[\d.]+ % +[\d.]+ s +– /#).count == 2)
      for (name, bytes) in try bench.contents(of: "runs") where name.hasSuffix("summary.json") {
        let summary = try JSONDocument(parsing: bytes).root
        let rate = try #require(summary["firingRates"]?.array?.first?.double)
        let activity = try #require(summary["spikesPerSample"]?.double)
        #expect(abs(activity - 12 * rate) < 1e-9)
      }
    }

    @Test("check names every rule, and those that never learn")
    func check() async throws {
      let bench = try Workbench(
        config: Self.config(
          learning: #"[ { "rule": "gradient", "epochs": 9 }, { "rule": "lfp-epsilon" } ]"#))
      let outcome = try await bench.run("check", "small.json")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.contains("\ngradient then lfp-epsilon on digits"), "\(outcome)")
      #expect(
        outcome.output.contains("note: learning[1] (lfp-epsilon) never learns"), "\(outcome)")
    }

    @Test("check counts the points of a line that are left to train on")
    func line() async throws {
      let bench = try Workbench(
        config: """
          { "name": "line", "data": { "dataset": "line", "step": 0.01 }, "learning": { "rule": "gradient" },
            "network": { "layers": [ { "dense": 4 }, "relu", { "dense": 2 } ] },
            "training": { "epochs": 1, "batchSize": 32 } }
          """)
      for (change, images) in [
        ("data.step=0.01", 701), ("data.test=1", 800), ("data.step=0.3", 14), ("data.train=9", 9),
      ] {
        let outcome = try await bench.run("check", "small.json", change)
        #expect(outcome.output.contains(", \(images) images"), "\(change): \(outcome)")
        let trained = try await bench.run("train", "small.json", change, "--output", "runs")
        #expect(trained.code == 0, "\(trained)")
      }
      let counts = try bench.contents(of: "runs").filter { $0.key.hasSuffix("metrics.jsonl") }.map {
        try JSONDocument(parsing: $0.value).root["trainSamples"]?.integer
      }
      #expect(Set(counts) == [701, 800, 14, 9])
    }

    @Test("an epoch whose batches were all left out has no accuracy")
    func leftOut() async throws {
      let config = Self.config()
      let bench = try Workbench(config: config)
      let outcome = try await bench.run(
        "train", "small.json", #"training.optimizer={"sgd": {"learningRate": 1e38}}"#,
        "training.onNonFinite=warn", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      let metrics = try #require(
        try bench.contents(of: "runs").first { $0.key.hasSuffix("metrics.jsonl") }?.value)
      let lines = try metrics.split(separator: UInt8(ascii: "\n")).map {
        try JSONDocument(parsing: Array($0)).root
      }
      let last = try #require(lines.last)
      #expect(last["trainSamples"]?.integer == 0, "\(outcome)")
      #expect(last["trainAccuracy"]?.double == nil && last["trainObjective"]?.double == nil)
      #expect(outcome.output.contains("train –") || outcome.errors.contains("train –"))
    }

    @Test("tensors that a layer has no place for are refused, from a file and in a trace")
    func surplus() async throws {
      let bench = try await trained(Self.config())
      let run = try runFolder(Self.config())
      var file = try TensorFile(decoding: bench.bytes("\(run)/checkpoint.safetensors"))
      let without = Self.config(
        layers: #"{ "dense": { "units": 12, "bias": false } }, "relu", { "dense": 10 }"#)
      try bench.write(without, to: "without.json")
      let outcome = try await bench.run(
        "train", "without.json", #"network.initialisation={"run": "\#(run)"}"#, "--output", "runs")
      #expect(outcome.code == 2, "\(outcome)")
      #expect(outcome.errors.contains("layers.0.bias"), "\(outcome)")
      file.metadata = [:]
      for name in file.names where !name.hasPrefix("layers.") { file[name] = nil }
      file.set("input", shape: [1, 784], [Float](repeating: 0.5, count: 784))
      file["labels"] = Tensor(shape: [1], values: .int32([3]))
      try bench.write(file.encoded(), to: "in.safetensors")
      let traced = try await bench.run(
        "trace", "without.json", "--tensors", "in.safetensors", "--output", "out.safetensors")
      #expect(traced.code != 0 && traced.errors.contains("layers.0.bias"), "\(traced)")
      #expect(
        try await bench.run(
          "trace", "small.json", "--tensors", "in.safetensors", "--output", "out.safetensors"
        ).code == 0)
    }

    @Test("other data than a run was trained on, and an excerpt of published files, are told of")
    func data() async throws {
      let config = """
        { "name": "small", "data": { "dataset": "cifar10", "test": 10 },
          "network": { "layers": [ { "dense": 8 }, "relu", { "dense": 10 } ] },
          "learning": { "rule": "gradient" }, "training": { "epochs": 1, "batchSize": 8 } }
        """
      let bench = try Workbench(config: config)
      try writeCIFAR(to: bench("data/cifar10"), records: 10)
      try writeCIFAR(to: bench("other/cifar10"), records: 11)
      let trained = try await bench.run(
        "train", "small.json", "--output", "runs", "--data-root", "data")
      #expect(trained.code == 0, "\(trained)")
      #expect(
        (trained.output + trained.errors).contains(
          "the files of the data set \"cifar10\" have 50 of its 50000 training samples"),
        "\(trained)")
      let run = try runFolder(config)
      let message = "these are not the data that"
      for (folder, isTold) in [("data", false), ("other", true)] {
        for command in [["evaluate", run], ["raster", run]] {
          let outcome = try await bench.run(command + ["--data-root", folder])
          #expect(outcome.code == 0, "\(outcome)")
          #expect(outcome.errors.contains(message) == isTold, "\(outcome)")
        }
      }
    }
  }
}
