import SpikeFiles

/// How the documentation shows a key or a named thing in use.
struct SchemaExample: Sendable {
  /// The value it has there; nil where one follows from the schema.
  var value: JSONValue?
  /// What the config holds besides, because the example needs it.
  var beside: JSONValue = [:]
  /// The elements before and after it, of something in a list.
  var before: [JSONValue] = []
  var after: [JSONValue] = []
  /// The whole config, but for its base, where no value in its place can show it.
  var whole: JSONValue?
}

extension SchemaKey {
  /// The key with an example of its value.
  ///
  /// - Parameter beside: What the config holds besides.
  func example(_ value: JSONValue? = nil, beside: JSONValue = [:]) -> Self {
    var key = self
    key.example = SchemaExample(value: value, beside: beside)
    return key
  }

  /// The key with an example that is the whole config, but for its base.
  func example(whole: JSONValue) -> Self {
    var key = self
    key.example.whole = whole
    return key
  }
}

extension SchemaSelector.Case {
  /// The case with what a config holds besides, because the case needs it.
  func example(beside: JSONValue) -> Self {
    var selected = self
    selected.example.beside = beside
    return selected
  }
}

extension Declaration {
  /// The declaration with an example of what stands beside its name, and of what a config holds besides.
  func example(_ value: JSONValue? = nil, beside: JSONValue = [:]) -> Self {
    var declaration = self
    (declaration.example.value, declaration.example.beside) = (value, beside)
    return declaration
  }

  /// The declaration of something in a list, with the elements around it.
  func example(
    before: [JSONValue], after: [JSONValue], _ value: JSONValue? = nil
  ) -> Self {
    var declaration = self
    declaration.example = SchemaExample(value: value, before: before, after: after)
    return declaration
  }
}

// MARK: Values

extension SchemaKey {
  /// The value that the documentation shows; nil where the key needs an example and has none.
  var exampleValue: JSONValue? { example.value ?? schema.example(otherThan: standard) }
}

extension SchemaAlternative {
  /// The alternative as the documentation shows it: its name, or its name with settings.
  var exampleValue: JSONValue? {
    if example.value == nil && mayStandAlone { return .string(name) }
    guard let settings = example.value ?? payload?.example(otherThan: nil) else { return nil }
    return .object([(name, settings)])
  }
}

extension ObjectSchema {
  /// The members that an object of a case must have, as the documentation shows them; nil where a key
  /// needs an example and has none.
  ///
  /// - Parameter chosen: The selectors' keys and the names that they have.
  func exampleMembers(_ chosen: [(String, JSONValue?)] = []) -> [(String, JSONValue?)]? {
    var members = chosen
    for key in keys where key.isRequired {
      guard let value = key.exampleValue else { return nil }
      members.append((key.name, value))
    }
    return members
  }
}

extension Schema {
  /// A value of the schema that differs from a default; nil where nothing in the schema says one.
  fileprivate func example(otherThan standard: JSONValue?) -> JSONValue? {
    switch self {
    case .boolean: return JSONValue(.boolean(standard?.lineText == "false"))
    case .enumeration(let names), .named(let names, _):
      return (names.first { $0.name != standard?.string } ?? names.first).map { .string($0.name) }
    case .choice(let alternatives):
      let usual = standard?.string ?? standard?.object?.members.first?.key
      return (alternatives.first { $0.name != usual } ?? alternatives.first)?.exampleValue
    case .shorthand(let key, let object):
      return object.keys.first { $0.name == key }?.exampleValue
    case .object(let object):
      guard let selector = object.selector else {
        return object.exampleMembers().map(JSONValue.object)
      }
      return .object([(selector.key, .string(selector.cases[0].name))])
    default: return nil
    }
  }
}
