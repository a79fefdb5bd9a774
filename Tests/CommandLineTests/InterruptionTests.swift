import SpikeFiles
import SpikeKernels
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension CommandLineTests {
  @Suite("Interruptions")
  struct InterruptionTests {
    static let config = smallConfig(epochs: 40)

    /// What an uninterrupted run leaves.
    struct Reference: Sendable {
      let checkpoint: [UInt8]
      let summary: [UInt8]
    }

    private static let reference = Task {
      let bench = try Workbench(config: config)
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      let run = try runFolder(config)
      return Reference(
        checkpoint: try bench.bytes("\(run)/checkpoint.safetensors"),
        summary: try bench.bytes("\(run)/summary.json"))
    }

    /// Starts a command and sends it a signal once the run has done some epochs.
    private func signal(
      _ signal: Int32, afterEpochs epochs: Int, _ arguments: [String], in bench: Workbench
    ) async throws -> Outcome {
      let metrics = "\(try runFolder(Self.config))/metrics.jsonl"
      let command = try bench.start(arguments + ["--output", "runs"])
      try await command.wait {
        ((try? bench.text(metrics)) ?? "").split(separator: "\n").count >= epochs
      }
      command.send(signal)
      return try await command.outcome()
    }

    private func expectReference(in bench: Workbench) async throws {
      let (run, reference) = (try runFolder(Self.config), try await Self.reference.value)
      #expect(try bench.bytes("\(run)/checkpoint.safetensors") == reference.checkpoint)
      #expect(try bench.bytes("\(run)/summary.json") == reference.summary)
      #expect(try bench.state(of: run) == "done")
      let epochs = try bench.text("\(run)/metrics.jsonl").split(separator: "\n").count
      #expect(epochs == 40)
    }

    @Test("a run stopped twice, by INT and TERM, ends with the bytes of one that never was")
    func twice() async throws {
      let bench = try Workbench(config: Self.config)
      let run = try runFolder(Self.config)

      let first = try await signal(SIGINT, afterEpochs: 3, ["train", "small.json"], in: bench)
      #expect(first.code == 75)
      #expect(
        first.messages == [
          "stopping after this batch with a checkpoint; once more stops at once",
          "interrupted; continue with --resume: \(run)",
        ])
      #expect(try bench.state(of: run) == "interrupted")
      #expect(!bench.exists("\(run)/summary.json"))
      #expect(!bench.exists("\(run)/lock"))

      let before = try bench.contents()
      let refused = try await bench.run("train", "small.json", "--output", "runs")
      #expect(refused.code == 1)
      #expect(
        refused.messages == [
          "error: the run in \(run) was begun and is not finished; continue it with --resume, "
            + "or delete the folder to start again"
        ])
      #expect(try bench.contents() == before)
      let evaluated = try await bench.run("evaluate", run)
      #expect(
        evaluated.output.contains("the run is not done: this is its checkpoint after"),
        "\(evaluated)")

      let second = try await signal(
        SIGTERM, afterEpochs: 12, ["train", "small.json", "--resume"], in: bench)
      #expect(second.code == 75)
      #expect(try bench.state(of: run) == "interrupted")

      let last = try await bench.run("train", run, "--resume")
      #expect(last.code == 0, "\(last)")
      try await expectReference(in: bench)
    }

    @Test("a run that was killed continues from its last epoch with the same bytes")
    func killed() async throws {
      let bench = try Workbench(config: Self.config)
      let outcome = try await signal(SIGKILL, afterEpochs: 5, ["train", "small.json"], in: bench)
      #expect(outcome.code == nil)
      let resumed = try await bench.run("train", "small.json", "--resume", "--output", "runs")
      #expect(resumed.code == 0, "\(resumed)")
      try await expectReference(in: bench)
    }

    @Test(
      "a second signal, of whichever kind, stops at once, and the run can be resumed",
      arguments: [(SIGINT, SIGINT), (SIGTERM, SIGTERM), (SIGINT, SIGTERM)])
    func impatient(_ first: Int32, _ second: Int32) async throws {
      // One batch that takes minutes: nobody waits for its end here.
      let bench = try Workbench(config: smallConfig(layers: [1000, 1000, 10]))
      let arguments = [
        "train", "small.json", "network.steps=10000", "data.train=300", "data.test=1",
        "training.batchSize=300", "--output", "runs",
      ]
      let command = try bench.start(arguments)
      try await command.wait {
        (try? bench.contents(of: "runs").keys.contains { $0.hasSuffix("log.txt") }) ?? false
      }
      command.send(first)
      try await command.wait { command.errors.contains("once more stops at once") }
      command.send(second)
      let outcome = try await command.outcome()
      #expect(outcome.code == 75)
      let names = try bench.contents(of: "runs").keys
      #expect(!names.contains { $0.hasSuffix("checkpoint.safetensors") })
      #expect(!names.contains { $0.hasSuffix("summary.json") })

      let run = try #require(names.first { $0.hasSuffix("config.json") }?.split(separator: "/")[0])
      let evaluated = try await bench.run("evaluate", "runs/\(run)")
      #expect(evaluated.code == 1)
      #expect(
        evaluated.messages == [
          "error: the run in runs/\(run) has no checkpoint yet: no epoch of it is finished"
        ])

      // The dead process's lock is in nobody's way.
      let resumed = try bench.start(["train", "runs/\(run)", "--resume"])
      try await resumed.wait { (try? bench.state(of: "runs/\(run)")) == "running" }
      resumed.send(SIGKILL)
      _ = try await resumed.outcome()
    }

    @Test("two signals one after the other, at any moment, tear no file and change no byte")
    func twoAtAnyMoment() async throws {
      let bench = try Workbench(config: Self.config)
      let run = try runFolder(Self.config)
      let seed = UInt64.random(in: 0...(.max))
      var generator = SeededGenerator(seed: seed)
      var stopped = 0
      for attempt in 1...8 {
        let command = try bench.start(["train", "small.json", "--resume", "--output", "runs"])
        try await command.wait { (try? bench.status(of: run)["attempt"]?.integer) == attempt }
        try await Task.sleep(for: .milliseconds(generator.integer(below: 60)))
        command.send(SIGTERM)
        // As the first is answered: while the checkpoint is being written, before or after.
        try await Task.sleep(for: .microseconds(generator.integer(below: 4000)))
        command.send(SIGTERM)
        let outcome = try await command.outcome()
        #expect(outcome.code == 75 || outcome.code == 0, "seed \(seed): \(outcome)")
        guard outcome.code == 75 else { break }
        stopped += 1
        // The second signal may come before the environment is written, right behind the status.
        for file in ["config.json", "status.json", "env.json"]
        where file != "env.json" || bench.exists("\(run)/\(file)") {
          #expect(throws: Never.self, "seed \(seed)") {
            try JSONDocument(parsing: bench.bytes("\(run)/\(file)"))
          }
        }
        if bench.exists("\(run)/checkpoint.safetensors") {
          #expect(throws: Never.self, "seed \(seed)") {
            try TensorFile(reading: bench("\(run)/checkpoint.safetensors"))
          }
        }
      }
      #expect(stopped > 0, "seed \(seed)")
      let last = try await bench.run("train", "small.json", "--resume", "--output", "runs")
      #expect(last.code == 0, "seed \(seed): \(last)")
      try await expectReference(in: bench)
    }

    @Test("a run is not continued with other data than it was begun with")
    func otherData() async throws {
      let config = smallConfig(dataset: "mnist", epochs: 10_000)
      let bench = try Workbench(config: config)
      for (root, seed) in [("one", "1"), ("other", "2")] {
        let outcome = try await bench.run(
          "data", "generate", "--output", "\(root)/mnist", "--train", "300", "--test", "100",
          "--seed", seed)
        #expect(outcome.code == 0, "\(outcome)")
      }
      let run = try runFolder(config)
      let command = try bench.start(
        ["train", "small.json", "--output", "runs", "--data-root", "one"])
      try await command.wait { bench.exists("\(run)/checkpoint.safetensors") }
      command.send(SIGINT)
      #expect(try await command.outcome().code == 75)

      let before = try bench.contents()
      let refused = try await bench.run("train", run, "--resume", "--data-root", "other")
      #expect(refused.code == 1)
      #expect(refused.messages.count == 1)
      #expect(refused.errors.contains("\(run) was begun with other data"), "\(refused)")
      #expect(try bench.contents() == before)
    }

    @Test("a run of one batch an epoch stops between two epochs; meanwhile it is nobody else's")
    func singleBatches() async throws {
      let bench = try Workbench(config: Self.config)
      let arguments = ["train", "small.json", "data.train=20", "data.test=1", "--output", "runs"]
      let many = arguments + ["training.epochs=100000"]
      let command = try bench.start(many)
      try await command.wait {
        (try? bench.contents(of: "runs").keys.contains { $0.hasSuffix("metrics.jsonl") }) ?? false
      }
      for policy in [[], ["--resume"]] {
        let other = try await bench.run(many + policy)
        #expect(other.code == 1)
        #expect(other.messages.count == 1)
        #expect(other.errors.contains("is at work on the run in runs/"), "\(other)")
      }
      command.send(SIGINT)
      let outcome = try await command.outcome()
      #expect(outcome.code == 75)
    }
  }
}
