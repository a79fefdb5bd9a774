import Foundation
import SpikeFiles
import Testing

extension CommandLineTests {
  /// What was meant is told where something else was given.
  @Suite("Wrong turns")
  struct WrongTurnTests {
    private static let place = ["SPIKELAB_RUNS": "mine"]

    private static func folders(_ bench: Workbench) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: bench("mine")).filter { $0.count == 16 }
        .sorted()
    }

    @Test("a run in the place of a config says what to do with a run")
    func runs() async throws {
      let bench = try await RunsCommandTests.bench()
      let folder = try Self.folders(bench)[0]
      for (arguments, message) in [
        (["compare", "tiny-1", "tiny-2"], "`spikelab runs compare` shows two runs side by side"),
        (["compare", "mine/\(folder)"], "mine/\(folder) is the folder of a run, whose config is"),
        (["sweep", "run", "tiny-1"], "'tiny-1' is the run in mine/"),
        (["sweep", "plan", folder], "`spikelab train` with --resume continues a run"),
        (["check", folder], "whose config is mine/\(folder)/config.json"),
        (
          ["trace", "tiny-1", "--tensors", "a", "--output", "b"],
          "give that config, and the run's checkpoint by --tensors"
        ),
        (
          ["train", folder, "seed=3"],
          "`spikelab train mine/\(folder)/config.json` with the overrides"
        ),
      ] {
        let outcome = try await bench.run(arguments, environment: Self.place)
        #expect(outcome.code == 2 && outcome.errors.contains(message), "\(outcome)")
      }
    }

    @Test("a config in the place of a run means its run, if it was trained")
    func configs() async throws {
      let bench = try await RunsCommandTests.bench()
      let untrained = try await bench.run("evaluate", "tiny.json", environment: Self.place)
      #expect(untrained.code == 2, "\(untrained)")
      #expect(
        untrained.errors.contains(
          "tiny.json is a config, and no run of it is in mine: `spikelab train tiny.json`"))
      let trained = try await bench.run("train", "tiny.json", environment: Self.place)
      #expect(trained.code == 0, "\(trained)")
      for command in ["evaluate", "inspect", "raster"] {
        let outcome = try await bench.run(command, "tiny.json", environment: Self.place)
        #expect(outcome.code == 0, "\(outcome)")
      }
      let folder = try Self.folders(bench)[0]
      let own = try await bench.run("inspect", "mine/\(folder)/config.json")
      #expect(own.code == 0, "\(own)")
      try bench.write("[]", to: "other.json")
      let other = try await bench.run("evaluate", "other.json", environment: Self.place)
      #expect(other.code == 2 && other.errors.contains("is not a run"), "\(other)")
    }

    @Test("a key in the wrong place is led to the right one")
    func keys() async throws {
      let bench = try Workbench(config: smallConfig())
      for (override, message) in [
        ("training.optimizer=adamw", #"did you mean "adam" with "training.weightDecay"?"#),
        ("training.optimizer.adamw.weightDecay=0.1", #""adam" with "training.weightDecay"?"#),
        ("training.optimizer.weightDecay=0.1", #"did you mean "training.weightDecay"?"#),
        ("optimizer.weightDecay=0.1", #"did you mean "training.weightDecay"?"#),
        (
          "training.optimizer.adam.weightDecay=0.1", #"did you mean "training.weightDecay"?"#
        ),
        (
          "network.layers[0].bias=false",
          #"network.layers[0].bias: found a key of "dense", allowed network.layers[0].dense.bias"#
        ),
        (
          "network.layers[1].beta=0.5",
          #"found a key of "lif", allowed network.layers[1].lif.beta"#
        ),
      ] {
        let outcome = try await bench.run("check", "small.json", override)
        #expect(outcome.code == 2 && outcome.errors.contains(message), "\(override): \(outcome)")
      }
      let right = try await bench.run("check", "small.json", "network.layers[0].dense.bias=false")
      #expect(right.code == 0, "\(right)")
    }

    @Test("null takes a key out, so that its default holds; a required one stays")
    func null() async throws {
      let config = smallConfig().replacing(
        "\"test\": 100", with: "\"test\": 100, \"validation\": 50")
      let bench = try Workbench(config: config)
      func check(_ overrides: String...) async throws -> Outcome {
        try await bench.run(["check", "small.json"] + overrides)
      }
      let without = try await check("data.validation=null")
      #expect(without.code == 0 && without.output.contains("300 images"), "\(without)")
      // The same run as of a config that never had the key.
      try bench.write(smallConfig(), to: "plain.json")
      let plain = try await bench.run("check", "plain.json")
      #expect(plain.output == without.output)
      let standard = try await check("network.steps=7", "network.steps=null", "data.skip=null")
      #expect(standard.output.contains("(25 steps)"), "\(standard)")
      for (override, message) in [
        ("name=null", "found null, which takes a key out, allowed a text: this key is required"),
        ("data.dataset=null", "this key is required and has no default"),
        ("network.stepps=null", #"did you mean "steps"?"#),
        ("network.layers[0]=null", "network.layers[0]: found null"),
        ("network.layers[0].dense=null", "network.layers[0].dense: found null"),
      ] {
        let outcome = try await check(override)
        #expect(outcome.code == 2 && outcome.errors.contains(message), "\(override): \(outcome)")
      }
      try bench.write(
        #"{ "name": "s", "base": "small.json", "set": { "data.validation": null }, "grid": { "seed": [1] } }"#,
        to: "s.json")
      let hash = try #require(without.output.firstMatch(of: /[0-9a-f]{16}/)?.output)
      let plan = try await bench.run("sweep", "plan", "s.json", "seed=0")
      #expect(plan.code == 0 && plan.output.hasPrefix(hash), "\(plan)")
    }

    @Test("neurons that no test image makes spike are told where they are many")
    func dead() async throws {
      // Half of the first layer has weights that nothing makes fire: none spikes at so high a threshold.
      let config = smallConfig().replacing("\"steps\": 5", with: "\"steps\": 5, \"threshold\": 2")
      let bench = try Workbench(config: config)
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      let summary = try JSONDocument(parsing: bench.bytes("\(runFolder(config))/summary.json")).root
      let layers = try #require(summary["sparsity"]?["layers"]?.array)
      let dead = try layers.map { try #require($0["dead"]?.integer) }
      try #require(dead[1] * 5 > 30, "\(dead)")
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.last == "\(try runFolder(config))", "\(outcome)")
      let told = try #require(lines.dropLast().last)
      #expect(told.hasPrefix("never spiked for a test image: "), "\(outcome)")
      for (place, (dead, neurons)) in zip(dead, [40, 30, 10]).enumerated() {
        let words = "\(dead) of \(neurons) neurons of LIF layer \(place)"
        #expect(told.contains(words) == (5 * dead > neurons), "\(told)")
      }
      let lively = try Workbench(
        config: smallConfig(layers: [10]).replacing("\"steps\": 5", with: "\"steps\": 25"))
      let quiet = try await lively.run("train", "small.json")
      #expect(quiet.code == 0 && !quiet.output.contains("never spiked"), "\(quiet)")
    }

    @Test("a data set of one's own is counted by its files, and else not at all")
    func counted() async throws {
      let bench = try Workbench()
      try bench.write(
        """
        { "name": "own", "data": { "dataset": "idx", "folder": "mine", "rows": 28, "columns": 28,
          "classes": 10 } }
        """,
        to: "own.json")
      let absent = try await bench.run("check", "own.json", "--data-root", "data")
      #expect(absent.code == 0, "\(absent)")
      #expect(
        absent.output.contains("how many images an epoch has is known with the files"), "\(absent)")
      #expect(!absent.output.contains("1073741824") && !absent.output.contains("batch"))
      let some = try await bench.run("check", "own.json", "data.train=40", "training.batchSize=20")
      #expect(some.output.contains("of 2 batches, 40 images"), "\(some)")
      let made = try await bench.run(
        "data", "generate", "--output", "data/mine", "--train", "50", "--test", "20")
      #expect(made.code == 0, "\(made)")
      let found = try await bench.run(
        "check", "own.json", "data.validation=10", "training.batchSize=20", "--data-root", "data")
      #expect(found.output.contains("of 2 batches, 40 images"), "\(found)")
    }

    @Test("a finished config shows what came out, and that it is not trained again")
    func finished() async throws {
      let bench = try Workbench(config: smallConfig())
      let run = try runFolder(smallConfig())
      let first = try await bench.run("train", "small.json", "--output", "runs")
      let again = try await bench.run("train", "small.json", "--output", "runs")
      #expect(again.code == 1 && again.errors.contains("is done and stays as it is"), "\(again)")
      #expect(again.output.hasPrefix("small: test accuracy ") && again.output.hasSuffix("\(run)\n"))
      #expect(first.output.hasSuffix(again.output))
      let more = try await bench.run("train", run, "--epochs", "+1")
      #expect(more.code == 0 && more.output.contains("epoch 2/2"), "\(more)")
      let twice = try await bench.run("train", run, "--epochs", "2")
      #expect(twice.code == 1 && twice.output.contains("after 2 epochs"), "\(twice)")
      let none = try await bench.run("train", run, "--epochs", "+0")
      #expect(none.code == 2 && none.errors.contains("allowed is 1 to 100000"), "\(none)")
    }

    @Test("help says what --quiet leaves, and how a shell completes")
    func help() async throws {
      let train = try await Workbench().run("train", "--help")
      #expect(train.output.contains("Show no progress bar; results, notes and a line for"))
      let all = try await Workbench().run("--help")
      #expect(all.output.contains("--generate-completion-script"))
    }
  }
}
