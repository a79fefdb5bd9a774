import SpikeData
import SpikeFiles
import TestSupport
import Testing

/// Three images of 2 × 2 pixels.
private let images = IDX(dimensions: [3, 2, 2], values: Array(0..<12))

@Suite("IDX files")
struct IDXTests {
  @Test("the header is big-endian: magic, then the dimensions")
  func header() {
    #expect(
      images.encoded().prefix(16) == [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2])
    #expect(IDX(dimensions: [2], values: [7, 1]).encoded() == [0, 0, 8, 1, 0, 0, 0, 2, 7, 1])
  }

  @Test("what is written reads back, plain and gzip")
  func roundTrip() throws {
    #expect(try IDX(decoding: images.encoded(), as: .images) == images)
    #expect(try IDX(decoding: gzip(images.encoded()), as: .images) == images)
    let none = IDX(dimensions: [0], values: [])
    #expect(try IDX(decoding: none.encoded(), as: .labels) == none)
  }

  @Test("labels are not images, nor images labels")
  func magic() {
    let message = malformation { _ = try IDX(decoding: images.encoded(), as: .labels) }
    #expect(
      message == "magic number: expected 0x00000801 (labels), found 0x00000803")
    let labels = IDX(dimensions: [12], values: Array(0..<12))
    #expect(malformation { _ = try IDX(decoding: labels.encoded(), as: .images) } != nil)
  }

  @Test("every cut and every extra byte is an error, plain and gzip")
  func lengths() {
    for whole in [images.encoded(), gzip(images.encoded())] {
      for length in 0..<whole.count {
        #expect(throws: DataError.self) { try IDX(decoding: Array(whole[..<length]), as: .images) }
      }
      #expect(throws: DataError.self) { try IDX(decoding: whole + [0], as: .images) }
    }
    let message = malformation { _ = try IDX(decoding: images.encoded() + [0], as: .images) }
    #expect(
      message == "length: expected 28 bytes for images of dimensions [3, 2, 2], found 29 bytes")
  }

  @Test("dimensions whose product overflows, or is absurd, are refused before memory is taken")
  func absurdDimensions() {
    let header: [UInt8] = [0, 0, 8, 3] + [UInt8](repeating: 255, count: 12)
    for bytes in [header, gzip(header)] {
      let message = malformation { _ = try IDX(decoding: bytes, as: .images) }
      #expect(message?.hasPrefix("dimensions: expected at most 1073741824 values") == true)
    }
  }
}

@Suite("gzip")
struct GzipTests {
  @Test("a wrong checksum, a wrong length and any flipped byte of the data are found")
  func corruption() {
    let whole = gzip(images.encoded())
    // The header's time, flags of origin and system (bytes 4 to 9) are not part of the content.
    for position in Array(0..<4) + Array(10..<whole.count) {
      var bytes = whole
      bytes[position] ^= 0x55
      #expect(throws: DataError.self, "byte \(position)") {
        try IDX(decoding: bytes, as: .images)
      }
    }
  }

  @Test("the message says what is wrong with the compression")
  func messages() {
    let whole = gzip(images.encoded())
    var wrongChecksum = whole
    wrongChecksum[whole.count - 8] ^= 1
    #expect(
      malformation { _ = try IDX(decoding: wrongChecksum, as: .images) }
        == "compression: expected gzip data, found corrupt gzip data (incorrect data check)")
    #expect(
      malformation { _ = try IDX(decoding: Array(whole.dropLast(9)), as: .images) }
        == "compression: expected gzip data, found the gzip data ends too early")
    #expect(
      malformation { _ = try IDX(decoding: whole + [1, 2], as: .images) }
        == "compression: expected gzip data, found 2 bytes after the end of the gzip data")
  }

  @Test("a file of two members is read as one, as gzip itself does")
  func members() throws {
    let bytes = images.encoded()
    let joined = gzip(Array(bytes[..<9])) + gzip(Array(bytes[9...]))
    #expect(try IDX(decoding: joined, as: .images) == images)
  }

  @Test("a file that expands beyond what its header says is refused, and not expanded")
  func bomb() {
    let labels = IDX(dimensions: [10], values: [UInt8](repeating: 0, count: 10)).encoded()
    let bomb = gzip(labels + [UInt8](repeating: 0, count: 8_000_000))
    #expect(bomb.count < 20_000)
    #expect(
      malformation { _ = try IDX(decoding: bomb, as: .labels) }
        == "length when decompressed: expected 18 bytes, found more")
  }
}
