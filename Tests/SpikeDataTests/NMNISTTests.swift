import Foundation
import SpikeFiles
import TestSupport
import Testing

@testable import SpikeData

@Suite struct NMNISTTests {
  /// The five bytes of an event.
  private static func bytes(_ x: Int, _ y: Int, _ polarity: Int, _ time: Int) -> [UInt8] {
    [
      UInt8(x), UInt8(y), UInt8(polarity << 7 | time >> 16 & 0x7f), UInt8(time >> 8 & 0xff),
      UInt8(time & 0xff),
    ]
  }

  @Test func `an event is x, y, a polarity and 23 bits of microseconds`() throws {
    let events = try NMNISTFile.events(
      of: Self.bytes(33, 7, 1, 0x7abcde) + Self.bytes(0, 0, 0, 5), path: "a.bin")
    #expect(
      events == [
        RecordedEvent(time: 0x7abcde, x: 33, y: 7, channel: 1),
        RecordedEvent(time: 5, x: 0, y: 0, channel: 0),
      ])
  }

  @Test func `after an overflow all times are 2¹³ µs later`() throws {
    let overflow = Self.bytes(0, 240, 0, 0)
    let events = try NMNISTFile.events(
      of: Self.bytes(1, 1, 0, 10) + overflow + Self.bytes(2, 2, 0, 11) + overflow
        + Self.bytes(3, 3, 0, 12), path: "a.bin")
    let times: [Double] = [10, 8203, 16396]
    #expect(events.map(\.time) == times)
  }

  @Test func `a file that is cut off within an event is named`() {
    #expect(
      throws: DataError.malformed(
        path: "a.bin", part: "length", expected: "events of 5 bytes",
        found: "1 events and 3 bytes")
    ) {
      try NMNISTFile.events(of: Self.bytes(1, 1, 0, 1) + [1, 2, 3], path: "a.bin")
    }
  }

  /// A folder with a recording of every class in both splits.
  private func fill(
    _ folder: String, _ recording: [UInt8] = bytes(5, 6, 1, 100) + bytes(7, 8, 0, 200)
  ) throws {
    for split in ["Train", "Test"] {
      for digit in 0..<10 {
        let path = "\(folder)/nmnist/\(split)/\(digit)"
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: true)
        for number in 1...2 {
          try Data(recording).write(
            to: URL(fileURLWithPath: "\(path)/0000\((digit + number * 3) % 10)\(number).bin"))
        }
      }
    }
  }

  @Test func `the first recordings are those of the lowest numbers, of whatever class`() throws {
    let splits = try withTemporaryFolder { folder in
      try fill(folder)
      return try NMNIST(EventFraming(steps: 4)).load(
        dataRoot: folder, first: SplitLimits(train: 4, test: 1))
    }
    #expect(splits.train.count == 4 && splits.test.count == 1)
    // Numbers 0000n1, n = (digit + 3) mod 10, and 0000n2, n = (digit + 6) mod 10.
    #expect(splits.train.labels == [7, 4, 8, 5])
    guard case .events(let streams) = splits.train else { throw CancellationError() }
    #expect(streams.shape == .events(channels: 2, rows: 34, columns: 34))
    let expected = [
      SpikeEvent(step: 0, unit: UInt32(40 * 34 + 5)), SpikeEvent(step: 3, unit: UInt32(8 * 34 + 7)),
    ]
    #expect(Array(streams.stream(0)) == expected)
  }

  @Test func `an event outside of the plane is named`() throws {
    let error = #expect(throws: DataError.self) {
      try withTemporaryFolder { folder in
        try fill(folder, Self.bytes(1, 1, 0, 1) + Self.bytes(34, 0, 0, 2))
        _ = try NMNIST(EventFraming(steps: 4)).load(dataRoot: folder)
      }
    }
    #expect("\(try #require(error))".contains("event 1"))
  }

  @Test func `what is missing is told with where to get it`() throws {
    let error = #expect(throws: DataError.self) {
      try withTemporaryFolder { _ = try NMNIST(EventFraming(steps: 4)).load(dataRoot: $0) }
    }
    #expect("\(try #require(error))".contains("spikelab data fetch nmnist"))
    #expect(NMNIST.source.contains("https://"))
  }
}

@Suite struct EventFramingTests {
  private let plane = (rows: 6, columns: 5)

  private func frame(_ framing: EventFraming, _ events: [RecordedEvent]) -> [SpikeEvent] {
    framing.spikes(of: events, rows: plane.rows, columns: plane.columns)
  }

  private func spikes(_ places: [(UInt32, UInt32)]) -> [SpikeEvent] {
    places.map { SpikeEvent(step: $0.0, unit: $0.1) }
  }

  private func event(_ time: Double, _ x: Int32, _ y: Int32, _ channel: Int32 = 0) -> RecordedEvent
  {
    RecordedEvent(time: time, x: x, y: y, channel: channel)
  }

  @Test func `steps are of equal time, or of equally many events`() {
    // Three events at once and one much later; out of order.
    let events = [event(1000, 3, 0), event(0, 0, 0), event(0, 1, 0), event(0, 2, 0)]
    let byTime = spikes([(0, 0), (0, 1), (0, 2), (1, 3)])
    #expect(frame(EventFraming(steps: 2), events) == byTime)
    let byCount = spikes([(0, 0), (0, 1), (1, 2), (1, 3)])
    #expect(frame(EventFraming(steps: 2, binning: .count), events) == byCount)
  }

  @Test func `a unit spikes once a step, and only for enough events`() {
    let events = [event(0, 1, 1), event(1, 1, 1), event(2, 2, 2), event(3, 1, 1, 1)]
    #expect(frame(EventFraming(steps: 1), events) == spikes([(0, 6), (0, 12), (0, 36)]))
    #expect(frame(EventFraming(steps: 1, least: 2), events) == spikes([(0, 6)]))
    #expect(frame(EventFraming(steps: 1, least: 3), events).isEmpty)
  }

  @Test func `edges are left out and windows added up`() {
    // Rows 1 … 4 and columns 1 … 3 are left; windows of 2 × 2 leave out column 3.
    let framing = EventFraming(steps: 1, crop: 1, scale: 2, least: 2)
    #expect(framing.framed(plane.rows) == 2 && framing.framed(plane.columns) == 1)
    let events = [
      event(0, 0, 1), event(0, 1, 0), event(0, 1, 1), event(0, 2, 2), event(0, 3, 3),
      event(0, 3, 4), event(0, 2, 4, 1), event(0, 1, 3, 1), event(0, 1, 5), event(0, 4, 1),
    ]
    // The first window of channel 0, the second of channel 1.
    #expect(frame(framing, events) == spikes([(0, 0), (0, 3)]))
  }

  @Test func `times as far apart as numbers can be are divided too`() {
    let largest = Double.greatestFiniteMagnitude
    let events = [event(-largest, 0, 0), event(0, 1, 0), event(largest, 2, 0)]
    #expect(frame(EventFraming(steps: 4), events) == spikes([(0, 0), (2, 1), (3, 2)]))
    // Two times between which there is no number's room for steps.
    let near = [event(0, 0, 0), event(.leastNonzeroMagnitude, 1, 0)]
    #expect(frame(EventFraming(steps: 4), near) == spikes([(0, 0), (0, 1)]))
  }

  @Test func `a recording without events is a stream without spikes`() {
    #expect(frame(EventFraming(steps: 3), []).isEmpty)
  }
}
