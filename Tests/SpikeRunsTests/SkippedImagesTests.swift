import SpikeConfig
import SpikeData
import SpikeRuns
import TestSupport
import Testing

/// Training images that are left out from the first.
@Suite struct SkippedImagesTests {
  private func text(_ data: String) -> String {
    #"{ "name": "x", "data": { "dataset": "digits", "test": 5\#(data) } }"#
  }

  private func labels(_ data: String) throws -> [UInt8] {
    try config(text(data)).data.load(dataRoot: nil).train.labels
  }

  @Test func `what is used begins behind what is left out`() throws {
    let first = try labels(#", "train": 30"#)
    #expect(try labels(#", "train": 20, "skip": 10"#) == Array(first.dropFirst(10)))
    #expect(try labels(#", "skip": 9_990"#.replacing("_", with: "")).count == 10)
    let read = try config(text(#", "train": 20, "skip": 10"#))
    let again = try config(read.resolved.prettyText)
    #expect(read.data.skip == 10 && again == read)
    let whole = try config(text(#", "train": 20"#))
    #expect(read.hash != whole.hash)
  }

  @Test func `more than there are is told`() {
    let lines = faults(text(#", "train": 20, "skip": 9990"#))
    #expect(lines.count == 1)
    #expect(
      lines[0].contains("data.skip: found 9990, allowed at most 9980: the data set has 10000"))
  }
}
