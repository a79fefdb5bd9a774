import Foundation
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension CommandLineTests {
  /// A run's folder from a stranger, in which something else stands in the place of a file.
  @Suite("Folders of strangers")
  struct HostileFolderTests {
    static let files = [
      "config.json", "status.json", "metrics.jsonl", "checkpoint.safetensors", "summary.json",
      "env.json", "log.txt", "worker.log", "lock",
    ]

    /// What stands there instead.
    enum Impostor: String, CaseIterable {
      /// A link to a file of the user.
      case link
      /// A link to a file that is not there yet.
      case danglingLink
      /// A pipe that nobody reads or writes.
      case pipe

      func make(at path: String, victim: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        switch self {
        case .link, .danglingLink:
          try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: victim)
        case .pipe: try #require(unsafe mkfifo(path, 0o600) == 0)
        }
      }
    }

    @Test("what a run's log would say is no command of a shell")
    func log() async throws {
      let config = smallConfig(epochs: 2).replacing(
        #""name": "small""#, with: #""name": "x; touch PWNED; #""#)
      let bench = try Workbench(config: config)
      let first = try await bench.run("train", "small.json", "--until", "1", "--output", "runs")
      #expect(first.code == 75, "\(first)")
      let run = try runFolder(config)
      try bench.write("# a shell's start file\n", to: "bashrc")
      try Impostor.link.make(at: bench("\(run)/log.txt"), victim: bench("bashrc"))
      let outcome = try await bench.run("train", run, "--resume")
      #expect(try bench.text("bashrc") == "# a shell's start file\n")
      #expect(outcome.code == 1, "\(outcome)")
      #expect(
        outcome.messages == [
          "error: cannot open \(run)/log.txt: it is a symbolic link, and nothing in the folder of a "
            + "run or sweep is opened through one"
        ])
    }

    @Test(
      "nothing in a run's folder is opened through a link, and no pipe is waited for",
      arguments: files, Impostor.allCases)
    func impostors(file: String, impostor: Impostor) async throws {
      let config = smallConfig(epochs: 2)
      let bench = try Workbench(config: config)
      let run = try runFolder(config)
      _ = try await bench.run("train", "small.json", "--until", "1", "--output", "runs")
      try bench.write(
        #"{ "name": "s", "base": "small.json", "grid": { "seed": [0] } }"#, to: "s.json")
      if ["summary.json", "lock", "worker.log"].contains(file) == false {
        #expect(bench.exists("\(run)/\(file)"))
      }
      // What the user has, and what is worth to be read.
      let victim = impostor == .danglingLink ? "later" : "\(file).victim"
      let secret: [UInt8] =
        bench.exists("\(run)/\(file)") ? try bench.bytes("\(run)/\(file)") : Array("secret".utf8)
      if impostor == .link { try bench.write(secret, to: victim) }
      try impostor.make(at: bench("\(run)/\(file)"), victim: bench(victim))

      for arguments in [
        ["evaluate", run], ["inspect", run], ["report", run, "--output", "r.html"],
        ["train", run, "--resume"], ["train", "small.json", "--output", "runs"],
        ["compare", "small.json", "--output", "runs"],
        ["sweep", "run", "s.json", "--output", "runs"],
        ["sweep", "status", "s.json", "--output", "runs"],
      ] {
        let outcome = try await bench.run(arguments)
        #expect([0, 1, 2].contains(outcome.code), "\(arguments) \(outcome)")
        switch impostor {
        case .link: #expect(try bench.bytes(victim) == secret, "\(arguments)")
        case .danglingLink: #expect(!bench.exists(victim), "\(arguments)")
        case .pipe: break
        }
        // Who writes into the folder refuses all that is in it.
        if arguments.contains("--resume") {
          #expect(outcome.code != 0 && outcome.errors.contains("\(run)/\(file)"), "\(outcome)")
        }
      }
      var status = stat()
      #expect(unsafe lstat(bench("\(run)/\(file)"), &status) == 0)
      let kind = impostor == .pipe ? S_IFIFO : S_IFLNK
      #expect(status.st_mode & S_IFMT == kind, "it was replaced")
    }

    @Test("a log with a second name would be written in both places")
    func hardLink() async throws {
      let config = smallConfig(epochs: 2)
      let bench = try Workbench(config: config)
      let run = try runFolder(config)
      _ = try await bench.run("train", "small.json", "--until", "1", "--output", "runs")
      try bench.write("mine\n", to: "bashrc")
      for file in ["log.txt", "metrics.jsonl", "worker.log"] {
        let kept = bench.exists("\(run)/\(file)") ? try bench.bytes("\(run)/\(file)") : nil
        try? FileManager.default.removeItem(atPath: bench("\(run)/\(file)"))
        try FileManager.default.linkItem(atPath: bench("bashrc"), toPath: bench("\(run)/\(file)"))
        let outcome = try await bench.run("train", run, "--resume")
        #expect(outcome.code == 1, "\(outcome)")
        #expect(try bench.text("bashrc") == "mine\n")
        #expect(outcome.errors.contains("\(run)/\(file)"), "\(outcome)")
        try FileManager.default.removeItem(atPath: bench("\(run)/\(file)"))
        if let kept { try bench.write(kept, to: "\(run)/\(file)") }
      }
      let last = try await bench.run("train", run, "--resume")
      #expect(last.code == 0, "\(last)")
    }

    @Test("the folder itself may be reached through a link that the user made")
    func ownLink() async throws {
      let config = smallConfig(epochs: 2)
      let bench = try Workbench(config: config)
      let run = try runFolder(config)
      _ = try await bench.run("train", "small.json", "--until", "1", "--output", "runs")
      try FileManager.default.createSymbolicLink(
        atPath: bench("link"), withDestinationPath: bench(run))
      let outcome = try await bench.run("train", "link", "--resume")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(try bench.state(of: run) == "done")
      try FileManager.default.moveItem(atPath: bench("runs"), toPath: bench("elsewhere"))
      try FileManager.default.createSymbolicLink(
        atPath: bench("runs"), withDestinationPath: bench("elsewhere"))
      #expect(try await bench.run("evaluate", run).code == 0)
    }

    @Test("what is removed of a sweep ends at a link")
    func cleaning() async throws {
      let bench = try Workbench(config: smallConfig())
      try bench.write(
        #"{ "name": "s", "base": "small.json", "grid": { "seed": [0] } }"#, to: "s.json")
      #expect(try await bench.run("sweep", "run", "s.json", "--output", "runs").code == 0)
      let run = try runFolder(smallConfig())
      try bench.write("mine", to: "home/file")
      try FileManager.default.createSymbolicLink(
        atPath: bench("\(run)/folder"), withDestinationPath: bench("home"))
      let outcome = try await bench.run(
        "sweep", "clean", "s.json", "--all", "--yes", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(!bench.exists(run))
      #expect(try bench.text("home/file") == "mine")
    }
  }
}
