/// Records as TensorBoard's event files hold them (TFRecord): the length in 8 bytes and its checksum, the
/// content and its checksum, little-endian.
package enum EventRecords {
  /// Bytes of a record beside its content.
  private static let frame = 16

  /// A record.
  package static func record(_ content: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(content.count + frame)
    bytes.append(word: UInt64(content.count))
    bytes.append(word: maskedCRC32C(bytes[...]))
    bytes += content
    bytes.append(word: maskedCRC32C(content[...]))
    return bytes
  }

  /// The content of the first record; nil where there is none that is whole.
  package static func first(of file: [UInt8]) -> ArraySlice<UInt8>? { next(of: file[...]) }

  /// How many of a file's bytes are whole records, from its beginning; a crash may have torn the last.
  package static func wholeLength(of file: [UInt8]) -> Int {
    var rest = file[...]
    while let content = next(of: rest) { rest = rest.dropFirst(content.count + frame) }
    return rest.startIndex
  }

  private static func next(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    func word(at offset: Int, bytes count: Int) -> UInt64 {
      bytes.dropFirst(offset).prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    guard bytes.count >= frame, word(at: 8, bytes: 4) == UInt64(maskedCRC32C(bytes.prefix(8)))
    else { return nil }
    let length = word(at: 0, bytes: 8)
    guard length <= UInt64(bytes.count - frame) else { return nil }
    let content = bytes.dropFirst(12).prefix(Int(length))
    guard word(at: 12 + content.count, bytes: 4) == UInt64(maskedCRC32C(content)) else {
      return nil
    }
    return content
  }

  /// CRC-32C, rotated and shifted as the format wants it.
  static func maskedCRC32C(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    let crc = crc32c(bytes)
    return (crc >> 15 | crc << 17) &+ 0xa282_ead8
  }

  /// The checksum of Castagnoli's polynomial.
  static func crc32c(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { crc, byte in
      table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8
    }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0x82f6_3b78 : crc >> 1 }
  }
}
