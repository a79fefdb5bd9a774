import SpikeData
import SpikeFiles
import TestSupport
import Testing

@Suite("Data files made to harm")
struct HostileFileTests {
  private func file(_ header: String, size: Int = 0) -> [UInt8] {
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    bytes += Array(header.utf8)
    bytes += [UInt8](repeating: 0, count: size)
    return bytes
  }

  private func fault(of header: String, size: Int = 0) -> String {
    malformation { _ = try TensorFile(decoding: file(header, size: size)) } ?? "none"
  }

  @Test("metadata that stands twice is refused: either could be the one that was meant")
  func metadataTwice() {
    let found = fault(of: #"{"__metadata__":{"a":"1","\u0061":"2"}}"#)
    #expect(found.hasSuffix("expected each key of __metadata__ once, found a second 'a'"))
  }

  @Test("a shape has as many dimensions as NumPy's at most")
  func dimensions() throws {
    func header(_ count: Int) -> String {
      let shape = Array(repeating: "1", count: count).joined(separator: ",")
      return #"{"a":{"dtype":"U8","shape":[\#(shape)],"data_offsets":[0,1]}}"#
    }
    #expect(try TensorFile(decoding: file(header(64), size: 1)).names == ["a"])
    #expect(fault(of: header(65), size: 1).contains("at most 64 dimensions, found 65 for 'a'"))
  }

  @Test("tensors that overlap, lie within another or leave a gap are refused")
  func overlaps() {
    func header(_ first: String, _ second: String) -> String {
      #"{"a":{"dtype":"U8","shape":[4],"data_offsets":\#(first)},"#
        + #""b":{"dtype":"U8","shape":[2],"data_offsets":\#(second)}}"#
    }
    for (second, size) in [("[2,4]", 4), ("[0,2]", 4), ("[5,7]", 7), ("[3,5]", 5)] {
      #expect(fault(of: header("[0,4]", second), size: size).contains("data_offsets of tensor"))
    }
  }

  @Test("a header's length that overflows, or ends beyond the file, is refused")
  func lengths() {
    for length: UInt64 in [.max, .max - 7, 1 << 63, 100_000_001, 9] {
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array("{}".utf8)
      #expect(malformation { _ = try TensorFile(decoding: bytes) }?.hasPrefix("header") == true)
    }
  }

  @Test("names that are not UTF-8 are refused")
  func encoding() {
    for name: [UInt8] in [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xc0, 0x80]] {
      let header = Array("{\"".utf8) + name + Array("\":{}}".utf8)
      let bytes = [UInt8(header.count)] + [UInt8](repeating: 0, count: 7) + header
      #expect(malformation { _ = try TensorFile(decoding: bytes) }?.contains("UTF-8") == true)
    }
  }

  @Test("a message shows the beginning of a long name, and nothing that steers a terminal")
  func names() throws {
    let long = String(repeating: "x", count: 1_000_000)
    #expect(fault(of: #"{"\#(long)":{"dtype":1}}"#).utf8.count < 500)
    let steering = fault(of: #"{"\u001b[2J\u202e":{"dtype":"F32"}}"#)
    #expect(steering.contains("'\u{fffd}[2J\u{fffd}'"), "\(steering)")
    let missing = DataError.tensorMissing(
      path: "x", tensor: "\u{1b}a", present: ["\n\u{7}", long])
    #expect(missing.description.utf8.count < 500)
    #expect(missing.description.unicodeScalars.allSatisfy { $0.value >= 0x20 })
  }

  @Test("NaN and infinity in a tensor are kept for those who ask, and told to those who convert")
  func numbers() throws {
    let header = #"{"a":{"dtype":"F64","shape":[3],"data_offsets":[0,24]}}"#
    let patterns: [UInt64] = [
      Double.nan.bitPattern, Double.infinity.bitPattern, (1e300).bitPattern,
    ]
    func bytes(_ count: Int) -> [UInt8] {
      var bytes = file(header, size: 24)
      for (place, word) in patterns.prefix(count).enumerated() {
        for index in 0..<8 {
          bytes[bytes.count - 24 + 8 * place + index] = UInt8(
            truncatingIfNeeded: word >> (8 * index))
        }
      }
      return bytes
    }
    let floats = try TensorFile(decoding: bytes(2)).floats("a")
    #expect(floats[0].isNaN && floats[1] == .infinity && floats[2] == 0)
    #expect(
      malformation { _ = try TensorFile(decoding: bytes(3)) }
        == "tensor 'a' (F64): expected finite float32 values, found 1e+300")
  }

  @Test("thousands of empty gzip members are passed over")
  func emptyMembers() throws {
    let empty = gzip([])
    let labels = IDX(dimensions: [2], values: [1, 2])
    var bytes: [UInt8] = []
    for _ in 0..<5_000 { bytes += empty }
    #expect(try IDX(decoding: bytes + gzip(labels.encoded()), as: .labels) == labels)
    #expect(
      malformation { _ = try IDX(decoding: bytes, as: .labels) }
        == "header: expected 8 bytes, found 0 bytes")
  }
}
