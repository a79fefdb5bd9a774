import Foundation
import SpikeConfig
import SpikeFiles
import SpikeRuns
import Testing

extension CommandLineTests {
  @Suite("Longer runs, and the best epoch")
  struct LongerRunTests {
    private static func config(_ epochs: Int, _ more: String = "") -> String {
      """
      { "name": "small", "data": { "dataset": "digits", "train": 240, "test": 60, "validation": 40 },
        "network": { "steps": 5, "initialisation": { "firingRate": 0.2 },
          "layers": [ { "dense": 30 }, "lif", { "dense": 10 }, "lif" ] },
        "training": { "epochs": \(epochs), "batchSize": 20, "keepBest": true\(more) } }
      """
    }

    /// What must be equal: times differ.
    private static func expectEqual(_ one: Workbench, _ other: Workbench, _ run: String) throws {
      for file in ["checkpoint.safetensors", "best.safetensors", "summary.json", "config.json"] {
        #expect(
          try one.bytes("\(run)/\(file)") == other.bytes("\(run)/\(file)"), "\(file) of \(run)")
      }
      func lines(_ bench: Workbench) throws -> [String] {
        try bench.text("\(run)/metrics.jsonl").split(separator: "\n").map {
          String($0).replacing(#/"(train|test|trainProcessor)Seconds": [0-9.e-]+/#, with: "")
        }
      }
      #expect(try lines(one) == lines(other))
    }

    @Test(
      "a finished run continued to more epochs has the bytes of one trained at a stretch",
      arguments: [
        "", #", "schedule": { "step": { "epochs": 2, "factor": 0.1 } }"#,
        #", "optimizer": { "sgd": { "learningRate": 0.01, "momentum": 0.5 } }"#,
      ])
    func atAStretch(_ more: String) async throws {
      let (long, short) = (Self.config(5, more), Self.config(2, more))
      let (whole, parts) = (try Workbench(config: long), try Workbench(config: short))
      #expect(try await whole.run("train", "small.json", "--runs", "runs").code == 0)
      #expect(try await parts.run("train", "small.json", "--runs", "runs").code == 0)
      let (first, last) = (try runFolder(short), try runFolder(long))
      let before = try parts.contents(of: first)
      let outcome = try await parts.run("train", first, "--epochs", "5")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.hasSuffix("\(last)\n"), "\(outcome)")
      #expect(outcome.errors.contains("starts from the 2 epochs of \(first)"), "\(outcome)")
      #expect(!outcome.output.contains("epoch 2/5") && outcome.output.contains("epoch 3/5"))
      #expect(try parts.contents(of: first) == before)
      try Self.expectEqual(whole, parts, last)
      // Again, it is done; and it goes on from there, too.
      let again = try await parts.run("train", first, "--epochs", "5")
      #expect(again.code == 1 && again.errors.contains("is done and stays as it is"), "\(again)")
    }

    @Test("so it has where the longer run is stopped on the way and resumed")
    func interrupted() async throws {
      let (long, short) = (Self.config(5), Self.config(1))
      let (whole, parts) = (try Workbench(config: long), try Workbench(config: short))
      #expect(try await whole.run("train", "small.json", "--runs", "runs").code == 0)
      #expect(try await parts.run("train", "small.json", "--runs", "runs").code == 0)
      let (first, last) = (try runFolder(short), try runFolder(long))
      let stopped = try await parts.run("train", first, "--epochs", "5", "--until", "3")
      #expect(stopped.code == 75, "\(stopped)")
      let refused = try await parts.run("train", first, "--epochs", "5")
      #expect(refused.code == 1 && refused.errors.contains("continue it with --resume"))
      let resumed = try await parts.run("train", first, "--epochs", "5", "--resume")
      #expect(resumed.code == 0 && !resumed.output.contains("epoch 3/5"), "\(resumed)")
      try Self.expectEqual(whole, parts, last)
      let log = try parts.text("\(last)/log.txt")
      #expect(log.contains("began small, epoch 2 of 5") && log.contains("resumed small, epoch 4"))
    }

