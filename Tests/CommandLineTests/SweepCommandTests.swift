import Foundation
import SpikeFiles
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension ManyRunsCommandTests {
  @Suite("Sweeps")
  struct SweepTests {
    static let four = smallSweep(
      #""grid": { "learning.rule": ["lfp-epsilon", "surrogate"], "seed": [0, 1] }"#)
    static let long = smallSweep(#""grid": { "seed": [0, 1, 2] }"#, epochs: 400)

    @Test("plan, run, status and results agree; what is done is not done again")
    func wholeWay() async throws {
      let bench = try Workbench(sweep: Self.four)
      let plan = try await bench.run("sweep", "plan", "sweep.json", "--output", "runs")
      #expect(plan.code == 0)
      #expect(plan.output.contains("4 runs: 4 new; no run like the rest has been timed yet"))
      #expect(!bench.exists("runs"))

      let outcome = try await bench.run("sweep", "run", "sweep.json", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.split(separator: "\n").count == 4)
      #expect(outcome.output.contains("done 4/4  rule="))

      // As one run alone would have it, but for the name.
      let first = try bench.runs(Self.four)[0]
      try bench.write(first.config.resolved.prettyText, to: "alone.json")
      let alone = try await bench.run("train", "alone.json", "--output", "alone")
      #expect(alone.code == 0, "\(alone)")
      for file in ["summary.json", "checkpoint.safetensors", "config.json"] {
        #expect(
          try bench.bytes("runs/\(first.hash)/\(file)")
            == bench.bytes("alone/\(first.hash)/\(file)")
        )
      }

      let before = try bench.contents(of: "runs").filter { !$0.key.hasPrefix("sweeps") }
      // Another sweep with two of the runs in it.
      try bench.write(
        Self.four.replacing("\"small\"", with: "\"other\"").replacing("[0, 1]", with: "[1]"),
        to: "other.json")
      for file in ["sweep.json", "other.json"] {
        let again = try await bench.run("sweep", "run", file, "--output", "runs")
        #expect(again.code == 0 && again.output.isEmpty, "\(again)")
      }
      #expect(try bench.contents(of: "runs").filter { !$0.key.hasPrefix("sweeps") } == before)

      let status = try await bench.run("sweep", "status", "sweep.json", "--output", "runs")
      // So few images teach the surrogate nothing; that its neurons stay silent is told.
      let headline = "4 runs: 4 done; 2 finished runs with silent or saturated layers\n"
      #expect(status.output.hasSuffix(headline), "\(status)")
      #expect(status.output.contains("done         rule=surrogate seed=0  1 of 2 layers silent\n"))
      let results = try await bench.run(
        "sweep", "results", "sweep.json", "--output", "runs", "--json")
      let rows = try #require(
        JSONDocument(parsing: results.output).root["rows"]?.array, "\(results)")
      #expect(rows.count == 2)
      #expect(rows.allSatisfy { $0["n"]?.integer == 2 })
      let csv = try await bench.run(
        "sweep", "results", "sweep.json", "--output", "runs", "--csv", "--per-run")
      #expect(csv.output.hasPrefix("run,state,learning.rule,seed,testAccuracy,"), "\(csv)")
      #expect(csv.output.split(separator: "\n").count == 5)
      let table = try await bench.run("sweep", "results", "sweep.json", "--output", "runs")
      let lines = table.output.split(separator: "\n")
      #expect(
        lines.allSatisfy {
          $0.count <= 100 || $0.contains("the best: ") || $0.contains("--columns")
        })
      #expect(table.output.contains("the best: runs/"), "\(table)")
      #expect(table.output.contains("\n  rule=surrogate: 1 of 2 layers silent"), "\(table)")
      let chosen = try await bench.run(
        "sweep", "results", "sweep.json", "--output", "runs", "--columns",
        "rule,seconds,testAccuracy",
        "--sort", "rule")
      let head = chosen.output.split(separator: "\n")[0].split(separator: " ").map(String.init)
      #expect(head == ["rank", "rule", "n", "seconds", "testAccuracy"], "\(chosen)")
      let rules = chosen.output.split(separator: "\n")[2...3].map { $0.contains("surrogate") }
      #expect(rules == [false, true], "\(chosen)")
      let wrong = try await bench.run(
        "sweep", "results", "sweep.json", "--output", "runs", "--columns", "blue")
      #expect(
        wrong.code == 2 && wrong.errors.contains("nothing in this sweep varies under"), "\(wrong)")
      #expect(wrong.errors.contains("metrics are testAccuracy, "), "\(wrong)")
      func shown(_ arguments: String...) async throws -> Outcome {
        try await bench.run(["sweep", "results", "sweep.json", "--output", "runs"] + arguments)
      }
      let near = try await shown("--sort", "testAccurracy")
      #expect(near.errors.contains(#"did you mean "testAccuracy"?"#), "\(near)")
      let words = try await shown("--columns", "rule,accuracy", "--sort", "accuracy", "--csv")
      #expect(
        words.output.hasPrefix(
          "rank,learning.rule,n,stoppedAfterEpoch,testAccuracyMean,testAccuracyStd\n"), "\(words)")
      let runs = try await shown("--columns", "seed,rule,seconds", "--csv", "--per-run")
      #expect(runs.output.hasPrefix("run,state,learning.rule,seed,seconds\n"), "\(runs)")
      let seed = try await shown("--columns", "seed,accuracy")
      #expect(seed.code == 2 && seed.errors.contains("a row is of up to 2 seeds together"))
      let best = try await bench.run(
        "sweep", "results", "sweep.json", "--output", "runs", "--best", "learning.rul")
      #expect(best.code == 2)
      #expect(best.errors.contains(#"did you mean "learning.rule"?"#), "\(best)")
    }

    @Test("a fault in one run is found before anything starts")
    func faults() async throws {
      let bench = try Workbench(
        sweep: smallSweep(#""grid": { "network.beta": [0.5, 1.5], "sede": [0] }"#))
      for command in ["plan", "run", "status", "results"] {
        let outcome = try await bench.run("sweep", command, "sweep.json", "--output", "runs")
        #expect(outcome.code == 2 && outcome.output.isEmpty, "\(outcome)")
        #expect(outcome.errors.contains("network.beta: found 1.5, allowed a number in (0, 1]"))
        #expect(outcome.errors.contains("2 faults; nothing was run"))
        #expect(!bench.exists("runs"))
      }
    }

    @Test("data that is not there is found before anything starts")
    func absentData() async throws {
      let sweep = Self.four.replacing("\"digits\"", with: "\"mnist\"")
      let bench = try Workbench(sweep: sweep)
      let outcome = try await bench.run("sweep", "run", "sweep.json", "--output", "runs")
      #expect(outcome.code == 2, "\(outcome)")
      #expect(!bench.exists("runs"))
    }

    @Test("a run that fails or crashes stops no other, and is tried again when asked")
    func failure() async throws {
      let bench = try Workbench(sweep: Self.four)
      let runs = try bench.runs(Self.four)
      let bad = "runs/\(runs[1].hash)"
      try bench.write(runs[1].config.resolved.prettyText, to: "\(bad)/config.json")
      try bench.write("no tensors", to: "\(bad)/checkpoint.safetensors")
      try bench.write(
        #"{ "format": 1, "state": "interrupted", "pid": 1, "host": "h", "attempt": 1 }"#,
        to: "\(bad)/status.json")
      let outcome = try await bench.run("sweep", "run", "sweep.json", "--output", "runs")
      #expect(outcome.code == 1, "\(outcome)")
      #expect(outcome.output.split(separator: "\n").count == 3)
      #expect(outcome.errors.contains("failed: rule=lfp-epsilon seed=1: "), "\(outcome)")
      #expect(outcome.errors.contains("  \(bad)/worker.log"))
      #expect(try bench.state(of: bad) == "failed")

      let again = try await bench.run("sweep", "run", "sweep.json", "--output", "runs")
      #expect(again.code == 1 && again.output.isEmpty, "\(again)")
      #expect(again.errors.contains("4 runs: 3 done, 1 failed"))
      try bench.remove("\(bad)/checkpoint.safetensors")
      let retried = try await bench.run(
        "sweep", "run", "sweep.json", "--output", "runs", "--retry-failed")
      #expect(retried.code == 0, "\(retried)")
    }

    @Test("a worker that crashes is a failure of its run alone")
    func crash() async throws {
      let bench = try Workbench(sweep: Self.long)
      let runs = try bench.runs(Self.long)
      let command = try bench.start(
        ["sweep", "run", "sweep.json", "--output", "runs", "--workers", "1", "--fail-fast"])
      let lock = "runs/\(runs[0].hash)/lock"
      try await command.wait { (try? bench.state(of: "runs/\(runs[0].hash)")) == "running" }
      let pid = try #require(JSONDocument(parsing: bench.bytes(lock)).root["pid"]?.integer)
      // One that Swift's own crash handler does not catch.
      kill(pid_t(pid), SIGXCPU)
      let outcome = try await command.outcome()
      #expect(outcome.code == 1, "\(outcome)")
      #expect(outcome.errors.contains("failed: seed=0: its worker was ended by signal"))
      #expect(outcome.errors.contains("stopping the others (--fail-fast)"))
      #expect(try bench.state(of: "runs/\(runs[0].hash)") == "failed")
    }

    @Test("the first signal lets every worker write a checkpoint", arguments: [SIGINT, SIGUSR1])
    func signal(_ signal: Int32) async throws {
      let bench = try Workbench(sweep: Self.long)
      let runs = try bench.runs(Self.long)
      let command = try bench.start(
        ["sweep", "run", "sweep.json", "--output", "runs", "--workers", "2"])
      try await command.wait {
        runs.prefix(2).allSatisfy { bench.exists("runs/\($0.hash)/checkpoint.safetensors") }
      }
      command.send(signal)
      let outcome = try await command.outcome()
      #expect(outcome.code == 75, "\(outcome)")
      #expect(outcome.errors.contains("stopping with a checkpoint of each run"))
      #expect(outcome.errors.contains("interrupted; the same command continues"))
      for run in runs.prefix(2) {
        #expect(try bench.state(of: "runs/\(run.hash)") == "interrupted")
        #expect(!bench.exists("runs/\(run.hash)/lock"))
      }
      let status = try await bench.run("sweep", "status", "sweep.json", "--output", "runs")
      #expect(status.output.contains("3 runs: 2 interrupted, 1 new; about "), "\(status)")
    }

    @Test("two coordinators share a sweep, and each run is done once")
    func together() async throws {
      let sweep = smallSweep(#""grid": { "seed": [0, 1, 2, 3, 4, 5] }"#, epochs: 20)
      let bench = try Workbench(sweep: sweep)
      let commands = try (0..<2).map { _ in
        try bench.start(["sweep", "run", "sweep.json", "--output", "runs", "--workers", "1"])
      }
      for command in commands {
        let outcome = try await command.outcome()
        #expect(outcome.code == 0, "\(outcome)")
      }
      for run in try bench.runs(sweep) {
        let log = try bench.text("runs/\(run.hash)/log.txt")
        #expect(log.components(separatedBy: "epoch 20/20").count == 2)
        let status = try JSONDocument(parsing: bench.bytes("runs/\(run.hash)/status.json")).root
        #expect(status["attempt"]?.integer == 1)
      }
    }

    @Test("halving stops the weak early and says so in the results")
    func halving() async throws {
      let sweep = smallSweep(
        #""grid": { "network.threshold": [1, 50, 60], "seed": [0, 1] }, "halving": { "epochs": 1, "factor": 3 }"#,
        epochs: 4, train: 300
      ).replacing("\"test\": 50", with: "\"test\": 50, \"validation\": 100")
      let bench = try Workbench(sweep: sweep)
      let outcome = try await bench.run("sweep", "run", "sweep.json", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.errors.contains("6 runs: 2 done, 4 stopped"), "\(outcome)")
      let again = try await bench.run("sweep", "run", "sweep.json", "--output", "runs")
      #expect(again.code == 0 && again.output.isEmpty, "\(again)")
      let results = try await bench.run(
        "sweep", "results", "sweep.json", "--output", "runs", "--json")
      let rows = try #require(JSONDocument(parsing: results.output).root["rows"]?.array)
      #expect(rows.map { $0["stoppedAfterEpoch"]?.integer } == [nil, 1, 1])
      let record = try #require(
        try bench.contents(of: "runs/sweeps").first { $0.key.hasSuffix("halving.json") })
      #expect(try JSONDocument(parsing: record.value).root["stopped"]?.array?.count == 4)
      let report = try await bench.run("report", "sweep.json", "--runs", "runs")
      #expect(report.code == 0, "\(report)")
      #expect(
        report.output.contains(
          "4 runs of 6 ended early by successive halving, as planned: shown as far as they came."))
      #expect(!report.output.contains("Not finished"), "\(report)")
      #expect(try bench.text("report.html").contains(">stopped<"))
    }

    @Test("clean removes what it is told to, and nothing else")
    func clean() async throws {
      let bench = try Workbench(sweep: Self.four)
      let done = try await bench.run("sweep", "run", "sweep.json", "--output", "runs")
      #expect(done.code == 0, "\(done)")
      try bench.write("mine", to: "runs/notes.txt")
      let runs = try bench.runs(Self.four)
      try bench.write(
        #"{ "format": 1, "state": "failed", "pid": 1, "host": "h", "attempt": 1, "error": "e" }"#,
        to: "runs/\(runs[2].hash)/status.json")
      try bench.remove("runs/\(runs[2].hash)/summary.json")

      let silent = try await bench.run("sweep", "clean", "sweep.json", "--output", "runs")
      #expect(silent.code == 2)
      let unasked = try await bench.run(
        "sweep", "clean", "sweep.json", "--output", "runs", "--failed")
      #expect(unasked.code == 2)
      #expect(bench.exists("runs/\(runs[2].hash)"))
      let failed = try await bench.run(
        "sweep", "clean", "sweep.json", "--output", "runs", "--failed", "--yes")
      #expect(failed.code == 0 && failed.output.hasSuffix("removed 1 run\n"), "\(failed)")
      #expect(!bench.exists("runs/\(runs[2].hash)"))

      try bench.write(
        Self.four.replacing("\"small\"", with: "\"other\"").replacing("[0, 1]", with: "[1]"),
        to: "other.json")
      _ = try await bench.run("sweep", "run", "other.json", "--output", "runs")
      let all = try await bench.run(
        "sweep", "clean", "sweep.json", "--output", "runs", "--all", "--yes")
      #expect(all.code == 0, "\(all)")
      #expect(all.errors.contains("which other-"), "\(all)")
      #expect(runs.map { bench.exists("runs/\($0.hash)") } == [false, true, false, true])
      #expect(try bench.text("runs/notes.txt") == "mine")
    }

    @Test("a directory of a newer version is refused, and nothing is lost")
    func newer() async throws {
      let bench = try Workbench(sweep: Self.four)
      let run = "runs/\(try bench.runs(Self.four)[3].hash)"
      try bench.write(#"{ "format": 3, "state": "odd" }"#, to: "\(run)/status.json")
      try bench.write("{}", to: "\(run)/config.json")
      let before = try bench.contents()
      let outcome = try await bench.run("sweep", "run", "sweep.json", "--output", "runs")
      #expect(outcome.code == 1, "\(outcome)")
      #expect(outcome.errors.contains("it has format 3, written by a newer version"))
      #expect(try bench.contents() == before)
    }

    @Test("where files cannot grow, runs fail with a message each, and nothing is torn or lost")
    func fullDisk() async throws {
      let (bench, calm) = (try Workbench(sweep: Self.four), try Workbench(sweep: Self.four))
      // A checkpoint has some 190 kB.
      let full = try await bench.start(
        ["sweep", "run", "sweep.json", "--output", "runs"], limits: "-f 100"
      ).outcome()
      #expect(full.code == 1, "\(full)")
      for run in try bench.runs(Self.four) {
        #expect(full.errors.contains("failed: \(run.label): "), "\(full)")
        #expect(!bench.exists("runs/\(run.hash)/checkpoint.safetensors"))
      }
      #expect(full.errors.contains("File too large"), "\(full)")
      let left = try bench.contents(of: "runs").keys.filter { $0.hasSuffix(".partial") }
      #expect(left.isEmpty, "\(left)")

      let retried = try await bench.run(
        "sweep", "run", "sweep.json", "--output", "runs", "--retry-failed")
      #expect(retried.code == 0, "\(retried)")
      _ = try await calm.run("sweep", "run", "sweep.json", "--output", "runs")
      #expect(try bench.outcomes(of: Self.four) == calm.outcomes(of: Self.four))
    }

    @Test("a sweep of many runs needs no more open files than one of a few")
    func openFiles() async throws {
      let sweep = smallSweep(
        "\"grid\": { \"seed\": [\((0..<30).map(String.init).joined(separator: ", "))] }",
        epochs: 1, train: 20)
      let bench = try Workbench(sweep: sweep)
      let outcome = try await bench.start(
        ["sweep", "run", "sweep.json", "--output", "runs", "--workers", "4"], limits: "-n 24"
      ).outcome()
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.contains("done 30/30"), "\(outcome)")
    }

    @Test("a second signal ends a sweep and its workers at once; nothing is torn or lost")
    func impatient() async throws {
      // Batches of so many steps that nobody waits for the end of one.
      let sweep = Self.four.replacing("\"steps\": 5", with: "\"steps\": 4000")
        .replacing("\"batchSize\": 20", with: "\"batchSize\": 100")
        .replacing("\"dense\": 20", with: "\"dense\": 200")
      let bench = try Workbench(sweep: sweep)
      let runs = try bench.runs(sweep)
      let command = try bench.start(
        ["sweep", "run", "sweep.json", "--output", "runs", "--workers", "2"])
      try await command.wait {
        runs.prefix(2).allSatisfy { bench.exists("runs/\($0.hash)/log.txt") }
      }
      command.send(SIGTERM)
      try await command.wait { command.errors.contains("once more stops at once") }
      command.send(SIGINT)
      let outcome = try await command.outcome()
      #expect(outcome.code == 75, "\(outcome)")
      for (name, bytes) in try bench.contents(of: "runs") where name.hasSuffix(".json") {
        #expect(throws: Never.self, "\(name)") { try JSONDocument(parsing: bytes) }
      }
      // The workers were killed, but a moment may pass before the system has buried them.
      var status: Outcome?
      for _ in 0..<100 where status?.output.contains("4 runs: 2 interrupted, 2 new") != true {
        status = try await bench.run("sweep", "status", "sweep.json", "--output", "runs")
      }
      #expect(status?.output.contains("4 runs: 2 interrupted, 2 new") == true, "\(status as Any)")
    }

    @Test("runs that take more memory than allowed fail with the estimate")
    func memoryLimit() async throws {
      let bench = try Workbench(sweep: Self.four)
      let outcome = try await bench.run(
        "sweep", "run", "sweep.json", "--output", "runs", "--memory-limit", "1MB")
      #expect(outcome.code == 1, "\(outcome)")
      for run in try bench.runs(Self.four) {
        let message = "failed: \(run.label): this takes about "
        #expect(outcome.errors.contains(message), "\(outcome)")
      }
      #expect(outcome.errors.contains("1.00 MB are allowed by --memory-limit"), "\(outcome)")
      let retried = try await bench.run(
        "sweep", "run", "sweep.json", "--output", "runs", "--memory-limit", "1GB",
        "--retry-failed")
      #expect(retried.code == 0, "\(retried)")
    }

    #if os(Linux)
      @Test("an output folder that cannot be made or written ends the command with 1")
      func unwritable() async throws {
        let bench = try Workbench(sweep: Self.four)
        try bench.write("", to: "runs/sweeps")
        let outcome = try await bench.run("sweep", "run", "sweep.json", "--output", "runs")
        #expect(outcome.code == 1, "\(outcome)")
        #expect(outcome.messages.count == 1)
        let full = try await bench.run("sweep", "run", "sweep.json", "--output", "/dev/full/runs")
        #expect(full.code == 1, "\(full)")
      }
    #endif
  }
}
