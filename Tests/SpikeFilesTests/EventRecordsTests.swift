import Testing

@testable import SpikeFiles

@Suite struct EventRecordsTests {
  /// The check value of CRC-32C in catalogues, and that of 32 zeros in RFC 3720.
  @Test("checksums are Castagnoli's")
  func checksum() {
    #expect(EventRecords.crc32c(Array("123456789".utf8)[...]) == 0xe306_9283)
    #expect(EventRecords.crc32c([UInt8](repeating: 0, count: 32)[...]) == 0x8a91_36aa)
    #expect(EventRecords.crc32c([]) == 0)
  }

  @Test("whole records are told from a torn or damaged tail")
  func tail() {
    let records = [[], [1, 2, 3], [UInt8](repeating: 7, count: 300)].map(EventRecords.record)
    let file = records.flatMap { $0 }
    #expect(EventRecords.wholeLength(of: file) == file.count)
    #expect(EventRecords.first(of: records[1]).map(Array.init) == [1, 2, 3])
    #expect(EventRecords.first(of: file).map(Array.init) == [])
    // However much of the last one is there.
    let start = records[0].count + records[1].count
    for end in start..<file.count {
      #expect(EventRecords.wholeLength(of: Array(file[..<end])) == start)
    }
    for place in records[0].count..<start {
      var damaged = file
      damaged[place] ^= 1
      #expect(EventRecords.wholeLength(of: damaged) == records[0].count)
    }
    #expect(EventRecords.first(of: []) == nil)
    #expect(EventRecords.first(of: [UInt8](repeating: 255, count: 100)) == nil)
  }

  @Test("fields of messages are as Protocol Buffers' documentation has them")
  func fields() {
    var message = ProtocolBuffer()
    message.set(1, 150)
    message.set(2, "testing")
    #expect(message.bytes == [0x08, 0x96, 0x01, 0x12, 0x07] + Array("testing".utf8))
    var outer = ProtocolBuffer()
    outer.set(3, message)
    outer.set(16, true)
    outer.set(1, 1.0)
    outer.set(1, Float(1))
    outer.set(4, [1.0])
    #expect(outer.bytes.prefix(2) == [0x1a, UInt8(message.bytes.count)])
    #expect(
      outer.bytes.dropFirst(2 + message.bytes.count) == [
        0x80, 0x01, 0x01, 0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x0d, 0, 0, 0x80, 0x3f, 0x22, 8, 0, 0,
        0,
        0, 0, 0, 0xf0, 0x3f,
      ])
  }
}
