import SpikeFiles

/// Reads the members of an object that one of a run's files holds, and names those that are missing.
struct MemberReader {
  private let json: JSONValue
  private let name: String
  private let file: String

  /// - Parameter name: The object's key path, for messages; empty for a file's root.
  init(_ json: JSONValue, named name: String, file: String) {
    self.json = json
    self.name = name
    self.file = file
  }

  /// A member that must be there.
  ///
  /// - Throws: ``RunError/unreadable(file:reason:)`` when it is missing or of another type.
  func required<Value>(
    _ key: String, _ read: (JSONValue) -> Value?
  ) throws(RunError) -> Value {
    guard let value = json[key].flatMap(read) else {
      let path = name.isEmpty ? key : "\(name).\(key)"
      throw .unreadable(file: file, reason: "\(path) is missing or of another type")
    }
    return value
  }

  /// A member that may be absent or null.
  func optional<Value>(_ key: String, _ read: (JSONValue) -> Value?) -> Value? {
    json[key].flatMap(read)
  }

  /// The members of an object that must be there.
  func member(_ key: String) throws(RunError) -> MemberReader {
    let value = try required(key) { $0.object == nil ? JSONValue?.none : $0 }
    return MemberReader(value, named: name.isEmpty ? key : "\(name).\(key)", file: file)
  }
}

extension JSONValue {
  /// The elements of an array, or nil when it is none or one of them cannot be read.
  func arrayOf<Element>(_ read: (JSONValue) -> Element?) -> [Element]? {
    guard let array else { return nil }
    let elements = array.compactMap(read)
    return elements.count == array.count ? elements : nil
  }
}
