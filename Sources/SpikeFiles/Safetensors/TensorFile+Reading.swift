extension TensorFile {
  /// The longest header accepted, in bytes: the format's own limit.
  static let longestHeader = 100_000_000
  /// Most dimensions of a tensor that are accepted, as many as NumPy has.
  static let mostDimensions = 64

  /// Reads a safetensors file and checks all of it.
  ///
  /// F16 and BF16 become float32 exactly; F64 becomes float32 by rounding, and I64 becomes int32;
  /// a value beyond the new type's range is an error. Other types are errors too.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - place: Whether the path may end in a link.
  /// - Throws: ``DataError/unreadable(path:reason:)``;
  ///   ``DataError/malformed(path:part:expected:found:)`` if the header is cut off, too long or not
  ///   the JSON it should be, a name occurs twice, a type is unknown, a tensor's bytes do not match
  ///   its shape, or the tensors overlap, leave gaps or do not end where the file does.
  /// - Complexity: O(size), in time and memory.
  public init(reading path: String, _ place: FilePlace = .named) throws(DataError) {
    try self.init(decoding: try readBytes(of: path, place), path: path)
  }

  /// Decodes the content of a safetensors file, with the checks of ``init(reading:_:)``.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - path: What messages call the file.
  /// - Throws: ``DataError/malformed(path:part:expected:found:)``.
  public init(decoding bytes: [UInt8], path: String = "<memory>") throws(DataError) {
    let start = try Self.dataStart(of: bytes, path: path)
    var header = Header()
    do {
      try header.scan(bytes, 8..<start)
    } catch let fault as HeaderScanner.Fault {
      throw .malformed(
        path: path, part: "header, byte \(fault.position)", expected: fault.expected,
        found: fault.found)
    } catch {
      throw .malformed(path: path, part: "header", expected: "JSON", found: "\(error)")
    }
    self.init(metadata: header.metadata, path: path)
    try Self.checkLayout(header.entries, size: bytes.count - start, path: path)
    for entry in header.entries {
      let (type, count) = try Self.checkedType(of: entry, path: path)
      let range = (start + entry.offsets[0])..<(start + entry.offsets[1])
      precondition(range.count == count * type.size)
      switch type.decode(bytes, range) {
      case .success(let values): self[entry.name] = Tensor(shape: entry.shape, values: values)
      case .failure(let value):
        throw .malformed(
          path: path, part: "tensor '\(JSONText.shown(entry.name))' (\(type.rawValue))",
          expected: value.range,
          found: value.value)
      }
    }
  }

  /// Where the elements start: after the header, whose length the first 8 bytes give.
  private static func dataStart(of bytes: [UInt8], path: String) throws(DataError) -> Int {
    guard bytes.count >= 8 else {
      throw .malformed(
        path: path, part: "header length", expected: "8 bytes", found: "\(bytes.count) bytes")
    }
    let length = littleEndian(bytes, 0..<8, as: UInt64.self)[0]
    guard length <= UInt64(longestHeader) else {
      throw .malformed(
        path: path, part: "header length", expected: "at most \(longestHeader) bytes",
        found: "\(length)")
    }
    guard length <= UInt64(bytes.count - 8) else {
      throw .malformed(
        path: path, part: "header", expected: "\(length) bytes", found: "\(bytes.count - 8) bytes")
    }
    return 8 + Int(length)
  }

  /// Checks that the tensors lie one after the other and fill the data exactly.
  private static func checkLayout(
    _ entries: [Header.Entry], size: Int, path: String
  ) throws(DataError) {
    let last = entries.max { $0.offsets[1] < $1.offsets[1] }
    if let last, last.offsets[1] > size {
      throw .malformed(
        path: path, part: "data",
        expected:
          "\(last.offsets[1]) bytes, up to the end of tensor '\(JSONText.shown(last.name))'",
        found: "\(size) bytes; the file may be cut off")
    }
    var end = 0
    let ordered = entries.sorted { ($0.offsets[0], $0.offsets[1]) < ($1.offsets[0], $1.offsets[1]) }
    for entry in ordered {
      guard entry.offsets[0] == end, entry.offsets[1] >= end else {
        throw .malformed(
          path: path, part: "data_offsets of tensor '\(JSONText.shown(entry.name))'",
          expected: "[\(end), …]", found: "\(entry.offsets)")
      }
      end = entry.offsets[1]
    }
    guard end == size else {
      throw .malformed(
        path: path, part: "data", expected: "\(end) bytes", found: "\(size) bytes")
    }
  }

  /// The type and number of elements, once the shape is known to fill the tensor's bytes.
  private static func checkedType(
    of entry: Header.Entry, path: String
  ) throws(DataError) -> (StoredType, Int) {
    guard let type = StoredType(rawValue: entry.type) else {
      let known = StoredType.allCases.map(\.rawValue).joined(separator: ", ")
      throw .malformed(
        path: path, part: "dtype of tensor '\(JSONText.shown(entry.name))'",
        expected: "one of \(known)",
        found: "'\(JSONText.shown(entry.type))'")
    }
    let found = entry.offsets[1] - entry.offsets[0]
    let count = Tensor.elementCount(of: entry.shape)
    let expected = count.map { $0.multipliedReportingOverflow(by: type.size) }
    guard let count, let expected, !expected.overflow, expected.partialValue == found else {
      let needed =
        expected.map { $0.overflow ? "more than 2^63" : "\($0.partialValue)" } ?? "more than 2^63"
      throw .malformed(
        path: path, part: "tensor '\(JSONText.shown(entry.name))'",
        expected: "\(needed) bytes for \(type.rawValue) of shape \(entry.shape)",
        found: "\(found) bytes")
    }
    return (type, count)
  }
}
