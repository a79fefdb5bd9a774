import SpikeFiles

/// Checks a value against a schema, collects every fault and fills in defaults, in one pass.
///
/// The resolved value has every applicable key, each choice in its long form
/// (`{ "lif": {} }` for `"lif"`), and keeps the origin and path of what the user wrote.
package struct SchemaResolver {
  package var faults = FaultList()
  /// The keys of the whole document, for guesses where a key was meant to stand.
  var root: ObjectSchema?

  package init(file: String) { faults.file = file }

  /// Resolves a value.
  ///
  /// - Returns: The resolved value, or nil when the value or anything in it is faulty.
  package mutating func resolve(_ value: JSONValue, as schema: Schema) -> JSONValue? {
    switch schema {
    case .boolean:
      guard case .boolean = value.content else { return wrongType(value, schema.words) }
      return value
    case .integer(let range): return resolveInteger(value, range)
    case .number(let range): return resolveNumber(value, range)
    case .text: return resolveText(value)
    case .enumeration(let names): return resolveName(value, names)
    case .array(let items, let count): return resolveArray(value, items, count)
    case .object(let object): return resolveObject(value, object)
    case .either(let list, let object):
      if value.array != nil { return resolve(value, as: list) }
      guard value.object != nil else { return wrongType(value, schema.words) }
      return resolve(value, as: object)
    case .shorthand(let key, let object):
      let spelled = value.spelledOut(as: key)
      guard spelled.object != nil else { return wrongType(value, schema.words) }
      return resolveObject(spelled, object)
    case .named(let names, let other):
      if let name = value.string {
        return resolveName(value, name, names.map(\.name), allowed: schema.words)
      }
      guard value.array != nil else { return wrongType(value, schema.words) }
      return resolve(value, as: other)
    case .dictionary(let values): return resolveDictionary(value, values)
    case .file(let other):
      if value.string != nil { return resolve(value, as: .text) }
      guard value.object != nil else { return wrongType(value, schema.words) }
      return resolve(value, as: other)
    case .anything: return value
    case .choice(let alternatives): return resolveChoice(value, alternatives)
    }
  }

  // MARK: Scalars

  private mutating func resolveInteger(
    _ value: JSONValue, _ range: ClosedRange<Int>
  ) -> JSONValue? {
    let allowed = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard case .number = value.content else { return wrongType(value, allowed) }
    guard let number = value.integer, range.contains(number) else {
      faults.add(.outOfRange, at: value, allowed: allowed)
      return nil
    }
    return JSONValue(.number(String(number)), origin: value.origin, path: value.path)
  }

  private mutating func resolveNumber(_ value: JSONValue, _ range: NumberRange) -> JSONValue? {
    guard case .number = value.content else { return wrongType(value, range.words) }
    // Both as written and as the Float that will be used: 1.00000001 is a Float of 1, and 1e-60 of 0.
    guard let exact = value.double, let number = value.float, range.contains(exact),
      range.contains(Double(number))
    else {
      let isRounded = value.double.map(range.contains) ?? false
      faults.add(
        .outOfRange, at: value,
        allowed: range.words + (isRounded ? " that single precision can hold" : ""))
      return nil
    }
    return value
  }

  private mutating func resolveText(_ value: JSONValue) -> JSONValue? {
    let allowed = "a text of 1 to 200 characters"
    guard let text = value.string else { return wrongType(value, allowed) }
    guard !text.isEmpty, text.unicodeScalars.count <= 200 else {
      faults.add(.outOfRange, at: value, allowed: allowed)
      return nil
    }
    guard JSONText.printable(text) == text else {
      faults.add(.outOfRange, at: value, allowed: allowed + " without control characters")
      return nil
    }
    return value
  }

  private mutating func resolveName(_ value: JSONValue, _ names: [SchemaName]) -> JSONValue? {
    let known = names.map(\.name)
    guard let name = value.string else { return wrongType(value, Self.oneOf(known)) }
    return resolveName(value, name, known, allowed: Self.oneOf(known))
  }

  private mutating func resolveName(
    _ value: JSONValue, _ name: String, _ known: [String], allowed: String
  ) -> JSONValue? {
    guard known.contains(name) else {
      faults.add(
        .unknownValue, at: value, allowed: allowed,
        suggestion: Suggestion.nearest(to: name, among: known))
      return nil
    }
    return value
  }

  // MARK: Lists

  private mutating func resolveArray(
    _ value: JSONValue, _ items: Schema, _ count: ClosedRange<Int>
  ) -> JSONValue? {
    let size =
      count.lowerBound == count.upperBound
      ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
    guard let elements = value.array else { return wrongType(value, "a list of \(size) elements") }
    guard count.contains(elements.count) else {
      faults.add(
        .outOfRange, at: value,
        found: elements.isEmpty ? "an empty list" : "a list of \(elements.count) elements",
        allowed: "a list of \(size) elements")
      return nil
    }
    let resolved = elements.map { resolve($0, as: items) }
    guard !resolved.contains(where: { $0 == nil }) else { return nil }
    return JSONValue(.array(resolved.compactMap(\.self)), origin: value.origin, path: value.path)
  }

  private mutating func resolveDictionary(_ value: JSONValue, _ values: Schema) -> JSONValue? {
    let allowed = "an object of key paths such as { \"network.beta\": … }"
    guard let object = value.object else { return wrongType(value, allowed) }
    guard !object.members.isEmpty else { return wrongType(value, allowed) }
    guard object.members.count <= Schema.mostKeys else {
      faults.add(
        .outOfRange, at: value, found: "an object of \(object.members.count) keys",
        allowed: "at most \(Schema.mostKeys)")
      return nil
    }
    var resolved = JSONObject()
    var isSound = true
    for var member in object.members {
      if let result = resolve(member.value, as: values) {
        member.value = result
        resolved.set(member)
      } else {
        isSound = false
      }
    }
    return isSound
      ? JSONValue(.object(resolved), origin: value.origin, path: value.path) : nil
  }

  // MARK: Objects

  private mutating func resolveObject(_ value: JSONValue, _ schema: ObjectSchema) -> JSONValue? {
    guard let object = value.object else { return wrongType(value, "an object { … }") }
    let keys = schema.applicableKeys(for: object)
    let isDecided = schema.isDecided(for: object)
    var isSound = true
    for member in object.members where !keys.contains(where: { $0.name == member.key }) {
      let conflict = schema.conflict(ofKey: member.key, in: object)
      // Which keys apply is unknown until a misspelt or missing selector is mended.
      if !isDecided && schema.isKnownAnywhere(member.key) { continue }
      isSound = false
      let alike = isDecided ? keys.map(\.name) : schema.everyName
      report(
        unknown: member, conflict: conflict, keys: keys,
        suggestion: Suggestion.nearest(to: member.key, among: alike)
          ?? place(of: member, in: schema))
    }
    var resolved = JSONObject()
    for key in keys {
      if let member = object.members.first(where: { $0.key == key.name }) {
        if let result = resolve(member.value, as: key.schema) {
          resolved.set(JSONObject.Member(key: key.name, origin: member.origin, value: result))
        } else {
          isSound = false
        }
        continue
      }
      switch key.absence {
      case .meaningful: break
      case .fault:
        isSound = false
        faults.add(
          .missingKey, location: value.origin, path: value.path.appending(key.name),
          found: "nothing", allowed: "\(key.schema.words) (this key is required)")
      case .standard(let standard):
        let placed = standard.relocated(to: value.path.appending(key.name), origin: .none)
        // A default that its own schema refuses is our mistake, not the user's.
        guard let result = resolve(placed, as: key.schema) else {
          preconditionFailure("the default of \(placed.path) is faulty: \(faults)")
        }
        resolved.set(JSONObject.Member(key: key.name, origin: .none, value: result))
      }
    }
    guard isSound else { return nil }
    return JSONValue(.object(resolved), origin: value.origin, path: value.path)
  }

  private mutating func report(
    unknown member: JSONObject.Member, conflict: ObjectSchema.Conflict?, keys: [SchemaKey],
    suggestion: String?
  ) {
    let names = keys.map(\.name)
    guard let conflict else {
      return faults.add(
        .unknownKey, at: member, allowed: "the keys \(names.joined(separator: ", "))",
        suggestion: suggestion)
    }
    faults.add(
      .inapplicableKey, at: member,
      found:
        "a key of \"\(conflict.selector)\": \"\(conflict.wanted)\", but \"\(conflict.selector)\" "
        + "is \"\(conflict.actual)\" here\(conflict.isStandard ? " (the default)" : "")",
      allowed: "the keys \(names.joined(separator: ", "))")
  }

  // MARK: Faults

  mutating func wrongType(_ value: JSONValue, _ allowed: String) -> JSONValue? {
    faults.add(.wrongType, at: value, allowed: allowed)
    return nil
  }

  static func oneOf(_ names: [String]) -> String {
    (names.count > 1 ? "one of " : "") + names.map { "\"\($0)\"" }.joined(separator: ", ")
  }
}
