/// A JSON value that knows where it was written.
///
/// Numbers keep the text they were written with, so nothing is rounded before somebody who knows
/// the wanted type reads them. Objects keep their members in order. Literals build values:
///
///     let line: JSONValue = ["epoch": 1, "loss": .number(0.25), "notes": ["warm"]]
public struct JSONValue: Sendable {
  /// What a value is, without where it stands.
  public enum Content: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A number, as the text of JSON's grammar for numbers: finite by construction.
    case number(String)
    /// A string, its escapes resolved.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object.
    case object(JSONObject)
  }

  /// What the value is.
  public var content: Content
  /// Where the value was written.
  public var origin: JSONOrigin
  /// The path from the document's root to the value.
  public var path: JSONPath

  /// Makes a value.
  ///
  /// - Parameters:
  ///   - content: What the value is.
  ///   - origin: Where it was written; `.none` unless told.
  ///   - path: Where it stands in its document; the root unless told.
  public init(_ content: Content, origin: JSONOrigin = .none, path: JSONPath = .root) {
    self.content = content
    self.origin = origin
    self.path = path
  }
}

/// The members of a JSON object, in the order they were written, each key once.
public struct JSONObject: Sendable {
  /// A key, where the key was written, and its value.
  public struct Member: Sendable {
    /// The key.
    public var key: String
    /// Where the key was written.
    public var origin: JSONOrigin
    /// The value.
    public var value: JSONValue

    /// Makes a member.
    package init(key: String, origin: JSONOrigin, value: JSONValue) {
      self.key = key
      self.origin = origin
      self.value = value
    }
  }

  /// The members in order.
  public private(set) var members: [Member] = []
  private var places: [String: Int] = [:]

  /// Makes an empty object.
  public init() {}

  /// Whether the object has a member of this key.
  public func contains(_ key: String) -> Bool { places[key] != nil }

  /// The member of a key. Setting a new key appends it; setting nil removes it.
  public subscript(key: String) -> JSONValue? {
    get { places[key].map { members[$0].value } }
    set {
      guard let newValue else { return remove { $0.key == key } }
      set(Member(key: key, origin: newValue.origin, value: newValue))
    }
  }

  /// Sets a member: in place when its key exists, at the end otherwise.
  public mutating func set(_ member: Member) {
    if let place = places[member.key] {
      members[place] = member
    } else {
      places[member.key] = members.count
      members.append(member)
    }
  }

  /// Removes every member that satisfies the condition.
  public mutating func remove(where condition: (Member) -> Bool) {
    members.removeAll(where: condition)
    places.removeAll(keepingCapacity: true)
    for (place, member) in members.enumerated() { places[member.key] = place }
  }
}
