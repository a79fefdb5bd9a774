import SpikeFiles

extension FaultList {
  /// The value that a file's text writes out; keys written twice are faults of the list's file.
  ///
  /// - Throws: ``ConfigError`` with the place where the text is no JSON.
  package mutating func parse(_ bytes: [UInt8]) throws(ConfigError) -> JSONValue {
    do {
      let document = try JSONDocument(parsing: bytes)
      for duplicate in document.duplicateKeys {
        add(
          .duplicateKey, location: .file(duplicate.position), path: duplicate.path,
          found: "the key again",
          allowed: "each key once; it stands first at line "
            + "\(duplicate.first.line), column \(duplicate.first.column)")
      }
      return document.root
    } catch {
      throw ConfigError([
        ConfigFault(
          kind: .syntax, location: .file(file, error.position), path: "", found: error.found,
          allowed: error.expected)
      ])
    }
  }
}
