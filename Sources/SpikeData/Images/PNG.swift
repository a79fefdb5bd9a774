import SpikeFiles

/// PNG images of 8 bits, grey or colour, without interlacing and transparency.
enum PNG {
  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  private struct Header {
    var columns, rows, channels: Int
  }

  /// Decodes the bytes of a file.
  static func image(of bytes: [UInt8], path: String) throws(DataError) -> ImageFile {
    func malformed(_ part: String, _ expected: String, _ found: String) -> DataError {
      .malformed(path: path, part: part, expected: expected, found: found)
    }
    var (header, compressed, place): (Header?, [UInt8], Int) = (nil, [], signature.count)
    var isWhole = false
    while !isWhole {
      guard place + 12 <= bytes.count else {
        throw malformed("chunk at byte \(place)", "a chunk, or the chunk IEND", "the file's end")
      }
      let length = number(bytes[place..<place + 4])
      let name = String(decoding: bytes[place + 4..<place + 8], as: UTF8.self)
      let content = place + 8
      guard length <= bytes.count - content - 4 else {
        throw malformed(
          "chunk at byte \(place)", "\(length) bytes of \(JSONText.printable(name))",
          "\(max(0, bytes.count - content - 4))")
      }
      let end = content + length
      guard number(bytes[end..<end + 4]) == Int(checksum(bytes[place + 4..<end])) else {
        throw malformed(
          "chunk \(JSONText.printable(name)) at byte \(place)", "its checksum", "another")
      }
      switch name {
      case "IHDR": header = try self.header(bytes[content..<end], path: path)
      case "IDAT": compressed += bytes[content..<end]
      case "IEND": isWhole = true
      // tRNS: a colour that counts as transparent.
      case "tRNS": throw malformed("kind of image", "one without transparency", "chunk tRNS")
      default: break
      }
      place = end + 4
    }
    guard let header else { throw malformed("chunk at byte 8", "IHDR", "another") }
    let size = header.rows * (1 + header.columns * header.channels)
    switch ZlibStream.inflate(compressed, limit: size) {
    case .content(let lines) where lines.count == size:
      return try image(lines, header, path)
    case .content(let lines):
      throw malformed("pixels", "\(size) bytes", "\(lines.count)")
    case .exceeded: throw malformed("pixels", "\(size) bytes", "more")
    case .corrupt(let reason): throw malformed("pixels", "zlib data", reason)
    }
  }

  private static func header(
    _ bytes: ArraySlice<UInt8>, path: String
  ) throws(DataError) -> Header {
    let first = bytes.startIndex
    guard bytes.count == 13 else {
      throw .malformed(
        path: path, part: "chunk IHDR", expected: "13 bytes", found: "\(bytes.count)")
    }
    let columns = number(bytes[first..<first + 4])
    let rows = number(bytes[first + 4..<first + 8])
    let (depth, kind, interlacing) = (bytes[first + 8], bytes[first + 9], bytes[first + 12])
    guard columns >= 1, rows >= 1, columns <= ImageFile.mostPixels / rows else {
      throw .malformed(
        path: path, part: "size", expected: "1 to \(ImageFile.mostPixels) pixels",
        found: "\(columns) × \(rows)")
    }
    guard depth == 8, kind == 0 || kind == 2, interlacing == 0 else {
      let kinds: [UInt8: String] = [
        0: "grey", 2: "colour", 3: "a palette", 4: "grey with transparency",
        6: "colour with transparency",
      ]
      throw .malformed(
        path: path, part: "kind of image",
        expected: "8 bits, grey or colour, without transparency and interlacing",
        found: "\(depth) bits, \(kinds[kind] ?? "kind \(kind)")"
          + (interlacing == 0 ? "" : ", interlaced"))
    }
    return Header(columns: columns, rows: rows, channels: kind == 0 ? 1 : 3)
  }

  /// Undoes the filter of each row: a byte is the difference from what its neighbours say.
  private static func image(
    _ lines: [UInt8], _ header: Header, _ path: String
  ) throws(DataError) -> ImageFile {
    let width = header.columns * header.channels
    var pixels = [UInt8](repeating: 0, count: header.rows * width)
    for row in 0..<header.rows {
      let start = row * (width + 1)
      let filter = lines[start]
      guard filter <= 4 else {
        throw .malformed(
          path: path, part: "filter of row \(row)", expected: "0 to 4", found: "\(filter)")
      }
      for column in 0..<width {
        let isInside = column >= header.channels
        let left = isInside ? Int(pixels[row * width + column - header.channels]) : 0
        let above = row > 0 ? Int(pixels[(row - 1) * width + column]) : 0
        let corner =
          isInside && row > 0 ? Int(pixels[(row - 1) * width + column - header.channels]) : 0
        let predicted =
          switch filter {
          case 1: left
          case 2: above
          case 3: (left + above) / 2
          case 4: nearest(left, above, corner)
          default: 0
          }
        pixels[row * width + column] = lines[start + 1 + column] &+ UInt8(predicted)
      }
    }
    return ImageFile(
      channels: header.channels, rows: header.rows, columns: header.columns, together: pixels)
  }

  /// Which of three neighbours is nearest to left + above − corner; the first of equals.
  private static func nearest(_ left: Int, _ above: Int, _ corner: Int) -> Int {
    let (a, b, c) = (abs(above - corner), abs(left - corner), abs(left + above - 2 * corner))
    return a <= b && a <= c ? left : b <= c ? above : corner
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }

  /// CRC-32 of a chunk's name and content.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1
    }
  }
}
