extension TensorFile {
  /// The key of ``metadata`` under which a file holds its own checksum.
  public static let checksumKey = "sha256"

  /// The SHA-256, in hexadecimal digits, of all that the file holds but for this checksum itself: every
  /// key and value of ``metadata``, and every tensor's name, type, shape and elements.
  ///
  /// - Complexity: O(size).
  public var checksum: String {
    var hash = SHA256()
    func add(_ number: Int) {
      hash.update((0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
    }
    // Each text behind its length, so that no two contents give the same bytes.
    func add(_ text: String) {
      add(text.utf8.count)
      hash.update(text.utf8)
    }
    let keys = metadata.keys.filter { $0 != Self.checksumKey }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    add(keys.count)
    for key in keys {
      add(key)
      add(metadata[key] ?? "")
    }
    for name in names {
      guard let tensor = self[name] else { continue }
      add(name)
      add(tensor.values.type.rawValue)
      add(tensor.shape.count)
      tensor.shape.forEach(add)
      unsafe tensor.values.withLittleEndianBytes { unsafe hash.update($0) }
    }
    return hexadecimal(hash.digest())
  }

  /// Puts the checksum into ``metadata``.
  public mutating func addChecksum() { metadata[Self.checksumKey] = checksum }

  /// Makes sure that the file holds what it held when its checksum was added.
  ///
  /// - Returns: Whether it has a checksum.
  /// - Throws: ``DataError/damaged(path:expected:found:)``.
  public func verifyChecksum() throws(DataError) -> Bool {
    guard let expected = metadata[Self.checksumKey] else { return false }
    let found = checksum
    guard found == expected else {
      throw .damaged(path: path, expected: expected, found: found)
    }
    return true
  }
}
