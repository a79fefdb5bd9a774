import Foundation
import SpikeData
import SpikeFiles
import TestSupport
import Testing

/// PNG files that Pillow 13 wrote, or read as these pixels.
@Suite("Image files")
struct ImageFileTests {
  /// Grey, 4 × 6, with every filter; a comment, and its pixels in two chunks.
  private static let grey =
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAGCAAAAADBUmCpAAAACXRFWHRDb21tZW50AHjX9HQIAAAACUlEQVR4nGOQ0dPewRjz"
    + "shfmAAAAHklEQVQ2tyGHSSjwzknmfY87hVj4dr1bzHLoRkgUAKDBDAAeaMS7AAAAAElFTkSuQmCC"
  private static let greyPixels: [UInt8] = [
    28, 46, 43, 184, 86, 243, 115, 223, 104, 68, 79, 168, 242, 126, 239, 221, 0, 186, 221, 128,
    194, 154, 14, 104,
  ]
  /// The same in colour.
  private static let colour =
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAGCAIAAABrW6giAAAACXRFWHRDb21tZW50AHjX9HQIAAAACUlEQVR4nAFOALH/AHhE"
    + "yfWUAAAAUElEQVR2DFqmWEW4XeTUugG1ueRSzOx/+o7/tegC7LPp+XGmVYn1npvQA59q+rsmrgRhNh4ZiwR0NkWIfWse2BAd"
    + "ubgEWH8MKjoiDBQKv4JBV8Ykl0tkhcMAAAAASUVORK5CYII="
  private static let colourPixels: [UInt8] = [
    120, 118, 12, 90, 166, 88, 69, 184, 93, 228, 212, 186, 181, 185, 228, 7, 133, 208, 134, 127,
    94, 133, 52, 70, 161, 108, 205, 0, 246, 118, 219, 8, 83, 35, 207, 22, 239, 160, 96, 50, 241,
    25, 138, 221, 108, 116, 239, 204, 99, 214, 165, 186, 110, 203, 216, 70, 219, 245, 255, 147,
    187, 85, 177, 229, 143, 237, 241, 130, 247, 180, 129, 212,
  ]
  private static let transparent =
    "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAGCAYAAAAPDoR2AAAAbUlEQVR4nAXBgW0EMQwDQQSwRS1pnQ8p46v5htJ7Zn7W5/u3"
    + "hYibQDbNMHhqnfeGpSanWz1xtNm4R2vmXroI2e2KO6FFibVOYx47RaFjTg1uldC6v+8tldOjAqISg10+izx53Nk7u7092ByQ"
    + "xD+sDwcJzOxPDAAAAABJRU5ErkJggg=="

  private static func bytes(_ text: String) throws -> [UInt8] {
    [UInt8](try #require(Data(base64Encoded: text)))
  }

  private func read(_ bytes: [UInt8]) throws -> ImageFile {
    let folder = try TestDirectory()
    let path = "\(folder.path)/image"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return try ImageFile(reading: path)
  }

  private func fault(_ bytes: [UInt8]) throws -> String {
    do {
      _ = try read(bytes)
      return ""
    } catch DataError.malformed(_, let part, let expected, let found) {
      return "\(part): \(expected); \(found)"
    }
  }

  @Test("a grey PNG with every filter is what another program reads")
  func greyPNG() throws {
    let image = try read(Self.bytes(Self.grey))
    #expect((image.channels, image.rows, image.columns) == (1, 6, 4))
    #expect(image.pixels == Self.greyPixels)
  }

  @Test("so is a PNG in colour, a plane a channel, and its grey")
  func colourPNG() throws {
    let image = try read(Self.bytes(Self.colour))
    #expect((image.channels, image.rows, image.columns) == (3, 6, 4))
    for channel in 0..<3 {
      #expect(
        Array(image.pixels[channel * 24..<(channel + 1) * 24])
          == (0..<24).map { Self.colourPixels[3 * $0 + channel] })
    }
    let grey = image.converted(toChannels: 1)
    #expect(grey.pixels[0] == 107)
    #expect(try read(Self.bytes(Self.grey)).converted(toChannels: 1).pixels == Self.greyPixels)
    #expect(image.inverted.pixels[0] == 135)
  }

  @Test("what is not read is told: transparency, interlacing, depth, a broken or cut file")
  func faults() throws {
    #expect(try fault(Self.bytes(Self.transparent)).hasSuffix("8 bits, colour with transparency"))
    let grey = try Self.bytes(Self.grey)
    var changed = grey
    changed[20] ^= 1
    #expect(try fault(changed).contains("chunk IHDR at byte 8: its checksum"))
    for length in 0..<grey.count - 1 {
      #expect(try !fault(Array(grey[..<length])).isEmpty, "\(length) bytes")
    }
    #expect(try fault([]).contains("an empty file"))
    #expect(try fault(Array("GIF89a".utf8)).contains("first bytes"))
  }

  @Test("any byte of a PNG may be wrong: it is an error, or another text")
  func changedBytes() throws {
    let grey = try Self.bytes(Self.grey)
    for place in grey.indices {
      var changed = grey
      changed[place] ^= 0x55
      #expect(try !fault(changed).isEmpty, "byte \(place)")
    }
  }

  @Test("PGM and PPM are read, as bytes and as text, with comments and any largest value")
  func maps() throws {
    let plain = try read(Array("P2 # a comment\n3 2\n# another\n10\n0 5 10 1 2\n3\n".utf8))
    #expect((plain.channels, plain.rows, plain.columns) == (1, 2, 3))
    #expect(plain.pixels == [0, 128, 255, 26, 51, 77])
    let binary = try read(Array("P5\n2 2\n255\n".utf8) + [1, 2, 3, 200])
    #expect(binary.pixels == [1, 2, 3, 200])
    let colour = try read(Array("P6 1 2 255\n".utf8) + [1, 2, 3, 4, 5, 6])
    #expect(colour.channels == 3 && colour.pixels == [1, 4, 2, 5, 3, 6])
    for (text, part) in [
      ("P5\n2 2\n255\nabc", "pixels: 4; 3"), ("P2 2 2 9 1 2 3 10", "pixel 3: 0 to 9; 10"),
      ("P2 2 0 9", "size"), ("P2 2", "height"), ("P4 2 2", "first bytes"),
      ("P5 2 2 65535\n", "largest value"), ("P2 99999999999 99999999999 9", "size"),
    ] {
      #expect(try fault(Array(text.utf8)).hasPrefix(part), "\(text)")
    }
  }
}
