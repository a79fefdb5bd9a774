import SpikeFiles

/// A recording of N-MNIST: events of five bytes.
///
///     byte 0   x            byte 2, bit 7        polarity
///     byte 1   y            bytes 2 … 4, 23 bits time in microseconds, the most significant first
///
/// A y of 240 marks no event but an overflow of the clock: what follows is 2¹³ µs later than it says.
enum NMNISTFile {
  private static let eventSize = 5
  private static let overflow: UInt8 = 240
  private static let overflowTime: Int64 = 1 << 13

  /// Reads a file.
  ///
  /// - Throws: ``SpikeFiles/DataError/malformed(path:part:expected:found:)`` if it is cut off within an event.
  static func read(_ path: String, _ memory: MemoryBudget) throws(DataError) -> [RecordedEvent] {
    try events(of: readBytes(of: path, memory: memory), path: path)
  }

  /// The events of a file's bytes.
  static func events(of bytes: [UInt8], path: String) throws(DataError) -> [RecordedEvent] {
    let (count, rest) = bytes.count.quotientAndRemainder(dividingBy: eventSize)
    guard rest == 0 else {
      throw .malformed(
        path: path, part: "length", expected: "events of \(eventSize) bytes",
        found: "\(count) events and \(rest) bytes")
    }
    var events: [RecordedEvent] = []
    events.reserveCapacity(count)
    var later: Int64 = 0
    for start in stride(from: 0, to: bytes.count, by: eventSize) {
      guard bytes[start + 1] != overflow else {
        later += overflowTime
        continue
      }
      let time =
        Int64(bytes[start + 2] & 0x7f) << 16 | Int64(bytes[start + 3]) << 8
        | Int64(bytes[start + 4])
      events.append(
        RecordedEvent(
          time: Double(time + later), x: Int32(bytes[start]), y: Int32(bytes[start + 1]),
          channel: Int32(bytes[start + 2] >> 7)))
    }
    return events
  }
}
