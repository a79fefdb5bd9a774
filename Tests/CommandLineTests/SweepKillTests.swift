import Foundation
import SpikeFiles
import SpikeKernels
import SpikeSweeps
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension ManyRunsCommandTests {
  @Suite("Sweeps that are killed")
  struct SweepKillTests {
    /// So many that a quick machine is not done before the twentieth kill.
    static let epochs = 60
    static let sweep = smallSweep(
      #""grid": { "learning.rule": ["lfp-epsilon", "surrogate"], "network.beta": [0.5, 0.9], "seed": [0, 1, 2] }"#,
      epochs: epochs, train: 300)

    @Test("twenty kills of workers and coordinators lose nothing and change no byte")
    func twentyKills() async throws {
      let calm = try Workbench(sweep: Self.sweep)
      let undisturbed = try await calm.run("sweep", "run", "sweep.json", "--output", "runs")
      #expect(undisturbed.code == 0, "\(undisturbed)")

      let bench = try Workbench(sweep: Self.sweep)
      let runs = try bench.runs(Self.sweep)
      #expect(runs.count == 12)
      let seed = UInt64.random(in: 0...(.max))
      print("twenty kills with seed \(seed)")
      var generator = SeededGenerator(seed: seed)
      var kills = 0
      var last: Outcome?
      for _ in 0..<200 where last?.code != 0 {
        let command = try bench.start(["sweep", "run", "sweep.json", "--output", "runs"])
        while kills < 20, command.isRunning {
          try await Task.sleep(for: .milliseconds(20 + generator.integer(below: 120)))
          let workers = runs.compactMap { Self.worker(of: $0, in: bench) }
          if workers.isEmpty || generator.integer(below: 3) == 0 {
            guard command.isRunning else { break }
            command.send(SIGKILL)
            kills += 1
            break
          }
          if kill(workers[generator.integer(below: workers.count)], SIGKILL) == 0 { kills += 1 }
        }
        last = try await command.outcome()
        let code = last?.code
        #expect(code == nil || code == 0 || code == 75, "seed \(seed): \(String(describing: last))")
      }
      #expect(kills == 20, "seed \(seed): the sweep ended after \(kills) kills")
      #expect(last?.code == 0, "seed \(seed)")
      #expect(
        try bench.outcomes(of: Self.sweep) == calm.outcomes(of: Self.sweep), "seed \(seed)")
      for run in runs {
        let epochs = try bench.text("runs/\(run.hash)/metrics.jsonl").split(separator: "\n").map {
          try JSONDocument(parsing: String($0)).root["epoch"]?.integer
        }
        #expect(epochs == Array(1...Self.epochs), "seed \(seed)")
        #expect(!bench.exists("runs/\(run.hash)/lock"), "seed \(seed)")
        let log = try bench.text("runs/\(run.hash)/log.txt")
        #expect(
          log.components(separatedBy: "epoch \(Self.epochs)/\(Self.epochs)").count == 2,
          "seed \(seed): done once")
      }
      let folders = try FileManager.default.contentsOfDirectory(atPath: bench("runs"))
      #expect(folders.count == 13, "twelve runs and what is known of sweeps")
    }

    /// The process that holds a run's lock.
    private static func worker(of run: SweepRun, in bench: Workbench) -> pid_t? {
      guard let bytes = try? bench.bytes("runs/\(run.hash)/lock"),
        let pid = try? JSONDocument(parsing: bytes).root["pid"]?.integer
      else { return nil }
      return pid_t(exactly: pid)
    }
  }
}
