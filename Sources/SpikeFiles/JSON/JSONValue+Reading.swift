extension JSONValue {
  /// The object's members, or nil for any other value.
  public var object: JSONObject? {
    if case .object(let object) = content { object } else { nil }
  }

  /// The array's elements, or nil for any other value.
  public var array: [JSONValue]? {
    if case .array(let elements) = content { elements } else { nil }
  }

  /// The string, or nil for any other value.
  public var string: String? {
    if case .string(let string) = content { string } else { nil }
  }

  /// The whole number, or nil for any other value. `25.0` and `2.5e1` are whole; numbers beyond
  /// ±2⁵³ that are not written as plain integers are not.
  public var integer: Int? {
    guard case .number(let text) = content else { return nil }
    if let value = Int(text) { return value }
    guard let value = Double(text), abs(value) <= 0x1p53 else { return nil }
    return Int(exactly: value)
  }

  /// The number, rounded to the nearest `Double`, or nil for any other value and for a number
  /// beyond the greatest `Double`.
  public var double: Double? {
    guard case .number(let text) = content, let value = Double(text), value.isFinite else {
      return nil
    }
    return value
  }

  /// The number, rounded to the nearest `Float`, or nil for any other value and for a number
  /// beyond the greatest `Float`.
  public var float: Float? {
    guard case .number(let text) = content, let value = Float(text), value.isFinite else {
      return nil
    }
    return value
  }

  /// The member of an object, or nil when there is none or the value is no object.
  public subscript(key: String) -> JSONValue? { object?[key] }

  /// The value in a few words for a message: `"adam"`, `1.5`, `an object`. Control characters are
  /// escaped and long texts cut, so that no file can play with the terminal that shows them.
  public var brief: String {
    switch content {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number(let text): JSONText.cut(text)
    case .string(let text): JSONText.quoted(JSONText.cut(text))
    case .array(let elements): elements.isEmpty ? "an empty array" : "an array"
    case .object(let object): object.members.isEmpty ? "an empty object" : "an object"
    }
  }
}
