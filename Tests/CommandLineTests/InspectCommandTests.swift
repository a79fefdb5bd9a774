import Foundation
import SpikeFiles
import SpikeRuns
import Testing

extension CommandLineTests {
  @Suite("Looking at a run")
  struct InspectTests {
    /// A workbench with a finished run of three small layers.
    private func bench(
      layers: [Int] = [40, 30, 10], epochs: Int = 2
    ) async throws -> (Workbench, run: String) {
      let config = smallConfig(layers: layers, epochs: epochs)
      let bench = try Workbench(config: config)
      let outcome = try await bench.run("train", "small.json", "--output", "runs", "--quiet")
      #expect(outcome.code == 0, "\(outcome)")
      return (bench, try runFolder(config))
    }

    @Test("inspect shows the numbers of the summary and changes nothing")
    func inspect() async throws {
      let (bench, run) = try await bench()
      let before = try bench.contents()
      let outcome = try await bench.run("inspect", run)
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.errors.isEmpty)
      let summary = try JSONDocument(parsing: bench.bytes("\(run)/summary.json")).root
      let report = try SparsityReport(try #require(summary["sparsity"]), file: "summary.json")
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines[0].hasSuffix(" on 100 images after 2 epochs"), "\(lines[0])")
      #expect(lines.contains { $0.hasPrefix("  1  ") } && lines.contains { $0.hasPrefix("  2  ") })
      for layer in report.layers {
        let cells = ["\(layer.neurons)", "\(layer.dead)", "\(layer.saturated)"]
        #expect(
          lines.contains { line in
            cells.allSatisfy { line.split(separator: " ").map(String.init).contains($0) }
          }, "\(outcome)")
      }
      for part in [
        "4.6 pJ a MAC", "memory traffic", "connection sparsity", "membrane updates an image",
        "feedback pairs", "\(report.learning.signChanges) changes of sign",
      ] {
        #expect(outcome.output.contains(part), "\(part)")
      }
      #expect(try bench.contents() == before)
    }

    @Test("a summary of an older version is made up for by an evaluation")
    func older() async throws {
      let (bench, run) = try await bench()
      let whole = try await bench.run("inspect", run)
      var summary = try JSONDocument(parsing: bench.bytes("\(run)/summary.json")).root
      guard case .object(var object) = summary.content else { return }
      object["sparsity"] = nil
      summary = JSONValue(.object(object))
      try bench.write(summary.prettyText, to: "\(run)/summary.json")
      let again = try await bench.run("inspect", run, "--threads", "2")
      #expect(again.code == 0, "\(again)")
      #expect(again.output == whole.output)
      // Neither does a run that has no summary yet.
      try FileManager.default.removeItem(atPath: bench("\(run)/summary.json"))
      let unfinished = try await bench.run("inspect", run)
      #expect(unfinished.code == 0, "\(unfinished)")
      #expect(unfinished.output == whole.output)
    }

    @Test("a raster has a row of steps for each neuron or group, and the image's answer")
    func raster() async throws {
      let (bench, run) = try await bench()
      let before = try bench.contents()
      let outcome = try await bench.run("raster", run, "--sample", "99", "--rows", "15")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.errors.isEmpty)
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines[0].hasPrefix("small: test image 99, label "))
      #expect(lines[1].hasPrefix("spikes by class  0: "))
      // 40 neurons in threes are 14 rows, 30 in twos 15, 10 have one each; five steps.
      let rows = lines.filter { $0.hasSuffix("│") }
      #expect(rows.count == 14 + 15 + 10)
      #expect(
        rows.allSatisfy { $0.split(separator: "│", omittingEmptySubsequences: false)[1].count == 5 }
      )
      #expect(
        lines.contains { $0.hasPrefix("LIF layer 0: 40 neurons") && $0.contains("3 neurons") })
      // The last layer's marks are its spikes, of which the second line has the sum.
      let marks = rows.suffix(10).reduce(0) { $0 + $1.count { $0 == "█" } }
      let counts = lines[1].split(separator: " ").compactMap { Int($0) }
      #expect(counts.count == 10)
      #expect(marks == counts.reduce(0, +))
      let narrow = try await bench.run("raster", run, "--sample", "99", "--columns", "2")
      #expect(narrow.code == 0)
      #expect(narrow.output.contains("a column 3 steps"))
      #expect(try bench.contents() == before)
    }

    @Test("a folder that is no run, and an image that is not there, are errors")
    func faults() async throws {
      let (bench, run) = try await bench(layers: [10], epochs: 1)
      try bench.write("nothing", to: "other/note.txt")
      for (arguments, message) in [
        (["inspect", "absent"], "error: no run is called 'absent'"),
        (["raster", "absent"], "error: no run is called 'absent'"),
        (["inspect", "other"], "error: other is not a run: it holds no config.json"),
        (["raster", "other"], "error: other is not a run: it holds no config.json"),
        (
          ["raster", run, "--sample", "100"],
          "error: there is no test image 100: the run's are 0 to 99"
        ),
        (
          ["raster", run, "--sample=-1"], "error: there is no test image -1: the run's are 0 to 99"
        ),
      ] {
        let outcome = try await bench.run(arguments)
        #expect(outcome.code == 2, "\(arguments)")
        #expect(outcome.messages.count == 1 && outcome.errors.hasPrefix(message), "\(outcome)")
        #expect(outcome.output.isEmpty)
      }
      let rows = try await bench.run("raster", run, "--rows", "0")
      #expect(rows.code == 2)
      #expect(rows.errors.contains("--rows is 0, allowed is 1 to 10000"))
      // A run that was begun and has no checkpoint.
      try FileManager.default.removeItem(atPath: bench("\(run)/checkpoint.safetensors"))
      let none = try await bench.run("raster", run)
      #expect(none.code == 1)
      #expect(none.messages.count == 1 && none.errors.contains("has no checkpoint yet"))
    }

    @Test("a network that never spikes is shown as it is")
    func silent() async throws {
      let config = """
        { "name": "silent", "data": { "dataset": "digits", "train": 20, "test": 20 },
          "network": { "steps": 1, "threshold": 1e6, "layers": [ { "dense": 10 }, "lif" ] },
          "training": { "epochs": 1, "batchSize": 20 } }
        """
      let bench = try Workbench(config: config)
      let run = try runFolder(config)
      #expect(try await bench.run("train", "small.json", "--output", "runs").code == 0)
      let inspected = try await bench.run("inspect", run)
      #expect(inspected.code == 0, "\(inspected)")
      #expect(inspected.output.contains("none"))
      #expect(!inspected.output.contains("nan"))
      let raster = try await bench.run("raster", run)
      #expect(raster.code == 0, "\(raster)")
      #expect(raster.output.contains("LIF layer 0: 10 neurons, 0 of them spiked, 0 spikes"))
    }

    @Test("a network without spikes is spoken of by its units, and its logits are none")
    func unitsAboveZero() async throws {
      let config = """
        { "name": "small", "data": { "dataset": "digits", "train": 300, "test": 100 },
          "network": { "layers": [ { "dense": 30 }, "relu", { "dense": 10 } ] },
          "learning": { "rule": "gradient" }, "training": { "epochs": 1, "batchSize": 20 } }
        """
      let bench = try Workbench(config: config)
      let trained = try await bench.run("train", "small.json", "--output", "runs")
      let run = try runFolder(config)
      #expect(trained.code == 0, "\(trained)")
      let rates = try #require(
        trained.output.split(separator: "\n").first { $0.hasPrefix("units above 0 ") })
      #expect(rates.split(separator: ",").count == 1, "\(rates)")
      let inspected = try await bench.run("inspect", run)
      let evaluated = try await bench.run("evaluate", run)
      let shown = try await bench.run("runs", "show", run)
      for outcome in [inspected, evaluated] {
        let rows = outcome.output.split(separator: "\n")
        let head = try #require(rows.firstIndex { $0.hasPrefix("ReLU layer   units   above 0") })
        #expect(rows[head + 2].hasPrefix("0"), "\(outcome)")
        #expect(rows.count == head + 3 || !rows[head + 3].hasPrefix("1"), "\(outcome)")
      }
      for outcome in [trained, inspected, evaluated, shown] {
        #expect(outcome.code == 0, "\(outcome)")
        for word in ["LIF", "firing rate", "spikes an image", "membrane", "never spiked"] {
          #expect(!outcome.output.contains(word), "\(word): \(outcome)")
        }
      }
      let summary = try JSONDocument(parsing: bench.bytes("\(run)/summary.json")).root
      let sparsity = try #require(summary["sparsity"])
      #expect(sparsity["membraneUpdates"]?.double == 0)
      // Digits have 784 pixels; a number takes four bytes, and no neuron has constants.
      #expect(sparsity["footprint"]?.integer == 4 * (784 * 30 + 30 + 30 * 10 + 10))
      let rate = try #require(sparsity["layers"]?.array?.first?["firingRate"]?.double)
      #expect(abs(try #require(sparsity["activationSparsity"]?.double) - (1 - rate)) < 1e-12)
    }
  }
}
