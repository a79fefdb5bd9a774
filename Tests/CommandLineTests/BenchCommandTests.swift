import SpikeFiles
import SpikeRuns
import Testing

extension CommandLineTests {
  @Suite("Measuring the machine")
  struct BenchTests {
    /// What is measured, in order: the network, and the rule that learns, if one does.
    static let rows: [(network: String, rule: String?)] = ["mlp", "lenet"].flatMap {
      [($0, nil), ($0, "lfp-epsilon"), ($0, "surrogate")]
    }

    /// As little as there is to measure.
    static let least = ["bench", "--seconds", "0.001", "--steps", "3", "--batch-size", "2"]

    @Test("the table has a row for inference and for each rule, of both networks")
    func table() async throws {
      let bench = try Workbench()
      let outcome = try await bench.run(Self.least + ["--threads", "2"])
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.hasPrefix("SpikeLab \(SpikeLab.version) on "))
      #expect(outcome.output.contains("2 threads on"))
      #expect(outcome.output.contains("generated digits, 3 steps, beta 0.9, batches of 2"))
      let lines = outcome.output.split(separator: "\n")
      let first = try #require(lines.firstIndex { $0.hasPrefix("───") }) + 1
      for (line, row) in zip(lines[first...], Self.rows) {
        let network = row.network == "mlp" ? "MLP" : "LeNet"
        let task = row.rule.map { "training, \($0)" } ?? "inference"
        #expect(line.hasPrefix("\(network) \(task) "), "\(outcome)")
        #expect(line.hasSuffix(" %"))
      }
      #expect(try bench.contents().isEmpty)
    }

    @Test("JSON holds the same rows, with what was counted")
    func json() async throws {
      let outcome = try await Workbench().run(Self.least + ["--json"])
      #expect(outcome.code == 0, "\(outcome)")
      let report = try JSONDocument(parsing: Array(outcome.output.utf8)).root
      #expect(report["dataset"]?.string == "digits")
      #expect(report["environment"]?["version"]?.string == SpikeLab.version)
      let rows = try #require(report["rows"]?.array)
      #expect(rows.map { $0["network"]?.string } == Self.rows.map(\.network))
      #expect(rows.map { $0["rule"]?.string } == Self.rows.map(\.rule))
      for row in rows {
        #expect(row["task"]?.string == (row["rule"] == nil ? "inference" : "training"))
        for key in ["imagesPerSecond", "synapticOperationsPerSecond", "synapticOperationsPerImage"]
        { #expect(try #require(row[key]?.double) > 0) }
        #expect(try #require(row["repetitions"]?.integer) >= 1)
        let rates = try #require(row["firingRates"]?.array)
        #expect(rates.count == 3)
        #expect(rates.allSatisfy { (0...1).contains($0.double ?? -1) })
      }
    }

    @Test("a folder without MNIST is named, and times out of range are refused")
    func faults() async throws {
      let bench = try Workbench()
      let absent = try await bench.run("bench", "--data-root", "nowhere")
      #expect(absent.code == 2)
      #expect(absent.errors.contains("nowhere"), "\(absent)")
      for seconds in ["0", "-1", "nan", "4000"] {
        let outcome = try await bench.run("bench", "--seconds=\(seconds)")
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains("allowed is above 0 and at most 3600"), "\(outcome)")
      }
      for option in ["--steps", "--batch-size"] {
        let outcome = try await bench.run("bench", option, "0")
        #expect(outcome.code == 2)
        #expect(outcome.errors.contains("\(option) is 0, allowed is 1 to "), "\(outcome)")
      }
      #expect(try bench.contents().isEmpty)
    }
  }
}
