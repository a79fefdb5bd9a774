import SpikeFiles

/// A key of a config, or a named thing that a key may have, as the documentation lists it.
struct SchemaRow {
  /// The path, as an override writes it.
  var path: String
  /// What values are allowed.
  var values: String
  /// What holds where the key is absent.
  var standard: String
  var meaning: String
  /// A config that shows the key, but for its base; nil where the schema lacks an example.
  var example: JSONValue?
}

/// A place in a config: makes the config that has a value there.
typealias SchemaPlace = (JSONValue) -> JSONValue

/// A place for the members of an object.
struct SchemaObjectPlace {
  /// What the object has besides.
  var members: [(String, JSONValue?)]
  var place: SchemaPlace

  /// The config with one more member.
  func document(_ key: String, _ value: JSONValue) -> JSONValue {
    var object = JSONValue.object(members).object ?? JSONObject()
    object[key] = value
    return place(JSONValue(.object(object)))
  }
}

/// Lists the keys below a place, each with an example.
struct SchemaRows {
  /// Paths of keys that have a list of their own.
  var separate: Set<String>

  /// The rows of a key and of everything below.
  func rows(of key: SchemaKey, path: String, in object: SchemaObjectPlace) -> [SchemaRow] {
    let place: SchemaPlace = { value in
      object.document(key.name, value).laid(over: key.example.beside)
    }
    var meaning = key.documentation
    switch key.schema {
    case .enumeration(let names), .named(let names, _):
      meaning += names.map { " `\"\($0.name)\"`: \($0.documentation)" }.joined()
    default: break
    }
    let standard =
      switch key.absence {
      case .fault: "required"
      case .meaningful: "—"
      case .standard(let value): "`\(value.spacedText)`"
      }
    let row = SchemaRow(
      path: path, values: key.schema.valueWords, standard: standard, meaning: meaning,
      example: key.example.whole ?? key.exampleValue.map(place))
    return [row] + (separate.contains(path) ? [] : rows(below: key.schema, path: path, place))
  }

  /// The rows of everything below a key.
  func rows(below schema: Schema, path: String, _ place: @escaping SchemaPlace) -> [SchemaRow] {
    switch schema {
    case .object(let object):
      let place = SchemaObjectPlace(members: object.exampleMembers() ?? [], place: place)
      return (object.selector.map { [row(ofNested: $0, path: path, in: place)] } ?? [])
        + object.keys.flatMap { rows(of: $0, path: "\(path).\($0.name)", in: place) }
    case .shorthand(_, let object): return rows(below: .object(object), path: path, place)
    case .file(let other): return rows(below: other, path: path, place)
    case .either(let list, let object):
      return rows(below: object, path: path, place) + rows(below: list, path: path, place)
    case .array(.choice(let alternatives), _):
      return alternatives.flatMap { alternative in
        rows(of: alternative, path: path + "[0]") { element in
          place(.array(alternative.example.before + [element] + alternative.example.after))
        }
      }
    case .array(.object(let object), _) where object.keys.isEmpty: return []
    case .array(let items, _):
      return rows(below: items, path: path + "[0]") { place([$0]) }
    case .choice(let alternatives):
      return alternatives.flatMap { rows(of: $0, path: path, place) }
    default: return []
    }
  }

  /// The row of the key that decides, of an object whose cases stand elsewhere.
  private func row(
    ofNested selector: SchemaSelector, path: String, in object: SchemaObjectPlace
  ) -> SchemaRow {
    var row = rows(of: selector.asKey, path: "\(path).\(selector.key)", in: object)[0]
    row.meaning = selector.documentation + " Its keys are those that it has above."
    return row
  }

  private func rows(
    of alternative: SchemaAlternative, path: String, _ place: @escaping SchemaPlace
  ) -> [SchemaRow] {
    let path = "\(path).\(alternative.name)"
    let whole: SchemaPlace = { place($0).laid(over: alternative.example.beside) }
    let row = SchemaRow(
      path: path, values: alternative.valueWords, standard: "—",
      meaning: alternative.documentation, example: alternative.exampleValue.map(whole))
    guard let payload = alternative.payload else { return [row] }
    return [row]
      + rows(below: payload, path: path) { whole(.object([(alternative.name, $0)])) }
  }
}

extension JSONValue {
  /// The value with what another one has besides: objects merge, anything else is replaced.
  func laid(over other: JSONValue) -> JSONValue {
    guard case .object(var merged) = content, let lower = other.object else { return self }
    for member in lower.members {
      merged[member.key] = merged[member.key]?.laid(over: member.value) ?? member.value
    }
    return JSONValue(.object(merged))
  }
}

extension Schema {
  /// What is allowed, in words for a table.
  fileprivate var valueWords: String {
    switch self {
    case .text: "a text of 1 to 200 characters"
    case .array(let items, let count):
      count.lowerBound == count.upperBound
        ? "a list of \(count.lowerBound), each \(items.valueWords)"
        : "a list of \(count.lowerBound) to \(count.upperBound), each \(items.valueWords)"
    case .object(let object):
      object.selector.map { "an object such as `{ \"\($0.key)\": \"\($0.cases[0].name)\" }`" }
        ?? "an object"
    case .enumeration(let names): names.map { "`\"\($0.name)\"`" }.joined(separator: ", ")
    case .named(let names, let other):
      names.map { "`\"\($0.name)\"`, " }.joined() + "or \(other.valueWords)"
    case .either(let list, let object): "\(object.valueWords), or \(list.valueWords)"
    case .shorthand(let key, let object):
      "\(object.schema(of: key).valueWords), or an object"
    case .file(let other): "the name of a file, or \(other.valueWords)"
    case .choice(let alternatives):
      alternatives.map { "`\"\($0.name)\"`" }.joined(separator: ", ") + ": below"
    default: words
    }
  }
}

extension SchemaAlternative {
  fileprivate var valueWords: String {
    guard let payload else { return "the name alone" }
    return (mayStandAlone ? "the name alone, or " : "") + payload.valueWords
  }
}
