import Foundation
import SpikeKernels
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension CommandLineTests {
  /// Signals before a run is begun, and machines that start no threads.
  @Suite("The first moment")
  struct EarlySignalTests {
    @Test(
      "a signal at any moment from the program's first on ends it with 75, and tears nothing",
      arguments: [SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2])
    func early(_ signal: Int32) async throws {
      let seed = UInt64.random(in: 0...(.max))
      var generator = SeededGenerator(seed: seed)
      let bench = try Workbench(config: smallConfig(epochs: 100_000))
      for _ in 0..<8 {
        // Held back until the program is there to answer: its loading is the system's affair.
        let command = try bench.start(
          [
            "-c", Self.blocked, "\(signal)", "\(generator.integer(below: 400))",
            RunningCommand.executable.path, "train", "small.json", "--resume", "--output", "runs",
          ],
          program: URL(fileURLWithPath: "/usr/bin/python3"))
        let outcome = try await command.outcome()
        #expect(outcome.code == 75, "seed \(seed): \(outcome)")
        #expect(!outcome.errors.contains("error"), "seed \(seed): \(outcome)")
        for (name, bytes) in try bench.contents(of: "runs") where name.hasSuffix(".json") {
          #expect(bytes.last == UInt8(ascii: "\n"), "seed \(seed): \(name)")
        }
      }
      let last = try await bench.run(
        "train", "small.json", "--resume", "--until", "1", "--output", "runs")
      #expect(last.code == 75, "\(last)")
    }

    /// Starts a program with signals held back, as one may inherit them, and sends it one after some
    /// milliseconds; ends as it does.
    private static let blocked = """
      import signal, subprocess, sys, time
      number, pause = int(sys.argv[1]), int(sys.argv[2])
      signal.pthread_sigmask(signal.SIG_BLOCK, [number])
      child = subprocess.Popen(sys.argv[3:], preexec_fn=lambda: signal.pthread_sigmask(
          signal.SIG_BLOCK, [number]))
      time.sleep(pause / 1000)
      child.send_signal(number)
      code = child.wait()
      sys.exit(code if code >= 0 else 200 - code)
      """

    @Test("any command ends with 75 at a signal", arguments: ["schema", "bench", "data"])
    func others(_ command: String) async throws {
      let arguments =
        command == "data"
        ? ["data", "generate", "--output", "d", "--train", "500000", "--test", "1000000"]
        : [command]
      let bench = try Workbench()
      let started = try bench.start(
        ["-c", Self.blocked, "\(SIGTERM)", "0", RunningCommand.executable.path] + arguments,
        program: URL(fileURLWithPath: "/usr/bin/python3"))
      let outcome = try await started.outcome()
      #expect(outcome.code == 75, "\(outcome)")
      #expect(outcome.errors == "interrupted\n", "\(outcome)")
    }

    /// Becomes a program that may start no further process or thread; ends with 99 where the limit does
    /// not keep one back, so that nothing would be shown.
    private static let limited = """
      import os, resource, sys
      if os.getuid() == 0:
          os.setgroups([])
          os.setresgid(54321, 54321, 54321)
          os.setresuid(54321, 54321, 54321)
      resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
      try:
          os._exit(99 if os.fork() else 0)
      except OSError:
          os.execv(sys.argv[1], sys.argv[1:])
      """

    @Test(
      "where no thread can be started a command ends with a message, or without threads",
      arguments: [
        "train small.json --threads 2 --output runs", "compare small.json --output runs",
        "data fetch mnist --data-root d", "schema", "bench --seconds 0.2 --steps 2",
      ])
    func noThreads(_ arguments: String) async throws {
      let bench = try Workbench(config: smallConfig())
      for folder in ["", "/desk", "/home", "/cache"] { unsafe chmod(bench.path + folder, 0o777) }
      let outcome = try await bench.start(
        ["-c", Self.limited, RunningCommand.executable.path]
          + arguments.split(separator: " ").map(String.init),
        program: URL(fileURLWithPath: "/usr/bin/python3")
      ).outcome()
      if outcome.code == 99 { return }
      if ["schema", "bench"].contains(where: arguments.hasPrefix) {
        #expect(outcome.code == 0, "\(outcome)")
      } else {
        #expect(outcome.code == 1, "\(outcome)")
        #expect(
          outcome.messages.last?.hasPrefix("error: cannot start a thread: ") == true, "\(outcome)")
        // Nothing is left that would keep the next one back.
        #expect(try bench.contents().keys.filter { $0.hasSuffix("lock") }.isEmpty)
      }
    }
  }
}
