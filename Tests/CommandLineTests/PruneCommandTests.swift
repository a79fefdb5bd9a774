import Foundation
import SpikeFiles
import Testing

extension CommandLineTests {
  @Suite("prune")
  struct PruneCommandTests {
    private static let config = smallConfig(epochs: 2)
    private static let units = """
      { "name": "small", "data": { "dataset": "digits", "train": 300, "test": 100 },
        "network": { "layers": [ { "dense": 30 }, "relu", { "dense": 10 } ] },
        "learning": { "rule": "gradient" }, "training": { "epochs": 1, "batchSize": 20 } }
      """

    private func trained(_ config: String) async throws -> (Workbench, run: String) {
      let bench = try Workbench(config: config)
      let outcome = try await bench.run("train", "small.json", "--output", "runs")
      #expect(outcome.code == 0, "\(outcome)")
      return (bench, try runFolder(config))
    }

    private func curves(_ bench: Workbench, _ run: String) throws -> [JSONValue] {
      try #require(
        try JSONDocument(parsing: bench.bytes("\(run)/prune.json")).root["curves"]?.array)
    }

    @Test("the curve of a run begins with the run, ends with nothing, and changes no other file")
    func curve() async throws {
      let (bench, run) = try await trained(Self.config)
      let before = try bench.contents(of: run)
      let outcome = try await bench.run("prune", run)
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.contains("100.0 %") && outcome.output.contains("spikes/image"))
      var after = try bench.contents(of: run)
      after["prune.json"] = nil
      let table = try bench.text("\(run)/prune.csv")
      after["prune.csv"] = nil
      #expect(after == before)

      let points = try #require(try curves(bench, run)[0]["points"]?.array)
      #expect(points.count == 21)
      let summary = try JSONDocument(parsing: bench.bytes("\(run)/summary.json")).root
      #expect(points[0]["testAccuracy"]?.double == summary["testAccuracy"]?.double)
      #expect(points[0]["spikesPerSample"]?.double == summary["spikesPerSample"]?.double)
      let effective = summary["sparsity"]?["synapticOperations"]
      for key in ["effectiveMACs", "effectiveACs"] {
        #expect(points[0][key]?.double == effective?[key]?.double)
      }
      #expect(points[0]["pruned"]?.integer == 0)
      let weights = 784 * 40 + 40 * 30 + 30 * 10
      #expect(points[10]["pruned"]?.integer == weights / 2)
      #expect(points[20]["pruned"]?.integer == weights)
      // Without a weight there is no operation.
      #expect(points[20]["effectiveMACs"]?.double == 0 && points[20]["effectiveACs"]?.double == 0)
      let operations = points.map { $0["effectiveMACs"]?.double ?? .nan }
      #expect(zip(operations, operations.dropFirst()).allSatisfy { $0 > $1 })
      let lines = table.split(separator: "\n")
      #expect(lines.count == 22 && lines[1].hasPrefix("global,0.0,0,"))

      // The same command writes the same bytes, and another order stands beside the first.
      let first = try bench.bytes("\(run)/prune.json")
      _ = try await bench.run("prune", run, "--quiet")
      #expect(try bench.bytes("\(run)/prune.json") == first)
      let layer = try await bench.run("prune", run, "--order", "layer", "--shares", "90, 10")
      #expect(layer.code == 0, "\(layer)")
      let both = try curves(bench, run)
      #expect(both.map { $0["order"]?.string } == ["global", "layer"])
      #expect(both[1]["points"]?.array?.compactMap { $0["share"]?.double } == [0, 0.1, 0.9])

      let report = try await bench.run("report", run, "--output", "r.html", "--csv", "csv")
      #expect(report.code == 0, "\(report)")
      #expect(try bench.text("r.html").contains("Test accuracy over the share of weights pruned"))
      #expect(bench.exists("csv/pruning-global-accuracy.csv"))
      #expect(bench.exists("csv/pruning-layer-operations.csv"))
    }

    @Test("of a network without spikes there is accuracy alone")
    func units() async throws {
      let (bench, run) = try await trained(Self.units)
      let outcome = try await bench.run("prune", run, "--shares", "50")
      #expect(outcome.code == 0 && !outcome.output.contains("spikes"), "\(outcome)")
      let points = try #require(try curves(bench, run)[0]["points"]?.array)
      #expect(points.count == 2 && points[1]["spikesPerSample"] == nil)
    }

    @Test("a curve is of one checkpoint: a run that goes on loses it")
    func anotherCheckpoint() async throws {
      let bench = try Workbench(config: Self.config)
      let run = try runFolder(Self.config)
      _ = try await bench.run("train", "small.json", "--output", "runs", "--until", "1")
      for order in ["global", "layer"] {
        let outcome = try await bench.run("prune", run, "--shares", "50", "--order", order)
        #expect(outcome.code == 0, "\(outcome)")
      }
      #expect(try curves(bench, run).compactMap { $0["epochs"]?.integer } == [1, 1])
      _ = try await bench.run("train", "small.json", "--output", "runs", "--resume")
      let report = try await bench.run("report", run, "--output", "r.html")
      #expect(report.code == 0)
      #expect(try !bench.text("r.html").contains("weights pruned"))
      _ = try await bench.run("prune", run, "--shares", "50")
      #expect(try curves(bench, run).compactMap { $0["epochs"]?.integer } == [2])
    }

    @Test("what cannot be pruned is told, and nothing is written")
    func faults() async throws {
      let (bench, run) = try await trained(Self.config)
      let before = try bench.contents()
      for (arguments, message) in [
        (["absent"], "error: no run is called 'absent'"),
        ([run, "--shares", "0"], "found \"0\", allowed numbers above 0 and up to 100"),
        ([run, "--shares", "50,x"], "found \"x\", allowed numbers above 0"),
        ([run, "--shares", "50,50"], "found a share twice"),
        ([run, "--order", "both"], "order"),
      ] {
        let outcome = try await bench.run(["prune"] + arguments)
        #expect(outcome.code == 2, "\(outcome)")
        #expect(outcome.errors.contains(message), "\(outcome)")
      }
      #expect(try bench.contents() == before)

      try bench.write("{}", to: "\(run)/prune.json")
      let damaged = try await bench.run("prune", run)
      #expect(damaged.code == 1, "\(damaged)")
      #expect(damaged.errors.contains("prune.json: curves is missing or of another type"))
      try FileManager.default.removeItem(atPath: bench("\(run)/prune.json"))

      let environment = try bench.text("\(run)/env.json")
      let other = environment.replacing(
        #/"datasetChecksum": "[^"]*"/#, with: #""datasetChecksum": "feed""#)
      try bench.write(other, to: "\(run)/env.json")
      let outcome = try await bench.run("prune", run)
      #expect(
        outcome.code == 1 && outcome.errors.contains("was begun with other data"), "\(outcome)")
      try FileManager.default.removeItem(atPath: bench("\(run)/checkpoint.safetensors"))
      let none = try await bench.run("prune", run)
      #expect(none.code == 1 && none.errors.contains("has no checkpoint yet"), "\(none)")
      #expect(!bench.exists("\(run)/prune.json"))
    }
  }
}
