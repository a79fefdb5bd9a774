import Foundation
import Testing

extension CommandLineTests {
  @Suite("Runs by name")
  struct RunsCommandTests {
    /// Two trained runs of generated digits, of two seeds, and one that was never begun.
    static func bench() async throws -> Workbench {
      let bench = try Workbench()
      try bench.write(
        """
        { "name": "tiny", "data": { "dataset": "digits", "train": 40, "test": 20, "validation": 10 },
          "network": { "steps": 5, "layers": [ { "dense": 10 }, "lif" ] },
          "training": { "epochs": 1, "batchSize": 20 } }
        """, to: "tiny.json")
      for seed in ["1", "2"] {
        let outcome = try await bench.run(
          ["train", "tiny.json", "seed=\(seed)", "name=tiny-\(seed)"],
          environment: ["SPIKELAB_RUNS": "mine"])
        #expect(outcome.code == 0, "\(outcome)")
        #expect(outcome.output.contains("validation accuracy"), "\(outcome)")
      }
      return bench
    }

    private static func folders(_ bench: Workbench) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: bench("mine")).filter { $0.count == 16 }
        .sorted()
    }

    @Test("they are listed, filtered, sorted, shown, compared and removed")
    func wholeWay() async throws {
      let bench = try await Self.bench()
      let folders = try Self.folders(bench)
      #expect(folders.count == 2)
      func runs(_ arguments: String...) async throws -> Outcome {
        try await bench.run(["runs"] + arguments, environment: ["SPIKELAB_RUNS": "mine"])
      }
      let list = try await runs()
      #expect(list.code == 0 && folders.allSatisfy { list.output.contains($0) }, "\(list)")
      let same = try await bench.run("runs", "--runs", "mine")
      #expect(same.output == list.output)
      let one = try await runs("seed=2", "rule=lfp-epsilon", "state=done")
      #expect(one.output.contains("tiny-2") && !one.output.contains("tiny-1"), "\(one)")
      let none = try await runs("network.beta=0.5")
      #expect(none.code == 0 && none.output == "no runs\n", "\(none)")
      let sorted = try await runs("list", "--sort", "seed", "--csv")
      let lines = sorted.output.split(separator: "\n")
      #expect(lines.count == 3 && lines[1].hasSuffix("tiny-1") && lines[2].hasSuffix("tiny-2"))

      // By the shortest beginning that tells it, and by name.
      var beginning = String(folders[0].prefix(1))
      while folders[1].hasPrefix(beginning) {
        beginning = String(folders[0].prefix(beginning.count + 1))
      }
      let shown = try await runs("show", beginning)
      #expect(shown.code == 0 && shown.output.contains("mine/\(folders[0])"), "\(shown)")
      let compared = try await runs("compare", "tiny-1", "tiny-2")
      #expect(compared.code == 0, "\(compared)")
      #expect(compared.output.contains("seed") && !compared.output.contains("network.beta"))

      let unasked = try await runs("remove", beginning)
      #expect(unasked.code == 2 && unasked.errors.contains("give --yes"), "\(unasked)")
      #expect(try Self.folders(bench) == folders)
      let removed = try await runs("remove", beginning, "--yes")
      #expect(removed.code == 0 && removed.output.contains("removed 1 run\n"), "\(removed)")
      #expect(try Self.folders(bench) == [folders[1]])
    }

    @Test("commands that take a run take its name, and say which names there are")
    func names() async throws {
      let bench = try await Self.bench()
      for command in ["evaluate", "inspect", "raster"] {
        let outcome = try await bench.run(command, "tiny-1", "--runs", "mine")
        #expect(outcome.code == 0, "\(command): \(outcome)")
      }
      let done = try await bench.run("train", "tiny-1", "--resume", "--runs", "mine")
      #expect(done.code == 0 && done.output.contains("is done already"), "\(done)")
      let report = try await bench.run("report", "tiny-1", "--runs", "mine", "--threads", "1")
      #expect(report.code == 0 && bench.exists("report.html"), "\(report)")
      let unknown = try await bench.run("evaluate", "zzz", "--runs", "mine")
      #expect(unknown.code == 2, "\(unknown)")
      #expect(unknown.errors.contains("no run is called 'zzz'"), "\(unknown)")
      #expect(unknown.errors.contains("of the 2 runs in mine"), "\(unknown)")
      let several = try await bench.run("evaluate", "", "--runs", "mine")
      #expect(several.code == 2 && several.errors.contains("means 2 runs"), "\(several)")
      let filter = try await bench.run("runs", "blue", "--runs", "mine")
      #expect(filter.code == 2 && filter.errors.contains("'blue' is no filter"), "\(filter)")
    }

    @Test("a config is checked, and its network shown, without data")
    func check() async throws {
      let bench = try Workbench()
      try bench.write(
        """
        { "name": "shapes", "data": { "dataset": "mnist", "validation": 10000 },
          "network": { "layers": [ { "conv2d": { "channels": 12, "kernel": 5 } }, "lif",
            { "maxPool": 2 }, { "dense": 10 }, "lif" ] } }
        """, to: "shapes.json")
      let outcome = try await bench.run(
        "check", "shapes.json", "training.epochs=1", "--threads", "1")
      #expect(outcome.code == 0, "\(outcome)")
      // 12 · 25 + 12, and 12 · 12 · 12 · 10 + 10.
      #expect(outcome.output.contains("parameters: 17602"), "\(outcome)")
      #expect(
        outcome.output.contains("12×24×24")
          && outcome.output.contains("1 epoch of 391 batches, 50000 images"))
      #expect(try bench.contents().keys.sorted() == ["shapes.json"])
      let faulty = try await bench.run("check", "shapes.json", "network.beta=2")
      #expect(faulty.code == 2 && faulty.errors.contains("network.beta"), "\(faulty)")
    }
  }
}
