import Foundation
import SpikeKernels
import SpikeTraining
import TestSupport
import Testing

@testable import SpikeFiles
@testable import SpikeReports
@testable import SpikeRuns
@testable import SpikeSweeps

/// State that is damaged, or another run's, is nobody's result.
@Suite("State of another experiment, and damaged state")
struct ForeignStateTests {
  @Test("no bit of a checkpoint can flip unnoticed")
  func bits() throws {
    try withTemporaryFolder { root in
      let pair = try PairOfRuns(in: root, isDone: false)
      let bytes = try readFile(pair.one.checkpointPath, limit: 1 << 20)
      let header = bytes[0..<8].enumerated().reduce(8) { $0 + Int($1.element) << (8 * $1.offset) }
      let seed = UInt64.random(in: 0...(.max))
      print("flipped bits with seed \(seed)")
      var generator = SeededGenerator(seed: seed)
      // All of the metadata's, which say what is to be made sure of, and some of the others.
      let metadata = try #require(bytes.firstIndex(of: UInt8(ascii: "}")))
      let places =
        (0..<8 * (metadata + 1)).map { $0 }
        + (0..<600).map { _ in 8 * metadata + generator.integer(below: 8 * (header - metadata)) }
        + (0..<600).map { _ in 8 * header + generator.integer(below: 8 * (bytes.count - header)) }
      var unnoticed: [Int] = []
      for place in places {
        var damaged = bytes
        damaged[place / 8] ^= 1 << (place % 8)
        do {
          let file = try TensorFile(decoding: damaged)
          if try Checkpoint.verify(file) { unnoticed.append(place) }
          // Taken for another program's file: then it has none of what a run continues from.
          if file.metadata["format"] == "spikelab-checkpoint" { unnoticed.append(place) }
        } catch {
          #expect(error is any UserError)
        }
      }
      #expect(unnoticed.isEmpty, "seed \(seed): \(unnoticed)")
      // The whole way, for a few.
      for place in places.shuffled().prefix(20) {
        var damaged = bytes
        damaged[place / 8] ^= 1 << (place % 8)
        try Data(damaged).write(to: URL(fileURLWithPath: pair.one.checkpointPath))
        #expect(throws: (any Error).self) { try PairOfRuns.train(pair.one, isDone: true) }
        #expect(throws: (any Error).self) { try TrainedNetwork(pair.one) }
      }
      try Data(bytes).write(to: URL(fileURLWithPath: pair.one.checkpointPath))
      try PairOfRuns.train(pair.one, isDone: true)
    }
  }

