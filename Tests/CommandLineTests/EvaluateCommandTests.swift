import Foundation
import Testing

extension CommandLineTests {
  @Suite("Evaluating on other images")
  struct EvaluateCommandTests {
    private static func trained() async throws -> Workbench {
      let bench = try Workbench()
      try bench.write(
        """
        { "name": "tiny", "data": { "dataset": "digits", "train": 40, "test": 20 },
          "network": { "steps": 5, "initialisation": { "firingRate": 0.2 },
            "layers": [ { "dense": 10 }, "lif" ] },
          "training": { "epochs": 1, "batchSize": 20 } }
        """, to: "tiny.json")
      let run = try await bench.run("train", "tiny.json")
      #expect(run.code == 0, "\(run)")
      let data = try await bench.run(
        "data", "generate", "--output", "other", "--train", "30", "--test", "15")
      #expect(data.code == 0, "\(data)")
      return bench
    }

    private static let files = [
      "--images", "other/t10k-images-idx3-ubyte", "--labels", "other/t10k-labels-idx1-ubyte",
    ]

    @Test("it says which images, and writes every answer")
    func predictions() async throws {
      let bench = try await Self.trained()
      let own = try await bench.run("evaluate", "tiny", "--predictions", "own.csv")
      #expect(own.code == 0 && own.output.contains("on 20 test images of digits"), "\(own)")
      let outcome = try await bench.run(
        ["evaluate", "tiny", "--predictions", "answers.csv"] + Self.files)
      #expect(outcome.code == 0, "\(outcome)")
      #expect(
        outcome.output.contains(
          "on 15 images of other/t10k-images-idx3-ubyte, which are not the test images of digits"),
        "\(outcome)")
      let lines = try bench.text("answers.csv").split(whereSeparator: \.isNewline).map {
        $0.split(separator: ",").map(String.init)
      }
      #expect(lines.count == 16)
      #expect(lines[0].count == 15 && lines[0][4] == "spikes.0" && lines[0][14] == "margin")
      var right = 0
      let labels = try bench.bytes("other/t10k-labels-idx1-ubyte").dropFirst(8)
      for (line, label) in zip(lines.dropFirst(), labels) {
        let counts = line[4..<14].compactMap(Int.init)
        let most = try #require(counts.max())
        #expect(counts.count == 10 && Int(line[2]) == counts.firstIndex(of: most))
        #expect(Int(line[1]) == Int(label))
        let others = counts.enumerated().filter { "\($0.offset)" != line[2] }.map(\.element)
        #expect(Int(line[14]) == most - (others.max() ?? 0))
        #expect((line[3] == "1") == (line[1] == line[2]))
        right += line[1] == line[2] ? 1 : 0
      }
      let share = String(format: "%.2f", 100 * Double(right) / 15)
      #expect(outcome.output.contains("test accuracy \(share) %"), "\(outcome)")
    }

    @Test("what is wrong is told, and nothing is overwritten")
    func faults() async throws {
      let bench = try await Self.trained()
      try bench.write("mine\n", to: "mine.csv")
      let before = try bench.contents()
      for (arguments, message) in [
        (["--images", "a"], "--images and --labels go together"),
        (["--images", "a", "--labels", "b"], "cannot read a: no such file"),
        (["--predictions", "mine.csv"], "mine.csv: it exists"),
        (
          [
            "--images", "other/t10k-images-idx3-ubyte", "--labels", "other/train-labels-idx1-ubyte",
          ],
          "number of labels: expected 15"
        ),
      ] {
        let outcome = try await bench.run(["evaluate", "tiny"] + arguments)
        #expect(outcome.code != 0 && outcome.errors.contains(message), "\(outcome)")
      }
      #expect(try bench.contents() == before)
      try bench.write(
        """
        { "name": "toy", "data": { "dataset": "line", "train": 100 },
          "network": { "layers": [ { "dense": 4 }, "relu", { "dense": 2 } ] },
          "learning": { "rule": "gradient" }, "training": { "epochs": 1 } }
        """, to: "toy.json")
      let toy = try await bench.run("train", "toy.json")
      #expect(toy.code == 0, "\(toy)")
      let outcome = try await bench.run(["evaluate", "toy"] + Self.files)
      #expect(outcome.code == 2, "\(outcome)")
      #expect(outcome.errors.contains("this run's data set \"line\" has none"), "\(outcome)")
    }

    @Test("a word that is almost a key path, and files given to the wrong command, are put right")
    func wrongTurns() async throws {
      let bench = try await Self.trained()
      try bench.write(
        #"{ "name": "s", "base": "tiny.json", "grid": { "seed": [0, 1] } }"#, to: "s.json")
      let folder = try #require(
        FileManager.default.contentsOfDirectory(atPath: bench("Results/runs")).first {
          $0.count == 16
        })
      for (arguments, message) in [
        (["train", "tiny.json", "beta=0.6"], #"did you mean "network.beta"?"#),
        (["train", "tiny.json", "epochs=2"], #"did you mean "training.epochs"?"#),
        (["sweep", "run", "tiny.json"], "`spikelab train` trains an experiment"),
        (["train", "s.json"], "`spikelab sweep run` trains what a sweep file says"),
        (["compare", "Results/runs/\(folder)"], "is the folder of a run, whose config is"),
        (
          ["trace", "Results/runs/\(folder)", "--tensors", "a", "--output", "b"],
          "is the folder of a run, whose config is"
        ),
      ] {
        let outcome = try await bench.run(arguments)
        #expect(outcome.code == 2 && outcome.errors.contains(message), "\(outcome)")
        #expect(outcome.messages.count == 1, "\(outcome)")
      }
    }
  }
}
