import SpikeFiles

extension ConfigOverride {
  /// The document with this override applied.
  ///
  /// The path is followed through the schema: it may enter a choice by its name (`optimizer.sgd.…`
  /// replaces `adam`), settings of a bare name (`layers[1].lif.beta`), and lists that the file
  /// leaves to their default. Choosing another rule drops the keys that only the old one has. `null` takes
  /// a key out, so that its default holds.
  ///
  /// - Throws: ``ConfigError`` with one fault that names the override.
  package func applied(to root: JSONValue, as schema: Schema) throws(ConfigError) -> JSONValue {
    try replacing(root, as: schema, at: steps[...], path: root.path)
  }

  private func replacing(
    _ current: JSONValue?, as schema: Schema?, at steps: ArraySlice<Step>, path: JSONPath
  ) throws(ConfigError) -> JSONValue {
    switch steps.first {
    case nil: return value(at: path)
    case .index(let index):
      return try replacing(element: index, of: current, as: schema, at: steps, path: path)
    case .key(let key):
      return try replacing(member: key, of: current, as: schema, at: steps, path: path)
    }
  }

  private func replacing(
    element index: Int, of current: JSONValue?, as schema: Schema?, at steps: ArraySlice<Step>,
    path: JSONPath
  ) throws(ConfigError) -> JSONValue {
    guard var result = current, var elements = result.array else {
      throw error(
        path: path, found: current?.brief ?? "nothing", allowed: "a list, for [\(index)]")
    }
    guard elements.indices.contains(index) else {
      throw error(
        path: path, found: "the index \(index)",
        allowed: elements.isEmpty ? "none: the list is empty" : "0 to \(elements.count - 1)")
    }
    var items: Schema?
    switch schema {
    case .array(let schema, _), .either(.array(let schema, _), _), .named(_, .array(let schema, _)):
      items = schema
    default: break
    }
    elements[index] = try replacing(
      elements[index], as: items, at: steps.dropFirst(), path: path.appending(index))
    result.content = .array(elements)
    return result
  }

  private func replacing(
    member key: String, of current: JSONValue?, as schema: Schema?, at steps: ArraySlice<Step>,
    path: JSONPath
  ) throws(ConfigError) -> JSONValue {
    // A rule's key, where there are several rules, would replace them all.
    if case .either(.array, _) = schema, let elements = current?.array {
      throw error(
        path: path, found: "a list, for .\(key)",
        allowed: "an index before it, [0] to [\(elements.count - 1)]")
    }
    if case .choice(let alternatives) = schema { try check(key, alternatives, current, path) }
    var result = current ?? JSONValue(.null, origin: keyOrigin, path: path)
    // A number keeps its meaning beside another key.
    if case .shorthand(let short, _) = schema { result = result.spelledOut(as: short) }
    if result.object == nil { result.origin = keyOrigin }
    let before = result.object ?? JSONObject()
    var object = before
    // A choice has one key: another name replaces what there was.
    if case .choice = schema { object.remove { $0.key != key } }

    let place = path.appending(key)
    let known = Self.key(key, of: schema, for: object)
    if steps.count == 1, valueText == "null", let known, schema?.isChoice == false {
      if known.isRequired {
        throw error(
          path: place, found: "null, which takes a key out",
          allowed: "\(known.schema.words): this key is required and has no default")
      }
      object[key] = nil
      if case .object(let keys) = schema?.asOfObjects { dropConflicts(keys, &object, before) }
      result.content = .object(object)
      return result
    }
    var child = object[key]
    if child == nil, case .index = steps.dropFirst().first {
      child = known?.standard?.relocated(to: place, origin: keyOrigin)
    }
    let changed = try replacing(
      child, as: known?.schema, at: steps.dropFirst(), path: child?.path ?? place)
    // The key is the override's too, so that a misspelt one is reported as such.
    object.set(
      JSONObject.Member(
        key: key, origin: before.contains(key) ? result.origin : keyOrigin,
        value: changed))
    if case .object(let keys) = schema?.asOfObjects { dropConflicts(keys, &object, before) }
    result.content = .object(object)
    return result
  }

  /// Removes what another choice made meaningless.
  private func dropConflicts(
    _ keys: ObjectSchema, _ object: inout JSONObject, _ before: JSONObject
  ) {
    // What was itself asked for on the command line or by a sweep is reported rather than dropped.
    keys.dropConflicts(in: &object, before: before) { member in
      switch member.value.origin {
      case .override, .otherFile: true
      case .file, .none: false
      }
    }
  }

  /// A key of what was chosen does not stand in its place: `layers[0].bias` is `layers[0].dense.bias`.
  private func check(
    _ key: String, _ alternatives: [SchemaAlternative], _ current: JSONValue?, _ path: JSONPath
  ) throws(ConfigError) {
    guard !alternatives.contains(where: { $0.name == key }),
      let chosen = current?.string ?? current?.object?.members.first?.key,
      let payload = alternatives.first(where: { $0.name == chosen })?.payload,
      payload.members.contains(where: { $0.name == key })
    else { return }
    throw error(
      path: path.appending(key), found: "a key of \"\(chosen)\"",
      allowed: "\(path.appending(chosen).appending(key))")
  }

  private static func key(_ name: String, of schema: Schema?, for object: JSONObject) -> SchemaKey?
  {
    switch schema?.asOfObjects {
    case .object(let keys): keys.applicableKeys(for: object).first { $0.name == name }
    case .choice(let alternatives):
      alternatives.first { $0.name == name }?.payload.map {
        .optional(name, $0, "")
      }
    default: nil
    }
  }
}

extension Schema {
  fileprivate var isChoice: Bool {
    if case .choice = self { true } else { false }
  }

  /// The schema as it is for an object.
  fileprivate var asOfObjects: Schema {
    switch self {
    case .either(_, let object): object
    case .shorthand(_, let object): .object(object)
    default: self
    }
  }
}
