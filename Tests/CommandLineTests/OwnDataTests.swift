import Foundation
import SpikeFiles
import Testing

extension CommandLineTests {
  @Suite("Data beside a config")
  struct OwnDataTests {
    private static let config = """
      { "name": "own", "data": { "dataset": "idx", "folder": "mine", "rows": 28, "columns": 28,
          "classes": 10 },
        "network": { "steps": 5, "layers": [ { "dense": 10 }, "lif" ] },
        "training": { "epochs": 1, "batchSize": 20 } }
      """

    /// The config in the folder `study`, and images in a folder.
    private static func bench(_ folders: String...) async throws -> Workbench {
      let bench = try Workbench()
      try bench.write(config, to: "study/own.json")
      for (place, folder) in folders.enumerated() {
        let made = try await bench.run(
          "data", "generate", "--output", folder, "--train", "\(50 + place)", "--test", "20")
        #expect(made.code == 0, "\(made)")
      }
      return bench
    }

    private static func hash(_ outcome: Outcome) -> String {
      String(outcome.output.split(separator: "\n").last?.split(separator: "/").last ?? "")
    }

    @Test("a folder is looked for beside the config, and a run finds its data again from anywhere")
    func beside() async throws {
      let bench = try await Self.bench("study/mine")
      let trained = try await bench.run("train", "study/own.json", "--output", "runs")
      #expect(trained.code == 0, "\(trained)")
      let hash = Self.hash(trained)
      for command in ["evaluate", "raster"] {
        let outcome = try await bench.run(command, "runs/\(hash)")
        #expect(outcome.code == 0, "\(outcome)")
      }
      // From another folder, and where nothing is beside the config, it is the same experiment.
      let inside = try await bench.script(["cd study && spikelab train own.json --output ../inside"]
      )
      #expect(inside.code == 0 && Self.hash(inside) == hash, "\(inside)")
      let config = try JSONDocument(parsing: bench.bytes("runs/\(hash)/config.json")).root
      #expect(config["data"]?["folder"]?.string == "mine")
      #expect(config["data"]?["configFolder"]?.string?.hasSuffix("/desk/study") == true)
      try bench.write(Self.config, to: "elsewhere/own.json")
      let below = try await bench.run(
        "train", "elsewhere/own.json", "--output", "below", "--data-root", "study")
      #expect(below.code == 0 && Self.hash(below) == hash, "\(below)")
      #expect(
        try bench.bytes("below/\(hash)/summary.json") == bench.bytes("runs/\(hash)/summary.json"))
      // As it was before data could lie beside a config.
      #expect(hash == "0d367a1e26bcbef1")

      try bench.write(
        #"{ "name": "s", "base": "study/own.json", "grid": { "seed": [0, 1] } }"#, to: "s.json")
      let sweep = try await bench.run("sweep", "run", "s.json", "--output", "runs")
      #expect(sweep.code == 0, "\(sweep)")
      let counted = try await bench.run("check", "study/own.json")
      #expect(counted.output.contains("of 3 batches, 50 images"), "\(counted)")
    }

    @Test("what lies beside the config comes first; where there is nothing, all places are told")
    func order() async throws {
      let bench = try await Self.bench("study/mine", "root/mine")
      let both = try await bench.run("check", "study/own.json", "--data-root", "root")
      #expect(both.output.contains("50 images"), "\(both)")
      try FileManager.default.removeItem(atPath: bench("study/mine"))
      let rest = try await bench.run("check", "study/own.json", "--data-root", "root")
      #expect(rest.output.contains("51 images"), "\(rest)")
      let absolute = try await bench.run(
        "check", "study/own.json", "data.folder=\(bench("root/mine"))")
      #expect(absolute.output.contains("51 images"), "\(absolute)")
      let none = try await bench.run("train", "study/own.json", "--data-root", "nowhere")
      #expect(none.code != 0, "\(none)")
      #expect(none.errors.contains("data set 'idx' not found; looked in\n  nowhere/mine\n"))
      #expect(none.errors.contains("from the config's own folder"), "\(none)")
      #expect(none.errors.contains("or by an absolute path"), "\(none)")
    }
  }
}
