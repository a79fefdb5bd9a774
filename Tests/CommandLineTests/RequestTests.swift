import SpikeRuns
import Testing

extension CommandLineTests {
  @Suite("Wrong requests")
  struct RequestTests {
    /// A replacement in the small config, and what the message must hold.
    struct Fault: Sendable, CustomTestStringConvertible {
      let right: String
      let wrong: String
      let message: String
      var testDescription: String { wrong }
    }

    static let faults = [
      Fault(
        right: "\"steps\"", wrong: "\"stepps\"",
        message: """
          small.json:2:16: network.stepps: found an unknown key, allowed the keys steps, beta, \
          threshold, reset, initialisation, layers; did you mean "steps"?
          """),
      Fault(
        right: "\"steps\": 5", wrong: "\"steps\": \"5\"",
        message: """
          small.json:2:25: network.steps: found the text "5", allowed a whole number from 1 to 10000
          """),
      Fault(
        right: "\"steps\": 5", wrong: "\"beta\": 1.5",
        message: "small.json:2:24: network.beta: found 1.5, allowed a number in (0, 1]"),
    ]

    @Test("a fault in a config is named by line, key, finding and bounds", arguments: faults)
    func fault(_ fault: Fault) async throws {
      let bench = try Workbench(
        config: smallConfig().replacing(fault.right, with: fault.wrong))
      for command in ["train", "compare"] {
        let outcome = try await bench.run(command, "small.json", "--output", "runs")
        #expect(outcome.code == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.messages == ["error: \(fault.message)"])
      }
      #expect(try bench.contents().keys.sorted() == ["small.json"])
    }

    @Test("several faults are reported at once, with those of overrides")
    func several() async throws {
      var text = smallConfig()
      for fault in Self.faults.prefix(2) { text.replace(fault.right, with: fault.wrong) }
      let bench = try Workbench(config: text.replacing("300", with: "0.5"))
      let outcome = try await bench.run(
        "train", "small.json", "network.beta=1.5", "--output", "runs")
      #expect(outcome.code == 2)
      for part in ["stepps", "data.train: found 0.5", "network.beta=1.5: network.beta: found 1.5"] {
        #expect(outcome.errors.contains(part), "\(outcome)")
      }
      #expect(outcome.messages.last?.hasSuffix("faults; nothing was run") == true)
      #expect(try bench.contents().keys.sorted() == ["small.json"])
    }

    @Test("a config that is not there is named")
    func absent() async throws {
      let bench = try Workbench()
      for command in ["train", "compare"] {
        let outcome = try await bench.run(command, "absent.json")
        #expect(outcome.code == 2)
        #expect(
          outcome.messages == ["error: cannot read absent.json: No such file or directory"])
      }
      #expect(try bench.contents().isEmpty)
    }

    @Test("a folder that is no run is said to be none", arguments: ["train", "evaluate"])
    func folder(_ command: String) async throws {
      let bench = try Workbench()
      try bench.write("", to: "folder/file")
      let outcome = try await bench.run(command, "folder")
      #expect(outcome.code == 2)
      #expect(outcome.messages == ["error: folder is not a run: it holds no config.json"])
      #expect(try bench.contents().keys.sorted() == ["folder/file"])
    }

    @Test("a run that is not there is named")
    func absentRun() async throws {
      let bench = try Workbench()
      let outcome = try await bench.run("evaluate", "runs/0")
      #expect(outcome.code == 2)
      #expect(outcome.messages == ["error: cannot read runs/0: No such file or directory"])
    }

