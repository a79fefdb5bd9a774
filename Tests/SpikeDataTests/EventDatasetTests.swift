import SpikeData
import SpikeFiles
import Testing

/// Three streams on a plane of 2 × 1 × 3 units; the second is empty.
private func dataset(
  _ streams: [[SpikeEvent]] = [
    [SpikeEvent(step: 4, unit: 5), SpikeEvent(step: 0, unit: 0)], [],
    [SpikeEvent(step: 2, unit: 3)],
  ], labels: [UInt8] = [1, 0, 1]
) throws -> EventDataset {
  try EventDataset(
    name: "tiny", channels: 2, rows: 1, columns: 3, classes: 2, streams: streams, labels: labels)
}

@Suite("Event data sets")
struct EventDatasetTests {
  @Test("each stream has its events, in a part too")
  func parts() throws {
    let tiny = try dataset()
    #expect(tiny.shape == .events(channels: 2, rows: 1, columns: 3))
    #expect((tiny.shape.dimensions, tiny.shape.size) == ([2, 1, 3], 6))
    #expect((0..<3).map { tiny.stream($0).count } == [2, 0, 1])
    let last = tiny.suffix(2)
    #expect(last.labels == [0, 1] && last.stream(0).isEmpty)
    #expect(Array(last.stream(1)) == [SpikeEvent(step: 2, unit: 3)])
    // Memory grows with the events, not with steps or units.
    #expect(tiny.bytes(0..<3) == 3 * 8 + 3 * 9)
  }

  @Test("a unit outside of the plane, and labels that are too many or too large, are errors")
  func faults() {
    #expect(
      throws: DataError.inconsistent(
        part: "tiny: an event of sample 1", expected: "a unit in 0 ..< 6", found: "6")
    ) { try dataset([[], [SpikeEvent(step: 0, unit: 6)], []]) }
    #expect(
      throws: DataError.inconsistent(
        part: "tiny: streams", expected: "one for each of 3 labels", found: "1")
    ) { try dataset([[]]) }
    #expect(
      throws: DataError.labelOutOfRange(path: "tiny", index: 0, label: 2, classes: 2)
    ) { try dataset(labels: [2, 0, 0]) }
  }

  @Test("the checksum tells apart which stream an event is of, when it is and of which unit")
  func checksum() throws {
    let (first, second) = (SpikeEvent(step: 0, unit: 1), SpikeEvent(step: 1, unit: 0))
    let sums = try [
      [[first], [second], []], [[first, second], [], []], [[], [first, second], []],
      [[second], [second], []], [[second], [first], []],
    ].map { try dataset($0).checksum }
    #expect(Set(sums).count == sums.count)
  }
}
