extension TensorFile {
  /// The header of a safetensors file as it stands there; only its form is checked.
  struct Header {
    /// What the header says of one tensor.
    struct Entry {
      var name: String
      var type: String
      var shape: [Int]
      /// Where the elements start and end in the data: two numbers.
      var offsets: [Int]
    }

    var entries: [Entry] = []
    var metadata: [String: String] = [:]

    /// Reads the header in a range of a file's bytes.
    ///
    /// - Throws: `HeaderScanner.Fault`.
    mutating func scan(_ bytes: [UInt8], _ range: Range<Int>) throws {
      var scanner = HeaderScanner(bytes, range)
      var names: Set<String> = []
      var (entries, metadata) = ([Entry](), [String: String]())
      try scanner.object { scanner, name in
        guard names.insert(name).inserted else {
          throw scanner.fault("each name once", found: "a second '\(JSONText.shown(name))'")
        }
        if name == "__metadata__" {
          try scanner.object { scanner, key in
            let value = try scanner.string()
            guard metadata.updateValue(value, forKey: key) == nil else {
              throw scanner.fault(
                "each key of __metadata__ once", found: "a second '\(JSONText.shown(key))'")
            }
          }
        } else {
          entries.append(try Self.entry(named: name, &scanner))
        }
      }
      try scanner.finish()
      (self.entries, self.metadata) = (entries, metadata)
    }

    private static func entry(named name: String, _ scanner: inout HeaderScanner) throws -> Entry {
      var (type, shape, offsets) = (String?.none, [Int]?.none, [Int]?.none)
      try scanner.object { scanner, key in
        switch key {
        case "dtype" where type == nil: type = try scanner.string()
        case "shape" where shape == nil: shape = try scanner.integers()
        case "data_offsets" where offsets == nil: offsets = try scanner.integers()
        default:
          throw scanner.fault(
            "dtype, shape and data_offsets of tensor '\(JSONText.shown(name))' once each",
            found: "'\(JSONText.shown(key))'")
        }
      }
      guard let type, let shape, let offsets else {
        throw scanner.fault(
          "dtype, shape and data_offsets", found: "not all for '\(JSONText.shown(name))'")
      }
      guard shape.count <= TensorFile.mostDimensions else {
        throw scanner.fault(
          "at most \(TensorFile.mostDimensions) dimensions",
          found: "\(shape.count) for '\(JSONText.shown(name))'")
      }
      guard offsets.count == 2 else {
        throw scanner.fault(
          "two data_offsets", found: "\(offsets.count) for '\(JSONText.shown(name))'")
      }
      return Entry(name: name, type: type, shape: shape, offsets: offsets)
    }
  }
}
