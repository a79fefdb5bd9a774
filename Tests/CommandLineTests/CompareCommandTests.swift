import SpikeConfig
import SpikeData
import SpikeRuns
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension CommandLineTests {
  @Suite("Comparing")
  struct CompareTests {
    static func config(epochs: Int) -> String {
      smallConfig(
        epochs: epochs,
        members: """
          ,
            "variants": [
              { "name": "lfp", "learning": { "rule": "lfp-epsilon" } },
              { "name": "surrogate", "learning": { "rule": "surrogate" } } ]
          """)
    }

    /// The folders of the two variants.
    private static func runs(epochs: Int) throws -> [String] {
      try ConfigFile.parse(config(epochs: epochs), file: "c.json").experiments.map {
        RunDirectory(root: "runs", config: $0).path
      }
    }

    /// What a command said but for warnings: networks as small as these may go silent.
    private static func notices(_ outcome: Outcome) -> [String] {
      outcome.messages.filter { !$0.contains("is silent: ") && !$0.contains("is active again: ") }
    }

    /// The lines from the table's heading on.
    private func table(_ outcome: Outcome) -> [Substring] {
      Array(
        outcome.output.split(separator: "\n").drop { !$0.contains("test accuracy   training") })
    }

    @Test("numbers of a damaged summary or of damaged metrics do not end the process")
    func damaged() async throws {
      let bench = try Workbench(config: smallConfig(epochs: 2))
      let run = try runFolder(smallConfig(epochs: 2))
      let trained = try await bench.run("train", "small.json", "--output", "runs")
      #expect(trained.code == 0, "\(trained)")
      let summary = try bench.text("\(run)/summary.json")
        .replacing(/"(additions|multiplyAdds)": ?\d+/) { "\"\($0.1)\": \(Int.max)" }
        .replacing(/"spikesPerSample": [\d.]+/, with: "\"spikesPerSample\": 1e300")
      try bench.write(summary, to: "\(run)/summary.json")
      let shown = try await bench.run("small.json", "--output", "runs")
      #expect(shown.code == 0, "\(shown)")
      #expect(shown.output.contains("1e+300"))
      let metrics = try bench.text("\(run)/metrics.jsonl")
        .replacing(/"trainSamples": ?\d+/, with: "\"trainSamples\": \(Int.max)")
      try bench.write(metrics, to: "\(run)/metrics.jsonl")
      let refused = try await bench.run("small.json", "--output", "runs")
      #expect(refused.code == 1, "\(refused)")
      #expect(
        refused.errors.contains("line 1: trainSamples is \(Int.max), and this run allows 0 to 300"))
    }

    @Test("both variants stand in a table; a second time nothing is trained again")
    func twice() async throws {
      let bench = try Workbench(config: Self.config(epochs: 2))
      let first = try await bench.run("compare", "small.json", "--output", "runs")
      #expect(first.code == 0)
      #expect(Self.notices(first).isEmpty, "\(first)")
      let rows = table(first)
      #expect(rows.count > 4, "\(first)")
      #expect(rows.contains { $0.hasPrefix("lfp ") && $0.contains(" % ") })
      #expect(rows.contains { $0.hasPrefix("surrogate ") && $0.contains(" % ") })

      let before = try bench.contents()
      // Also without its name: it is the default.
      let second = try await bench.run("small.json", "--output", "runs")
      #expect(second.code == 0)
      #expect(table(second) == rows)
      #expect(!second.output.contains("epoch 1/2"))
      #expect(
        second.messages
          == zip(["lfp", "surrogate"], try Self.runs(epochs: 2)).map {
            "\($0) is done already: \($1)"
          })
      #expect(try bench.contents() == before)
    }

    @Test("the settings that differ have their values, and rows of one name are told apart")
    func differences() async throws {
      let bench = try Workbench()
      func write(_ name: String, _ file: String, beta: String) throws {
        try bench.write(
          smallConfig().replacing("small", with: name)
            .replacing("\"steps\": 5", with: "\"steps\": 5, \"beta\": \(beta)"), to: file)
      }
      try write("a/base", "a.json", beta: "0.5")
      try write("b/base", "b.json", beta: "0.75")
      let named = try await bench.run("compare", "a.json", "b.json", "--output", "runs")
      #expect(named.code == 0, "\(named)")
      let rows = table(named)
      #expect(
        rows.contains { $0.hasPrefix("a/base ") } && rows.contains { $0.hasPrefix("b/base ") })
      let lines = named.output.split(separator: "\n").map {
        $0.split(separator: " ").map(String.init)
      }
      #expect(lines.contains(["They", "differ", "in", "a/base", "b/base"]), "\(named)")
      #expect(lines.contains(["network.beta", "0.5", "0.75"]), "\(named)")
      try write("base", "c.json", beta: "0.5")
      try write("base", "d.json", beta: "0.75")
      let same = try await bench.run("compare", "c.json", "d.json", "--output", "runs")
      let names = table(same).filter { $0.hasPrefix("base ") && $0.contains("%") }
      #expect(names.count == 2, "\(same)")
      #expect(Set(names.map { $0.split(separator: " ")[1] }).count == 2, "\(same)")
    }

    @Test("an interrupted comparison continues, with the same bytes in the end")
    func interrupted() async throws {
      let bench = try Workbench(config: Self.config(epochs: 15))
      let runs = try Self.runs(epochs: 15)
      let whole = try await bench.run("compare", "small.json", "--output", "whole")
      #expect(whole.code == 0, "\(whole)")

      let command = try bench.start(["compare", "small.json", "--output", "runs"])
      try await command.wait { bench.exists("\(runs[1])/metrics.jsonl") }
      command.send(SIGINT)
      let stopped = try await command.outcome()
      #expect(stopped.code == 75)
      #expect(stopped.messages.last == "interrupted; the same command continues")
      #expect(try bench.state(of: runs[0]) == "done")
      #expect(try bench.state(of: runs[1]) == "interrupted")

      let continued = try await bench.run("compare", "small.json", "--output", "runs")
      #expect(continued.code == 0)
      #expect(Self.notices(continued) == ["lfp is done already: \(runs[0])"])
      for run in runs {
        let other = run.replacing("runs/", with: "whole/")
        for file in ["checkpoint.safetensors", "summary.json"] {
          #expect(try bench.bytes("\(run)/\(file)") == bench.bytes("\(other)/\(file)"))
        }
      }
    }

    @Test("a run that fails does not stop the others, and makes the code 1")
    func failure() async throws {
      let bench = try Workbench(config: Self.config(epochs: 1))
      let runs = try Self.runs(epochs: 1)
      try bench.write("in the way", to: runs[0])
      let outcome = try await bench.run("compare", "small.json", "--output", "runs")
      #expect(outcome.code == 1)
      #expect(
        outcome.messages == [
          "error: lfp: cannot create the folder \(runs[0]): it is not a directory"
        ])
      #expect(table(outcome).contains { $0.hasPrefix("surrogate ") })
      #expect(try bench.state(of: runs[1]) == "done")
      #expect(try bench.text(runs[0]) == "in the way")
    }

    @Test("without a config: MNIST where it is found, else digits; overrides apply")
    func builtIn() async throws {
      let bench = try Workbench()
      let overrides = [
        "data.train=100", "data.test=20", "training.epochs=1", "network.steps=3",
        "network.layers=[{\"dense\": 20}, \"lif\", {\"dense\": 10}, \"lif\"]", "--output", "runs",
      ]
      let digits = try await bench.run(overrides)
      #expect(digits.code == 0, "\(digits)")
      let notices = Self.notices(digits)
      #expect(notices.count == 2)
      #expect(
        notices.first == "training on generated digits; for MNIST: spikelab data fetch mnist")
      // The command that it ends with does what it says.
      let next = try #require(
        notices.last?.wholeMatch(of: /next, charts of both for the browser: spikelab (.*)/))
      let words = next.1.split(separator: " ").map(String.init)
      #expect(words.count == 3 && words[0] == "report")
      let report = try await bench.run(words)
      #expect(report.code == 0, "\(report)")
      #expect(bench.exists("report.html"))
      #expect(table(digits).contains { $0.hasPrefix("surrogate ") })

      try ProceduralDigits().splits(train: 100, test: 20).write(to: bench("data/mnist"))
      let environment = ["SPIKELAB_DATA": bench("data")]
      let mnist = try await bench.run(overrides, environment: environment)
      #expect(mnist.code == 0, "\(mnist)")
      #expect(
        Self.notices(mnist).first == "MNIST found in \(bench("data"))/mnist: training on it")
    }
  }
}