    @Test("a misspelt command is told apart from a config file, and guessed")
    func command() async throws {
      let bench = try Workbench()
      let commands =
        "(compare, train, sweep, paper, runs, check, evaluate, predict, report, export, inspect, prune, raster, "
        + "trace, bench, data, schema)"
      for (word, guess) in [("trian", "; did you mean 'train'?"), ("unlike", "")] {
        let outcome = try await bench.run(word, "c.json")
        #expect(outcome.code == 2)
        #expect(
          outcome.messages.first
            == "Error: '\(word)' is neither a command \(commands) nor a config file\(guess)")
      }
      #expect(try bench.contents().isEmpty)
    }

    @Test(
      "an option that does not exist or is out of range is named with what is allowed",
      arguments: [
        (["train", "small.json", "--thread", "2"], "'--thread'"),
        (["train", "small.json", "--threads", "0"], "--threads is 0, allowed is 1 to 1024"),
        (
          ["train", "small.json", "--threads", "100000"],
          "--threads is 100000, allowed is 1 to 1024"
        ),
        (["train", "small.json", "--memory-limit", "much"], "'much' is invalid"),
        (["train", "small.json", "--memory-limit", "0"], "'0' is invalid"),
        (["train", "small.json", "--variant", "x"], "has no variants, so none is called \"x\""),
        (["train"], "<config>"), (["data", "fetch", "fashion"], "mnist"),
        (["trace", "small.json", "--tensors", "t", "--output", "t"], "--output is the file"),
      ])
    func option(arguments: [String], message: String) async throws {
      let bench = try Workbench(config: smallConfig())
      let outcome = try await bench.run(arguments)
      #expect(outcome.code == 2)
      #expect(outcome.errors.contains(message), "\(outcome)")
      #expect(try bench.contents().keys.sorted() == ["small.json"])
    }

    @Test("a network that no machine has memory for is refused before anything is written")
    func memory() async throws {
      // Each layer is as large as one may be: hundreds of gigabytes together.
      let layers = (0..<6).map { $0 % 2 == 0 ? 100_000 : 20_000 } + [10]
      let bench = try Workbench(config: smallConfig(layers: layers))
      for command in ["train", "compare"] {
        let outcome = try await bench.run(command, "small.json", "--output", "runs")
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains(/error: this takes about .* GB of memory, and .* free/))
      }
      #expect(try bench.contents().keys.sorted() == ["small.json"])
    }

    @Test("a run that takes more memory than allowed is refused with the estimate")
    func memoryLimit() async throws {
      let bench = try Workbench(config: smallConfig())
      for command in ["train", "compare"] {
        let outcome = try await bench.run(
          command, "small.json", "--output", "runs", "--memory-limit", "1.5 MB")
        #expect(outcome.code == 1)
        #expect(
          outcome.errors.contains(
            /error: this takes about .* MB of memory, and 1.50 MB are allowed by --memory-limit;/),
          "\(outcome)")
      }
      #expect(try bench.contents().keys.sorted() == ["small.json"])
      let allowed = try await bench.run(
        "train", "small.json", "--output", "runs", "--memory-limit", "1GiB")
      #expect(allowed.code == 0, "\(allowed)")
    }

    @Test("a worker's share of the free memory bounds it, and the message says what it is")
    func memoryShare() async throws {
      let bench = try Workbench(config: smallConfig())
      let outcome = try await bench.run(
        "train", "small.json", "--output", "runs", "--memory-share", "1.5 MB")
      #expect(outcome.code == 1)
      #expect(outcome.errors.contains("1.50 MB are this worker's share of the free memory"))
      #expect(outcome.errors.contains("fewer --workers have more each"))
      #expect(try bench.contents().keys.sorted() == ["small.json"])
    }

    #if os(Linux)
      @Test("a command whose arguments cannot be read is refused rather than taken for none")
      func arguments() async throws {
        let bench = try Workbench()
        let outcome = try await bench.script([
          // A folder without anything lies over /proc, for this command alone.
          """
          unshare --user --map-root-user --mount true || exit 77
          unshare --user --map-root-user --mount sh -c \
            'mount -t tmpfs none /proc && exec "$0" --version' "$(command -v spikelab)"
          """
        ])
        if outcome.code == 77 { return print("no namespaces here: not tested without /proc") }
        #expect(outcome.code == 1)
        #expect(
          outcome.messages.last
            == "error: the arguments of the command cannot be read: /proc is not mounted here")
        #expect(try bench.contents().isEmpty)
      }

      @Test("under any limit of ulimit -v a run ends done, failed with 1, or was not begun")
      func addressSpace() async throws {
        let config = smallConfig(layers: [400, 400, 10]).replacing(
          "\"steps\": 5", with: "\"steps\": 60")
        let folder = try runFolder(config)
        var codes: [Int32: Int] = [:]
        // From where the program cannot start to where nothing is short, and closely where it begins
        // to be.
        let coarse = stride(from: 100_000, to: 400_000, by: 50_000)
        for limit in Array(coarse) + Array(stride(from: 180_000, to: 204_000, by: 3_000)) {
          let bench = try Workbench(config: config)
          let outcome = try await bench.start(
            ["train", "small.json", "--output", "runs", "--threads", "2"], limits: "-v \(limit)"
          ).outcome()
          let code = try #require(outcome.code, "\(limit) kB: \(outcome)")
          codes[code, default: 0] += 1
          // The loader's own, of a program that has no room to start in.
          if code == 127 { continue }
          let isDone = code == 0
          #expect(isDone || code == 1, "\(limit) kB: \(outcome)")
          #expect(outcome.messages.count { $0.hasPrefix("error: ") } == (isDone ? 0 : 1))
          guard bench.exists("\(folder)/status.json") else {
            #expect(!isDone)
            continue
          }
          #expect(try bench.state(of: folder) == (isDone ? "done" : "failed"), "\(limit) kB")
        }
        #expect(codes[0] ?? 0 > 0 && codes[1] ?? 0 > 0, "\(codes)")
      }
    #endif

    @Test(
      "help is there for every command and is no fault",
      arguments: [
        [], ["compare"], ["train"], ["evaluate"], ["report"], ["export"], ["inspect"], ["raster"],
        ["trace"],
        ["bench"], ["schema"], ["data"], ["data", "fetch"], ["data", "generate"],
      ])
    func help(_ command: [String]) async throws {
      let outcome = try await Workbench().run(command + ["--help"])
      #expect(outcome.code == 0)
      #expect(outcome.errors.isEmpty)
      #expect(outcome.output.contains("USAGE: " + (["spikelab"] + command).joined(separator: " ")))
    }

    @Test("the version is printed")
    func version() async throws {
      let outcome = try await Workbench().run("--version")
      #expect(outcome.code == 0)
      #expect(outcome.output == SpikeLab.version + "\n")
    }

    @Test("schema prints the file in Configs")
    func schema() async throws {
      let outcome = try await Workbench().run("schema")
      #expect(outcome.code == 0)
      let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
      let shipped = try String(contentsOfFile: "/\(root)/Configs/schema.json", encoding: .utf8)
      #expect(outcome.output == shipped)
      let page = try await Workbench().run("schema", "--markdown")
      #expect(page.code == 0)
      #expect(
        try page.output
          == String(contentsOfFile: "/\(root)/Documentation/Configs.md", encoding: .utf8))
      let both = try await Workbench().run("schema", "--sweep", "--markdown")
      #expect(both.code == 2)
      #expect(both.errors.contains("Documentation/Sweeps.md describes sweep files"))
    }
  }
}
