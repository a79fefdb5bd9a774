extension TensorFile {
  /// The content in the safetensors format: the header's length (8 bytes, little-endian), the
  /// header (JSON, padded with spaces to 8 bytes), the elements (little-endian).
  ///
  /// The bytes depend on the content alone: wide elements first, as the reference implementation
  /// orders them, so that each tensor starts at a multiple of its element's size; then by name;
  /// metadata by key.
  ///
  /// - Complexity: O(size + n log n) for n tensors.
  public func encoded() -> [UInt8] {
    let ordered = names.compactMap { name in self[name].map { (name: name, tensor: $0) } }
      .sorted { first, second in
        let (left, right) = (first.tensor.values.type.rank, second.tensor.values.type.rank)
        if left != right { return left < right }
        return first.name.utf8.lexicographicallyPrecedes(second.name.utf8)
      }
    var entries: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      entries.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var end = 0
    for (name, tensor) in ordered {
      let (start, type) = (end, tensor.values.type)
      end += tensor.values.count * type.size
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append(
        "\(Self.quoted(name)):{\"dtype\":\"\(type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(start),\(end)]}")
    }
    var header = Array("{\(entries.joined(separator: ","))}".utf8)
    header.append(contentsOf: repeatElement(0x20, count: (8 - header.count % 8) % 8))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + end)
    bytes.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) })
    bytes.append(contentsOf: header)
    for (_, tensor) in ordered { tensor.values.appendLittleEndian(to: &bytes) }
    return bytes
  }

  /// As the reference implementation, which uses serde_json, writes a string.
  private static func quoted(_ text: String) -> String {
    JSONText.quoted(text, escapesInvisible: false)
  }

  /// Writes the file as ``writeAtomically(_:to:overwriting:through:)`` does.
  ///
  /// - Throws: ``DataError/unwritable(path:reason:)``, ``DataError/alreadyExists(path:)``.
  public func write(to path: String, overwriting: Bool = true) throws(DataError) {
    try writeAtomically(encoded(), to: path, overwriting: overwriting)
  }
}

extension TensorType {
  /// The place in a file, as the reference implementation orders types.
  fileprivate var rank: Int {
    switch self {
    case .uint64: 0
    case .float32: 1
    case .int32: 2
    case .uint8: 3
    }
  }
}
