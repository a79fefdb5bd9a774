import Foundation
import SpikeFiles
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension ManyRunsCommandTests {
  @Suite(
    "Sweeps on Slurm",
    .enabled(
      if: PrivateSlurm.isPossible,
      "needs root, slurm-wlm and munge (apt-get install slurm-wlm munge)"))
  struct SlurmTests {
    static let sweep = smallSweep(
      #""grid": { "seed": [0, 1, 2, 3] }, "slurm": { "cpus": 1, "time": "10:00" }"#, epochs: 40,
      train: 300)

    @Test("a task that is killed is requeued, and the sweep ends with the bytes of a local one")
    func requeued() async throws {
      let local = try Workbench(sweep: Self.sweep)
      let reference = try await local.run("sweep", "run", "sweep.json", "--output", "runs")
      #expect(reference.code == 0, "\(reference)")

      // Arrays of two tasks: two runs each.
      let slurm = try PrivateSlurm(maxArraySize: 2)
      let bench = try Workbench(sweep: Self.sweep)
      let runs = try bench.runs(Self.sweep)
      let submit = ["sweep", "run", "sweep.json", "--output", "runs", "--launcher", "slurm"]
      let submitted = try await bench.run(submit, environment: slurm.environment)
      #expect(submitted.code == 0, "\(submitted)")
      #expect(submitted.output.hasPrefix("submitted job 1: 4 runs in 2 tasks;"), "\(submitted)")

      // What is in the queue is not submitted again.
      let again = try await bench.run(submit, environment: slurm.environment)
      #expect(again.code == 0, "\(again)")
      #expect(again.output.contains("in the queue, nothing to submit"), "\(again)")

      let first = "runs/\(runs[0].hash)"
      try await slurm.wait("the first run") { bench.exists("\(first)/checkpoint.safetensors") }
      let status = try await bench.run(
        ["sweep", "status", "sweep.json", "--output", "runs"], environment: slurm.environment)
      #expect(status.output.contains("running      seed=0"), "\(status)")
      #expect(status.output.contains("slurm job 1: "), "\(status)")

      let worker = try #require(
        JSONDocument(parsing: bench.bytes("\(first)/lock")).root["pid"]?.integer)
      let task = try #require(Self.parent(of: worker))
      #expect(kill(task, SIGTERM) == 0)
      try await slurm.wait("the requeue") {
        try slurm.ask("squeue", "--noheader", "--array", "-o", "%i %r").contains("1_0 BeginTime")
      }
      #expect(try bench.state(of: first) == "interrupted")
      #expect(!bench.exists("\(first)/lock"))
      try await slurm.wait("the end") {
        try slurm.ask("squeue", "--noheader", "--array", "-o", "%i").isEmpty
      }
      #expect(try bench.outcomes(of: Self.sweep) == local.outcomes(of: Self.sweep))
      let attempts = try runs.map { run in
        try JSONDocument(parsing: bench.bytes("runs/\(run.hash)/status.json"))
          .root["attempt"]?.integer
      }
      #expect(attempts == [2, 1, 1, 1])
      let done = try await bench.run(submit, environment: slurm.environment)
      #expect(done.code == 0 && done.output.hasPrefix("4 runs: 4 done"), "\(done)")
    }

    @Test("a cancelled task leaves a checkpoint and is not requeued; the same command submits it")
    func cancelled() async throws {
      let slurm = try PrivateSlurm(maxArraySize: 1001)
      let sweep = smallSweep(#""grid": { "seed": [0] }"#, epochs: 2_000, train: 300)
      let bench = try Workbench(sweep: sweep)
      let submit = ["sweep", "run", "sweep.json", "--output", "runs", "--launcher", "slurm"]
      let submitted = try await bench.run(submit, environment: slurm.environment)
      #expect(submitted.code == 0, "\(submitted)")
      let run = "runs/\(try bench.runs(sweep)[0].hash)"
      try await slurm.wait("the run") { bench.exists("\(run)/checkpoint.safetensors") }
      _ = try slurm.ask("scancel", "1_0")
      try await slurm.wait("the end") { try slurm.ask("squeue", "--noheader").isEmpty }
      #expect(try bench.state(of: run) == "interrupted")
      let again = try await bench.run(submit, environment: slurm.environment)
      #expect(again.output.hasPrefix("submitted job 2: 1 runs in 1 tasks;"), "\(again)")
    }

    private static func parent(of pid: Int) -> pid_t? {
      guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
        let end = text.lastIndex(of: ")")
      else { return nil }
      return pid_t(text[text.index(after: end)...].split(separator: " ")[1])
    }
  }
}
