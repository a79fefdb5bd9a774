import SpikeFiles

/// PGM and PPM images of up to 8 bits, as bytes (P5, P6) or as text (P2, P3).
enum PortableMap {
  /// Decodes the bytes of a file.
  static func image(of bytes: [UInt8], path: String) throws(DataError) -> ImageFile {
    func malformed(_ part: String, _ expected: String, _ found: String) -> DataError {
      .malformed(path: path, part: part, expected: expected, found: found)
    }
    let kinds: [[UInt8]: (channels: Int, isText: Bool)] = [
      Array("P2".utf8): (1, true), Array("P3".utf8): (3, true), Array("P5".utf8): (1, false),
      Array("P6".utf8): (3, false),
    ]
    guard let kind = kinds[Array(bytes.prefix(2))] else {
      throw malformed("first bytes", "P2, P3, P5 or P6", "others")
    }
    var place = 2
    var sizes: [Int] = []
    for part in ["width", "height", "largest value"] {
      guard let number = number(in: bytes, &place) else {
        throw malformed(part, "a number", place < bytes.count ? "other bytes" : "the file's end")
      }
      sizes.append(number)
    }
    let (columns, rows, largest) = (sizes[0], sizes[1], sizes[2])
    guard columns >= 1, rows >= 1, columns <= ImageFile.mostPixels / rows else {
      throw malformed("size", "1 to \(ImageFile.mostPixels) pixels", "\(columns) × \(rows)")
    }
    guard 1...255 ~= largest else { throw malformed("largest value", "1 to 255", "\(largest)") }
    let count = columns * rows * kind.channels
    var values: [UInt8] = []
    values.reserveCapacity(min(count, bytes.count))
    if kind.isText {
      while values.count < count, let number = number(in: bytes, &place) {
        values.append(UInt8(min(number, 255)))
      }
    } else {
      // One space, and then the pixels.
      values = Array(bytes.dropFirst(place + 1).prefix(count))
    }
    guard values.count == count else {
      throw malformed("pixels", "\(count)", "\(values.count)")
    }
    if let index = values.firstIndex(where: { $0 > largest }) {
      throw malformed("pixel \(index)", "0 to \(largest)", "\(values[index])")
    }
    return ImageFile(
      channels: kind.channels, rows: rows, columns: columns,
      together: largest == 255
        ? values : values.map { UInt8((Int($0) * 255 + largest / 2) / largest) })
  }

  /// The next number, past spaces and comments; nil where there is none.
  private static func number(in bytes: [UInt8], _ place: inout Int) -> Int? {
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "#") {
        while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
      } else if bytes[place] <= UInt8(ascii: " ") {
        place += 1
      } else {
        break
      }
    }
    var value: Int?
    while place < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[place] {
      value = min((value ?? 0) * 10 + Int(bytes[place] - UInt8(ascii: "0")), 1 << 40)
      place += 1
    }
    return value
  }
}
