import Foundation
import Testing

extension CommandLineTests {
  /// What is printed is what was asked for: a command that could not print it has failed.
  @Suite("Standard streams")
  struct StandardStreamTests {
    private static let sweep =
      #"{ "name": "s", "base": "small.json", "grid": { "seed": [0] }, "set": { "training.epochs": 1 } }"#

    /// Commands that print, after a run in `runs` and `run` naming its folder.
    static let commands = [
      "spikelab sweep results s.json --output runs --csv",
      "spikelab sweep results s.json --output runs --json",
      "spikelab sweep results s.json --output runs", "spikelab sweep plan s.json --output runs",
      "spikelab sweep status s.json --output runs", "spikelab schema", "spikelab schema --sweep",
      "spikelab inspect runs/*", "spikelab evaluate runs/*", "spikelab raster runs/*",
      "spikelab report runs", "spikelab train small.json --resume --output runs",
      "spikelab train small.json --output new", "spikelab compare small.json --output runs",
      "spikelab data generate --output data --train 20 --test 20 --overwrite", "spikelab --help",
      "spikelab train --help", "spikelab --version", "spikelab bench --seconds 0.1 --steps 2",
    ]

    private func script(_ command: String) async throws -> Outcome {
      let bench = try Workbench(config: smallConfig())
      try bench.write(Self.sweep, to: "s.json")
      return try await bench.script(["spikelab train small.json --output runs", command])
    }

    @Test("a full disk behind standard output is a failure, told once", arguments: commands)
    func full(_ command: String) async throws {
      guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
      let outcome = try await script("\(command) >/dev/full")
      #expect(outcome.code == 1, "\(outcome)")
      let told = outcome.messages.filter { $0.hasPrefix("error: ") }
      #expect(
        told == ["error: cannot write standard output: No space left on device"], "\(outcome)")
    }

    @Test("a closed standard output is one too, and no file takes its place", arguments: commands)
    func closed(_ command: String) async throws {
      let outcome = try await script("\(command) >&-")
      #expect(outcome.code == 1, "\(outcome)")
      #expect(
        outcome.messages.filter { $0.hasPrefix("error: ") }
          == ["error: cannot write standard output: Bad file descriptor"], "\(outcome)")
    }

    @Test("a reader that has seen enough is no failure", arguments: commands)
    func head(_ command: String) async throws {
      let outcome = try await script("set -o pipefail; \(command) | head -c 1 >/dev/null")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.messages.filter { $0.hasPrefix("error: ") }.isEmpty, "\(outcome)")
    }

    @Test("streams that are closed are in nobody's way")
    func allClosed() async throws {
      let bench = try Workbench(config: smallConfig())
      let closed = try await bench.script([
        "spikelab train small.json --output runs >&- 2>&- <&-", "spikelab evaluate runs/*",
      ])
      #expect(closed.code == 0, "\(closed)")
      let run = try runFolder(smallConfig())
      for (name, bytes) in try bench.contents(of: run) where !name.hasSuffix(".safetensors") {
        #expect(!String(decoding: bytes, as: UTF8.self).contains("\u{1B}"), "\(name)")
      }
      #expect(try bench.text("\(run)/config.json").hasSuffix("}\n"))
    }

    @Test("a run whose lines nobody can read is trained to its end all the same")
    func trained() async throws {
      guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
      let bench = try Workbench(config: smallConfig(epochs: 2))
      let outcome = try await bench.script([
        "spikelab train small.json --output runs >/dev/full", "spikelab inspect runs/*",
      ])
      #expect(outcome.code == 0, "\(outcome)")
      #expect(try bench.state(of: runFolder(smallConfig(epochs: 2))) == "done")
    }

    @Test("no control character of a stranger's file reaches a terminal or a table")
    func control() async throws {
      let config = smallConfig()
      let bench = try Workbench(config: config)
      #expect(try await bench.run("train", "small.json", "--output", "runs").code == 0)
      let run = try runFolder(config)
      let environment = try bench.text("\(run)/env.json")
      let processor = #""processor": "\u001b]0;owned\u0007\u009b31m\u007f, =1+1","#
      try bench.write(
        environment.replacing(/"processor": [^\n]*,/, with: processor)
          .replacing(/"system": "/, with: #""system": "\u001b[2J"#), to: "\(run)/env.json")
      let outcome = try await bench.run("report", run, "--csv", "tables")
      #expect(outcome.code == 0, "\(outcome)")
      var files = try bench.contents(of: "tables")
      files["output"] = Array((outcome.output + outcome.errors).utf8)
      var isTold = false
      for (name, bytes) in files {
        let text = String(decoding: bytes, as: UTF8.self)
        isTold = isTold || text.contains("]0;owned")
        for scalar in text.unicodeScalars where scalar.properties.generalCategory == .control {
          #expect(scalar == "\n", "\(name): \(scalar.value)")
        }
      }
      #expect(isTold, "the table has the processor")
    }
  }
}
