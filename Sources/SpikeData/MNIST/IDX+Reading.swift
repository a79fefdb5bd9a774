import SpikeFiles

extension IDX {
  /// The most values a file may hold, 2³⁰: twenty times MNIST.
  static let largest = 1 << 30

  /// Reads an IDX file, plain or gzip (told apart by its first bytes, not by its name).
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - content: What it must hold.
  ///   - memory: What may be taken for it.
  /// - Throws: ``SpikeFiles/DataError/unreadable(path:reason:)``; ``SpikeFiles/DataError/tooLarge(path:_:)``, before a
  ///   compressed file is expanded;
  ///   ``SpikeFiles/DataError/malformed(path:part:expected:found:)`` if the magic number or a dimension is
  ///   wrong, the length is not exactly what the dimensions ask for, there are more than 2³⁰
  ///   values, or the gzip data is cut off, corrupt or followed by anything else.
  /// - Complexity: O(size), whatever a compressed file claims or expands to.
  public init(
    reading path: String, as content: Content, memory: MemoryBudget = MemoryBudget()
  ) throws(DataError) {
    try self.init(
      decoding: try readBytes(of: path, memory: memory, copies: 1), as: content, path: path,
      memory: memory)
  }

  /// Decodes the bytes of an IDX file, with the checks of ``init(reading:as:memory:)``.
  public init(
    decoding bytes: consuming [UInt8], as content: Content, path: String = "<memory>",
    memory: MemoryBudget = MemoryBudget()
  ) throws(DataError) {
    guard Gzip.isCompressed(bytes) else {
      let dimensions = try Self.dimensions(in: bytes, content, path)
      try self.init(dimensions, plain: consume bytes, content, path)
      return
    }
    // The dimensions first: they say how much the file may expand to.
    let start = try Self.inflate(bytes, limit: content.headerSize, path: path).bytes
    let dimensions = try Self.dimensions(in: start, content, path)
    let size = content.headerSize + dimensions.reduce(1, *)
    // What expands, and the part of it that zlib is at.
    if size > 1 << 24, let shortage = memory.shortage(of: Double(size + 1 << 18)) {
      throw .tooLarge(path: path, shortage)
    }
    let (plain, isWhole) = try Self.inflate(bytes, limit: size, path: path)
    guard isWhole else {
      throw .malformed(
        path: path, part: "length when decompressed", expected: "\(size) bytes", found: "more")
    }
    try self.init(dimensions, plain: consume plain, content, path)
  }

  private init(
    _ dimensions: [Int], plain: consuming [UInt8], _ content: Content, _ path: String
  ) throws(DataError) {
    let size = content.headerSize + dimensions.reduce(1, *)
    guard plain.count == size else {
      throw .malformed(
        path: path, part: "length",
        expected: "\(size) bytes for \(content.rawValue) of dimensions \(dimensions)",
        found: "\(plain.count) bytes")
    }
    // In place: a copy would take as much memory again.
    plain.removeFirst(content.headerSize)
    self.init(dimensions: dimensions, values: consume plain)
  }

  /// The dimensions, once the magic number is right and their product within ``largest``.
  private static func dimensions(
    in bytes: [UInt8], _ content: Content, _ path: String
  ) throws(DataError) -> [Int] {
    guard bytes.count >= content.headerSize else {
      throw .malformed(
        path: path, part: "header", expected: "\(content.headerSize) bytes",
        found: "\(bytes.count) bytes")
    }
    let words = (0...content.dimensionCount).map { index in
      bytes[(4 * index)..<(4 * index + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    guard words[0] == content.magic else {
      throw .malformed(
        path: path, part: "magic number",
        expected: "\(hexadecimal(content.magic)) (\(content.rawValue))",
        found: hexadecimal(words[0]))
    }
    let dimensions = words.dropFirst().map { Int($0) }
    guard let count = Tensor.elementCount(of: dimensions), count <= largest else {
      throw .malformed(
        path: path, part: "dimensions", expected: "at most \(largest) values",
        found: "\(dimensions)")
    }
    return dimensions
  }

  private static func inflate(
    _ bytes: [UInt8], limit: Int, path: String
  ) throws(DataError) -> (bytes: [UInt8], isWhole: Bool) {
    // Deflate shrinks by 1032 at most: a small file that claims more gets no memory for it.
    let expected = min(limit, bytes.count.multipliedReportingOverflow(by: 1032).partialValue)
    switch Gzip.inflate(bytes, limit: limit, expected: expected) {
    case .content(let plain): return (plain, true)
    case .exceeded(let plain): return (plain, false)
    case .corrupt(let reason):
      throw .malformed(path: path, part: "compression", expected: "gzip data", found: reason)
    }
  }

  private static func hexadecimal(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
