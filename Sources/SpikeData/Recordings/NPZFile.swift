import SpikeFiles

/// A `.npz` of NumPy: a zip archive of arrays, stored or deflated.
struct NPZFile {
  private let bytes: [UInt8]
  private let path: String
  /// The most bytes that an array may be unpacked to.
  private static let largest = 1 << 32

  init(_ bytes: [UInt8], path: String) { (self.bytes, self.path) = (bytes, path) }

  /// The columns of its events: the arrays whose names are those of columns.
  func columns() throws(DataError) -> EventColumns {
    var columns: [String: [Double]] = [:]
    for entry in try entries() {
      guard entry.name.hasSuffix(".npy") else { continue }
      let name = String(entry.name.dropLast(4))
      guard EventColumns.names.contains(name) else { continue }
      columns[name] = try NPYArray.values(
        of: content(entry)[...], path: path, part: "array \(name)")
    }
    return try EventColumns(columns, path: path)
  }

  private struct Entry {
    let name: String
    let method: Int
    let checksum: Int
    let packed: Int
    let size: Int
    let header: Int
  }

  private func malformed(_ part: String, _ expected: String, _ found: String) -> DataError {
    .malformed(path: path, part: part, expected: expected, found: found)
  }

  /// A number of so many bytes, the least significant first; nil past the end.
  private func number(_ start: Int, _ size: Int) -> Int? {
    guard start >= 0, start <= bytes.count - size else { return nil }
    return (0..<size).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
  }

  /// What the archive's central directory lists.
  private func entries() throws(DataError) -> [Entry] {
    // It ends with a record of 22 bytes, and a comment of up to 65,535.
    var end = bytes.count - 22
    while end >= max(0, bytes.count - 22 - 0xffff), number(end, 4) != 0x0605_4b50 { end -= 1 }
    guard number(end, 4) == 0x0605_4b50, let count = number(end + 10, 2),
      var place = number(end + 16, 4)
    else { throw malformed("archive", "a zip archive", "other bytes") }
    var entries: [Entry] = []
    for index in 0..<count {
      guard number(place, 4) == 0x0201_4b50, let method = number(place + 10, 2),
        let checksum = number(place + 16, 4), let packed = number(place + 20, 4),
        let size = number(place + 24, 4), let name = number(place + 28, 2),
        let extra = number(place + 30, 2), let comment = number(place + 32, 2),
        let header = number(place + 42, 4), place + 46 <= bytes.count - name
      else { throw malformed("archive, entry \(index)", "an entry", "none") }
      entries.append(
        Entry(
          name: String(decoding: bytes[place + 46..<place + 46 + name], as: UTF8.self),
          method: method, checksum: checksum, packed: packed, size: size, header: header))
      place += 46 + name + extra + comment
    }
    return entries
  }

  /// The bytes of an entry.
  private func content(_ entry: Entry) throws(DataError) -> [UInt8] {
    let part = "entry \(JSONText.cut(JSONText.printable(entry.name)))"
    guard number(entry.header, 4) == 0x0403_4b50, let name = number(entry.header + 26, 2),
      let extra = number(entry.header + 28, 2)
    else { throw malformed(part, "a header", "none") }
    let start = entry.header + 30 + name + extra
    guard start <= bytes.count - entry.packed, entry.size <= Self.largest else {
      throw malformed(part, "\(entry.packed) bytes", "\(max(0, bytes.count - start))")
    }
    let packed = bytes[start..<start + entry.packed]
    switch entry.method {
    case 0: return Array(packed)
    case 8:
      // The same stream as gzip's, with the header and the trailer that gzip has around it.
      let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
      let trailer = [entry.checksum, entry.size].flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      }
      guard case .content(let plain) = Gzip.inflate(header + packed + trailer, limit: entry.size)
      else { throw malformed(part, "\(entry.size) deflated bytes", "damaged ones") }
      return plain
    default: throw malformed(part, "a stored or deflated entry", "method \(entry.method)")
    }
  }
}
