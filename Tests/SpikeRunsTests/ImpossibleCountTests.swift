import Foundation
import SpikeKernels
import TestSupport
import Testing

@testable import SpikeFiles
@testable import SpikeRuns

/// Counts in a run's files that the run cannot have come to.
@Suite("Counts that cannot be")
struct ImpossibleCountTests {
  @Test(
    "metrics that the config makes impossible are refused in a sentence",
    arguments: [
      ["trainSamples", "40", "9007199254740992", "1", "0 to 40"],
      ["trainSamples", "40", "-1", "1", "0 to 40"],
      ["trainSamples", "40", "\"x\"", "1", "0 to 40"], ["epoch", "2", "1", "2", "2"],
      ["epoch", "1", "4611686018427387904", "1", "1"],
    ])
  func impossibleMetrics(_ words: [String]) throws {
    let (key, value) = (words[0], words[2])
    let (old, new) = ("\"\(key)\": \(words[1])", "\"\(key)\": \(value)")
    let reason = "line \(words[3]): \(key) is \(value), and this run allows \(words[4])"
    try withTemporaryFolder { root in
      let pair = try PairOfRuns(in: root, isDone: true)
      let path = pair.one.metrics.path
      let text = String(decoding: try readFile(path, limit: 1 << 20), as: UTF8.self)
      let place = try #require(text.range(of: old))
      try write(text.replacingCharacters(in: place, with: new), to: path)
      let expected = "cannot read \(path): \(reason)"
      #expect(errorMessage { _ = try pair.one.metrics.read() } == expected)
      try FileManager.default.removeItem(atPath: pair.one.summaryPath)
      #expect(errorMessage { try PairOfRuns.train(pair.one, isDone: true) } == expected)
      let options = RunOptions(runsRoot: root, dataRoot: nil, workers: Workers(threads: 1))
      #expect(
        errorMessage {
          _ = try RunInspection(existing: pair.one.path, options: options, console: .silent)
        } == expected)
    }
  }

  @Test("synaptic operations that the network cannot carry out are refused")
  func impossibleOperations() throws {
    try withTemporaryFolder { root in
      let pair = try PairOfRuns(in: root, isDone: true)
      try FileManager.default.removeItem(atPath: pair.one.summaryPath)
      var lines = try pair.one.metrics.read()
      var line = try #require(lines[1].object)
      line["learning"] = ["additions": 4_611_686_018_427_387_904, "multiplyAdds": 0]
      lines[1] = JSONValue(.object(line))
      try write(lines.map { $0.lineText + "\n" }.joined(), to: pair.one.metrics.path)
      let message = errorMessage { try PairOfRuns.train(pair.one, isDone: true) }
      #expect(
        message.contains(
          "line 2: learning has 4611686018427387904 synaptic operations, and 40 images"))
    }
  }

  /// A word of a checkpoint that no training of the run can have left, and what it can be.
  struct Impossible: Sendable {
    let tensor: String
    let element: Int
    let value: UInt64
    let allowed: String

    init(_ tensor: String, _ element: Int, _ value: UInt64, _ allowed: String) {
      (self.tensor, self.element, self.value, self.allowed) = (tensor, element, value, allowed)
    }

    /// After one batch of four images, of ten batches in each of two epochs.
    static let all: [Impossible] = [
      .init("position", 0, 1_099_511_627_776, "at most 1"), .init("position", 1, 3, "at most 2"),
      .init("position", 1, 1_099_511_627_776, "at most 2"),
      .init("position", 2, 1_099_511_627_776, "at most 9"), .init("position", 2, 10, "at most 9"),
      .init("tally", 0, 4_611_686_018_427_387_904, "at most 4"), .init("tally", 0, 5, "at most 4"),
      .init("tally", 1, 5, "at most 4"), .init("tally", 2, 4_611_686_018_427_387_904, "at most "),
      .init("tally", 5, .max, "at most "), .init("tally", 6, 37, "at most 36"),
      .init("tally", 7, 9_223_372_036_854_775_808, "at most 120"),
      .init("generator", 1, 1, "seed 0, epoch 0"),
    ]
  }

  @Test(
    "a position or tally that the config makes impossible is refused, and skips nothing",
    arguments: Impossible.all)
  func impossiblePosition(_ impossible: Impossible) throws {
    let (tensor, element) = (impossible.tensor, impossible.element)
    try withTemporaryFolder { root in
      let pair = try PairOfRuns(in: root, isDone: false)
      for hasChecksum in [true, false] {
        var file = try TensorFile(reading: pair.one.checkpointPath)
        var words = try file.uint64s(tensor)
        words[element] = impossible.value
        file[tensor] = Tensor(shape: [words.count], values: .uint64(words))
        if hasChecksum {
          file.addChecksum()
        } else {
          file.metadata = ["format": "spikelab-checkpoint", "version": "1"]
        }
        let bytes = file.encoded()
        try Data(bytes).write(to: URL(fileURLWithPath: pair.one.checkpointPath))
        let message = errorMessage { try PairOfRuns.train(pair.one, isDone: true) }
        #expect(message.hasPrefix("\(pair.one.checkpointPath): "))
        #expect(message.contains("expected \(impossible.allowed)"), "\(message)")
        #expect(try readFile(pair.one.checkpointPath, limit: 1 << 20) == bytes)
      }
    }
  }
}
