extension JSONValue {
  /// `null`.
  public static let null = JSONValue(.null)

  /// A whole number.
  public static func number(_ value: Int) -> JSONValue { JSONValue(.number(String(value))) }

  /// A number, as the shortest text that reads back as the same `Float`: 0.9 stays 0.9. JSON has
  /// no text for NaN and infinity: they become `null`.
  public static func number(_ value: Float) -> JSONValue {
    value.isFinite ? JSONValue(.number(JSONNumber.canonical(value.description))) : .null
  }

  /// A number, as the shortest text that reads back as the same `Double`. JSON has no text for NaN
  /// and infinity: they become `null`.
  public static func number(_ value: Double) -> JSONValue {
    value.isFinite ? JSONValue(.number(JSONNumber.canonical(value.description))) : .null
  }

  /// A string.
  public static func string(_ value: String) -> JSONValue { JSONValue(.string(value)) }

  /// An array.
  public static func array(_ elements: [JSONValue]) -> JSONValue { JSONValue(.array(elements)) }

  /// An object of the given members; a member whose value is nil is left out.
  ///
  /// - Precondition: No key occurs twice.
  public static func object(_ members: [(String, JSONValue?)]) -> JSONValue {
    var object = JSONObject()
    for (key, value) in members {
      precondition(!object.contains(key), "the key \(key) occurs twice")
      object[key] = value
    }
    return JSONValue(.object(object))
  }
}

extension JSONValue: ExpressibleByNilLiteral {
  /// `null`.
  public init(nilLiteral: ()) { self.init(.null) }
}

extension JSONValue: ExpressibleByBooleanLiteral {
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { self.init(.boolean(value)) }
}

extension JSONValue: ExpressibleByIntegerLiteral {
  /// A whole number.
  public init(integerLiteral value: Int) { self = .number(value) }
}

extension JSONValue: ExpressibleByFloatLiteral {
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
}

extension JSONValue: ExpressibleByStringLiteral {
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
}

extension JSONValue: ExpressibleByArrayLiteral {
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
  /// An object, its members in the order given.
  ///
  /// - Precondition: No key occurs twice.
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(elements) }
}