  @Test("a checkpoint of another β is neither continued from nor evaluated")
  func otherCheckpoint() throws {
    for isDone in [false, true] {
      try withTemporaryFolder { root in
        let pair = try PairOfRuns(in: root, isDone: isDone)
        try pair.swap("checkpoint.safetensors")
        let expected =
          "\(pair.one.checkpointPath) is of the experiment \(pair.other.config.hash), this run is "
          + "\(pair.one.config.hash): it was changed, came from another run, or an older version "
          + "understood it otherwise; restore it, or delete the run's folder"
        if !isDone {
          #expect(errorMessage { try PairOfRuns.train(pair.one, isDone: true) } == expected)
        }
        #expect(errorMessage { _ = try TrainedNetwork(pair.one) } == expected)
        #expect(
          errorMessage {
            _ = try SpikeRaster(existing: pair.one.path, sample: 0, dataRoot: nil)
          } == expected)
        let options = RunOptions(runsRoot: root, dataRoot: nil, workers: Workers(threads: 1))
        do throws(ReportInsights.Absence) {
          _ = try ReportInsights(options: options).look(into: ReportRun(pair.one), images: 1)
          Issue.record("a report looked into it")
        } catch {
          #expect(error.sentence == expected)
        }
        if !isDone {
          let inspection = errorMessage {
            _ = try RunInspection(existing: pair.one.path, options: options, console: .silent)
          }
          #expect(inspection == expected)
        }
      }
    }
  }

  @Test("a finished run's earlier checkpoint is not what its summary is about")
  func earlierCheckpoint() throws {
    try withTemporaryFolder { root in
      let pair = try PairOfRuns(in: root, isDone: false)
      let early = try readFile(pair.one.checkpointPath, limit: 1 << 20)
      try PairOfRuns.train(pair.one, isDone: true)
      _ = try TrainedNetwork(pair.one)
      try Data(early).write(to: URL(fileURLWithPath: pair.one.checkpointPath))
      let message = errorMessage { _ = try TrainedNetwork(pair.one) }
      #expect(
        message.hasPrefix(
          "\(pair.one.checkpointPath) is not the checkpoint that the run ended with: its checksum is "
        ))
      let evaluation = try RunEvaluation(existing: pair.one.path)
      let options = RunOptions(runsRoot: root, dataRoot: nil, workers: Workers(threads: 1))
      #expect(
        errorMessage { _ = try evaluation.carryOut(options: options, console: .silent) } == message)
    }
  }

  @Test(
    "metrics and a summary of another experiment are not this one's",
    arguments: ["metrics.jsonl", "summary.json"])
  func otherNumbers(_ name: String) throws {
    try withTemporaryFolder { root in
      let pair = try PairOfRuns(in: root, isDone: true)
      try pair.swap(name)
      let expected = RunError.otherConfig(
        file: "\(pair.one.path)/\(name)", expected: pair.one.config.hash,
        found: pair.other.config.hash
      ).message
      let options = RunOptions(runsRoot: root, dataRoot: nil, workers: Workers(threads: 1))
      #expect(
        errorMessage {
          _ = try RunInspection(existing: pair.one.path, options: options, console: .silent)
        } == expected)
      #expect(
        errorMessage { _ = try Comparison.Result(finished: pair.one, label: "") } == expected)
      #expect(ReportRun(pair.one).faults == [expected])
      let sweep = try Sweep.parse(
        Array(
          #"{ "name": "s", "base": \#(PairOfRuns.text(beta: 0.5)), "grid": { "seed": [0] } }"#.utf8),
        file: "s.json")
      #expect(
        errorMessage {
          _ = try SweepResults(SweepPlan(sweep, root: root), rankedBy: .testAccuracy)
        } == expected)
    }
  }

  @Test("a folder whose config was changed, or that is another run's, is no result of this one")
  func otherFolder() throws {
    for isDone in [false, true] {
      for isRenamed in [false, true] {
        try withTemporaryFolder { root in
          let pair = try PairOfRuns(in: root, isDone: isDone)
          if isRenamed {
            try FileManager.default.removeItem(atPath: pair.one.path)
            try FileManager.default.moveItem(atPath: pair.other.path, toPath: pair.one.path)
          } else {
            let text = String(
              decoding: try readFile(pair.one.configPath, limit: 1 << 20), as: UTF8.self)
            try write(
              text.replacingOccurrences(of: "\"beta\": 0.5", with: "\"beta\": 0.9"),
              to: pair.one.configPath)
          }
          let expected = RunError.otherConfig(
            file: pair.one.configPath, expected: pair.one.config.hash,
            found: pair.other.config.hash
          ).message
          // By its folder, and by the config that leads to it.
          #expect(errorMessage { _ = try RunDirectory(existing: pair.one.path) } == expected)
          #expect(errorMessage { _ = try pair.one.state() } == expected)
          #expect(errorMessage { try PairOfRuns.train(pair.one, isDone: true) } == expected)
          #expect(ReportRun(pair.one).faults.contains(expected))
        }
      }
    }
  }

  @Test("a folder of a free name is held against what its files say")
  func freeName() throws {
    try withTemporaryFolder { root in
      let pair = try PairOfRuns(in: root, isDone: true)
      let copy = root + "/my best"
      try FileManager.default.copyItem(atPath: pair.one.path, toPath: copy)
      let kept = try RunDirectory(existing: copy)
      #expect(try kept.state() == .done)
      _ = try TrainedNetwork(kept)
      try FileManager.default.removeItem(atPath: copy + "/config.json")
      try FileManager.default.copyItem(
        atPath: pair.other.configPath, toPath: copy + "/config.json")
      let changed = try RunDirectory(existing: copy)
      #expect(throws: RunError.self) { try changed.summary() }
      #expect(throws: RunError.self) { try changed.metrics.read() }
      #expect(throws: RunError.self) { try TrainedNetwork(changed) }
    }
  }

  @Test("a name that is no part of the experiment may differ, and key order and comments too")
  func sameExperiment() throws {
    try withTemporaryFolder { root in
      let pair = try PairOfRuns(in: root, isDone: true)
      let text = PairOfRuns.text(beta: 0.5).replacingOccurrences(of: "tiny", with: "renamed")
      try write("// by hand\n" + text, to: pair.one.configPath)
      #expect(try pair.one.state() == .done)
      #expect(try RunDirectory(existing: pair.one.path).config.name == "renamed")
    }
  }

  @Test("a trace refuses damaged tensors, and says when they were trained by another config")
  func trace() throws {
    try withTemporaryFolder { root in
      let pair = try PairOfRuns(in: root, isDone: true)
      var file = try TensorFile(reading: pair.one.checkpointPath)
      file.set("input", shape: [1, 784], [Float](repeating: 0.5, count: 784))
      file["labels"] = Tensor(shape: [1], values: .int32([3]))
      let path = root + "/in.safetensors"
      try file.write(to: path)
      #expect(
        errorMessage { _ = try TraceExport(config: pair.one.config, tensors: path) }
          .hasPrefix("\(path): it is damaged, or was changed: "))
      file.addChecksum()
      try file.write(to: path)
      var notes: [String] = []
      _ = try TraceExport(config: pair.one.config, tensors: path) { notes.append($0) }
      #expect(notes.isEmpty)
      _ = try TraceExport(config: pair.other.config, tensors: path) { notes.append($0) }
      #expect(
        notes == [
          "\(path) was trained by the config \(pair.one.config.hash), this one is "
            + pair.other.config.hash
        ])
      // Those of another program, which have none of our metadata, are taken as they are.
      file.metadata = ["format": "pt"]
      try file.write(to: path)
      _ = try TraceExport(config: pair.one.config, tensors: path)
    }
  }
}
