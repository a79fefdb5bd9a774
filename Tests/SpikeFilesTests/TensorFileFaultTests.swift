import SpikeFiles
import SpikeKernels
import TestSupport
import Testing

/// The bytes of a file with a given header and `size` bytes of data.
private func file(_ header: String, size: Int = 0) -> [UInt8] {
  let length = UInt64(header.utf8.count)
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
    + [UInt8](repeating: 0, count: size)
}

@Suite("Faults of tensor files")
struct TensorFileFaultTests {
  /// A header, the size of the data, and a word that the message must have.
  static let faults: [(header: String, size: Int, word: String)] = [
    ("", 0, "'{'"),
    ("[]", 0, "'{'"),
    ("{", 0, "the end of the header"),
    ("{} x", 0, "'x'"),
    (#"{"a":1}"#, 0, "'{'"),
    (#"{"a":{"dtype":"F32","shape":[1]}}"#, 4, "not all for 'a'"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4, "two data_offsets"),
    (#"{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}"#, 4, "'shape'"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "at least 0"),
    (#"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, 4, "integer"),
    (#"{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}"#, 4, "integer"),
    (#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, 4, "64-bit"),
    (#"{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}"#, 8, "'C64'"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "8 bytes for F32"),
    (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#, 4, "2^63"),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}"#, 0, "2^63"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "[4, 0]"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "[4, 8]"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4, "may be cut off"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5, "found 5 bytes"),
    (
      #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"#
        + #""b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}"#, 6, "tensor 'b'"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
        + #""a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#, 2, "second 'a'"
    ),
    (#"{"__metadata__":{"k":1}}"#, 0, #"'"'"#),
    (#"{"__metadata__":{},"__metadata__":{}}"#, 0, "second '__metadata__'"),
    (#"{"\uD800":{}}"#, 0, "half of one"),
    (#"{"\u12"#, 0, "hexadecimal"),
    ("{\"a\nb\":{}}", 0, "control"),
    (String(repeating: "[", count: 50), 0, "'{'"),
  ]

  @Test("each fault of the header is named", arguments: faults)
  func header(_ fault: (header: String, size: Int, word: String)) throws {
    let message = malformation {
      _ = try TensorFile(decoding: file(fault.header, size: fault.size))
    }
    #expect(try #require(message).contains(fault.word), "\(message ?? "")")
  }

  @Test("a header longer than the file, or than the format allows, is refused")
  func headerLength() {
    let long = malformation { _ = try TensorFile(decoding: [9, 0, 0, 0, 0, 0, 0, 0, 0x7b]) }
    #expect(long == "header: expected 9 bytes, found 1 bytes")
    let huge = malformation { _ = try TensorFile(decoding: [UInt8](repeating: 255, count: 20)) }
    #expect(huge?.contains("at most 100000000") == true)
    #expect(malformation { _ = try TensorFile(decoding: [1, 2, 3]) } != nil)
  }

  @Test("a value that its new type cannot hold is refused, not changed")
  func unrepresentable() {
    let header = #"{"n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#
    var bytes = file(header, size: 8)
    bytes[bytes.count - 4] = 1
    let message = malformation { _ = try TensorFile(decoding: bytes) }
    #expect(message == "tensor 'n' (I64): expected values that fit int32, found 4294967296")
  }

  @Test("no cut and no flipped byte of a file crashes; a cut is always an error")
  func mutations() throws {
    let whole = try readBytes(of: fixture("reference-types.safetensors"))
    for length in 0..<whole.count {
      #expect(throws: DataError.self) { try TensorFile(decoding: Array(whole[..<length])) }
    }
    let seed: UInt64 = 7
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      var bytes = whole
      bytes[generator.integer(below: bytes.count)] = UInt8(generator.integer(below: 256))
      _ = try? TensorFile(decoding: bytes)
    }
  }

  @Test("a file that is absent, or a directory, is unreadable")
  func unreadable() throws {
    let directory = try TestDirectory()
    #expect(
      throws: DataError.unreadable(
        path: directory("none"), reason: "No such file or directory")
    ) { try TensorFile(reading: directory("none")) }
    #expect(throws: DataError.unreadable(path: directory.path, reason: "not a regular file")) {
      try TensorFile(reading: directory.path)
    }
  }
}