    @Test("a run that cannot be continued says why")
    func refused() async throws {
      for (more, message) in [
        ("", "has 3 epochs already, and --epochs is 3"),
        (#", "schedule": "cosine""#, "spreads the learning rate over all 3 epochs"),
        (#", "schedule": "oneCycle""#, "spreads the learning rate over all 3 epochs"),
      ] {
        let config = Self.config(3, more)
        let bench = try Workbench(config: config)
        #expect(try await bench.run("train", "small.json", "--runs", "runs").code == 0)
        let before = try bench.contents()
        let outcome = try await bench.run(
          "train", try runFolder(config), "--epochs", more.isEmpty ? "3" : "5")
        #expect(outcome.code == 2 && outcome.errors.contains(message), "\(outcome)")
        #expect(try bench.contents() == before)
      }
      let bench = try Workbench(config: Self.config(3))
      let run = try runFolder(Self.config(3))
      #expect(
        try await bench.run("train", "small.json", "--runs", "runs", "--until", "1").code == 75)
      for (arguments, message) in [
        ([run, "--epochs", "5"], "is not finished: `spikelab train` with --resume"),
        (["small.json", "--epochs", "5"], "of a config, training.epochs=N"),
        ([run, "--epochs", "0"], "--epochs is 0, allowed is 1 to 100000"),
      ] {
        let outcome = try await bench.run(["train"] + arguments)
        #expect(outcome.code == 2 && outcome.errors.contains(message), "\(outcome)")
      }
    }

    @Test("the best checkpoint is that of a run that ended with the best epoch")
    func best() async throws {
      let config = Self.config(6, #", "optimizer": { "adam": { "learningRate": 0.02 } }"#)
      let bench = try Workbench(config: config)
      let run = try runFolder(config)
      // Stopped and resumed on the way: the best so far is not forgotten.
      #expect(
        try await bench.run("train", "small.json", "--runs", "runs", "--until", "4").code == 75)
      #expect(try await bench.run("train", run, "--resume").code == 0)
      let lines = try bench.text("\(run)/metrics.jsonl").split(separator: "\n").map {
        try JSONDocument(parsing: Array($0.utf8)).root
      }
      let accuracies = lines.compactMap { $0["validationAccuracy"]?.double }
      #expect(accuracies.count == 6)
      let place = try #require(accuracies.firstIndex(of: accuracies.max() ?? 0))
      let outcome = try await bench.run("evaluate", run, "--best")
      #expect(outcome.code == 0, "\(outcome)")
      let share = String(format: "%.2f", 100 * (lines[place]["testAccuracy"]?.double ?? -1))
      #expect(
        outcome.output.contains(
          "test accuracy \(share) % on 60 test images of digits, by the checkpoint of epoch "
            + "\(place + 1), the best by validation"), "\(outcome)")
      // The parameters are those of a run that ended there.
      let shorter = try Workbench(config: config)
      #expect(
        try await shorter.run(
          "train", "small.json", "--runs", "runs", "--until", "\(place + 1)"
        ).code == (place == 5 ? 0 : 75))
      #expect(
        try bench.bytes("\(run)/best.safetensors")
          == shorter.bytes("\(run)/checkpoint.safetensors"))
      // A damaged one is refused.
      var bytes = try bench.bytes("\(run)/best.safetensors")
      bytes[bytes.count - 5] ^= 1
      try bench.write(bytes, to: "\(run)/best.safetensors")
      let damaged = try await bench.run("evaluate", run, "--best")
      #expect(damaged.code == 1 && damaged.errors.contains("it is damaged"), "\(damaged)")
    }

    @Test("without it, --best says what would keep one; without validation images it is refused")
    func none() async throws {
      let bench = try Workbench(config: smallConfig())
      let run = try runFolder(smallConfig())
      #expect(try await bench.run("train", "small.json", "--runs", "runs").code == 0)
      #expect(!bench.exists("\(run)/best.safetensors"))
      let outcome = try await bench.run("evaluate", run, "--best")
      #expect(outcome.code == 2, "\(outcome)")
      #expect(outcome.errors.contains("training.keepBest=true keeps one"), "\(outcome)")
      let refused = try await bench.run("train", "small.json", "training.keepBest=true")
      #expect(
        refused.code == 2
          && refused.errors.contains(
            "training.keepBest: found true without data.validation, allowed it beside a validation set"
          ), "\(refused)")
    }

    @Test("a run prepared by a coordinator and not begun does not say that it was resumed")
    func freshWorker() async throws {
      let bench = try Workbench(config: smallConfig())
      try bench.write(
        #"{ "name": "s", "base": "small.json", "grid": { "seed": [0, 1] } }"#, to: "s.json")
      let outcome = try await bench.run("sweep", "run", "s.json", "--runs", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      let log = try bench.text("\(runFolder(smallConfig()))/log.txt")
      #expect(log.contains("began s/seed=0") && !log.contains("resumed"), "\(log)")
    }
  }
}
