extension Schema {
  /// What is allowed, in words for a message.
  var words: String {
    switch self {
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range): range.words
    case .text: "a text"
    case .enumeration(let names): SchemaResolver.oneOf(names.map(\.name))
    case .array: "a list"
    case .object(let object):
      if let selector = object.selector {
        "an object such as { \"\(selector.key)\": \"\(selector.cases[0].name)\" }"
      } else {
        "an object { … }"
      }
    case .either(let list, let object): "\(list.words), or \(object.words)"
    case .choice(let alternatives): SchemaResolver.oneOf(alternatives.map(\.name))
    }
  }

  /// A stand-in for a value of this schema inside a larger form: `{ "dense": N }`.
  var sketch: String {
    switch self {
    case .integer: "N"
    case .number: "x"
    case .text, .enumeration: "\"…\""
    case .array: "[…]"
    case .object: "{…}"
    case .either: "[…]"
    case .choice: "…"
    }
  }
}
