import SpikeFiles

/// A one-dimensional array of numbers in NumPy's format: a magic number, a version, a header that is a Python
/// dictionary, and the numbers, the least significant byte first.
enum NPYArray {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The numbers of a file's bytes.
  static func values(
    of bytes: ArraySlice<UInt8>, path: String, part: String
  ) throws(DataError) -> [Double] {
    func malformed(_ expected: String, _ found: String) -> DataError {
      .malformed(path: path, part: part, expected: expected, found: found)
    }
    let bytes = Array(bytes)
    guard bytes.count >= 12, Array(bytes.prefix(6)) == magic else {
      throw malformed("an array of NumPy", "other bytes")
    }
    let wide = bytes[6] > 1
    let start = wide ? 12 : 10
    let length = (0..<(wide ? 4 : 2)).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    guard length <= bytes.count - start else {
      throw malformed("a header of \(length) bytes", "\(bytes.count - start)")
    }
    let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let type = quoted(after: "'descr'", header), let count = count(header),
      !header.contains("'fortran_order': True")
    else {
      throw malformed("a header with descr and a shape of one dimension", JSONText.cut(header))
    }
    let content = bytes[(start + length)...]
    guard let read = reader(type) else {
      throw malformed("integers, floats or booleans, the least significant byte first", type)
    }
    guard count <= content.count, content.count == count * read.size else {
      throw malformed("\(count) numbers of \(read.size) bytes", "\(content.count) bytes")
    }
    return (0..<count).map { index in
      let first = content.startIndex + index * read.size
      let bits = (0..<read.size).reduce(UInt64(0)) {
        $0 | UInt64(content[first + $1]) << UInt64(8 * $1)
      }
      return read.value(bits)
    }
  }

  private static func quoted(after key: String, _ header: String) -> String? {
    guard let range = header.firstRange(of: key) else { return nil }
    let parts = header[range.upperBound...].split(
      separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count > 1 ? String(parts[1]) : nil
  }

  /// The n of `'shape': (n,)`.
  private static func count(_ header: String) -> Int? {
    guard let range = header.firstRange(of: "'shape': ("),
      let end = header[range.upperBound...].firstIndex(of: ")")
    else { return nil }
    let sizes = header[range.upperBound..<end].split(separator: ",").filter { $0 != " " }
    guard sizes.count == 1, let count = Int(sizes[0]), count >= 0 else { return nil }
    return count
  }

  /// How a number of a type is read: its bytes, and its value.
  private static func reader(
    _ type: String
  ) -> (size: Int, value: @Sendable (UInt64) -> Double)? {
    guard type.count == 3, "<|".contains(type.prefix(1)), let size = Int(type.suffix(1)) else {
      return nil
    }
    switch (type.dropFirst().prefix(1), size) {
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8), ("b", 1): return (size, { Double($0) })
    case ("i", 1): return (1, { Double(Int8(truncatingIfNeeded: $0)) })
    case ("i", 2): return (2, { Double(Int16(truncatingIfNeeded: $0)) })
    case ("i", 4): return (4, { Double(Int32(truncatingIfNeeded: $0)) })
    case ("i", 8): return (8, { Double(Int64(truncatingIfNeeded: $0)) })
    case ("f", 4): return (4, { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0))) })
    case ("f", 8): return (8, { Double(bitPattern: $0) })
    default: return nil
    }
  }
}
