import SpikeFiles

extension Schema {
  /// What is allowed, in words for a message.
  var words: String {
    switch self {
    case .boolean: "true or false"
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
    case .shorthand(let key, let object):
      "\(object.schema(of: key).words), or \(Schema.object(object).words)"
    case .named(let names, let other):
      "\(names.map { JSONText.quoted($0.name) }.joined(separator: ", ")) or \(other.words)"
    case .dictionary(let values): "an object of key paths, each with \(values.words)"
    case .file(let other): "the name of a file, or \(other.words)"
    case .anything: "any value"
    case .choice(let alternatives): SchemaResolver.oneOf(alternatives.map(\.name))
    }
  }

  /// A stand-in for a value of this schema inside a larger form: `{ "dense": N }`.
  var sketch: String {
    switch self {
    case .boolean: "true"
    case .integer: "N"
    case .number: "x"
    case .text, .enumeration: "\"…\""
    case .array: "[…]"
    case .object, .dictionary: "{…}"
    case .file: "\"…\""
    case .anything: "…"
    case .either, .named: "[…]"
    case .shorthand(let key, let object): "\(object.schema(of: key).sketch) or {…}"
    case .choice: "…"
    }
  }
}
