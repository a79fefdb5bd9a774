import SpikeFiles

/// The keys of an object in a config.
///
/// Some keys apply only beside a certain value of another key: `epsilon` only where `rule` is
/// `lfp-epsilon`. The key that decides is the ``selector``.
package struct ObjectSchema: Sendable {
  /// Keys that always apply.
  package var keys: [SchemaKey]
  /// The key that decides which further keys apply, if there is one.
  package var selector: SchemaSelector?

  package init(_ keys: [SchemaKey], selector: SchemaSelector? = nil) {
    self.keys = keys
    self.selector = selector
  }

  /// The schema of one of ``keys``.
  func schema(of key: String) -> Schema {
    guard let known = keys.first(where: { $0.name == key }) else {
      preconditionFailure("an object whose short form is a key \(key) that it lacks")
    }
    return known.schema
  }

  /// Whether `{}` is allowed.
  var isOptionalThroughout: Bool {
    !keys.contains(where: \.isRequired)
      && selector.map { selector in
        selector.standard.map { selector.selectCase($0)?.rest.isOptionalThroughout ?? false }
          ?? false
      } ?? true
  }
}

/// One key of an object.
package struct SchemaKey: Sendable {
  /// What its absence means.
  enum Absence: Sendable {
    /// A fault.
    case fault
    /// Something of its own, which the documentation says.
    case meaningful
    /// This value.
    case standard(JSONValue)
  }

  package var name: String
  package var schema: Schema
  var absence: Absence
  var documentation: String
  var example = SchemaExample()

  var isRequired: Bool {
    if case .fault = absence { true } else { false }
  }

  var standard: JSONValue? {
    if case .standard(let value) = absence { value } else { nil }
  }

  /// A key that must be there.
  package static func required(_ name: String, _ schema: Schema, _ documentation: String) -> Self {
    Self(name: name, schema: schema, absence: .fault, documentation: documentation)
  }

  /// A key whose absence says something of its own.
  package static func optional(_ name: String, _ schema: Schema, _ documentation: String) -> Self {
    Self(name: name, schema: schema, absence: .meaningful, documentation: documentation)
  }

  /// A key with a default.
  package static func key(
    _ name: String, _ schema: Schema, default value: JSONValue, _ documentation: String
  ) -> Self {
    Self(name: name, schema: schema, absence: .standard(value), documentation: documentation)
  }
}

/// A key whose value decides which other keys apply.
package struct SchemaSelector: Sendable {
  package struct Case: Sendable {
    var name: String
    var documentation: String
    /// The keys that apply in this case; may have a selector of its own.
    package var rest: ObjectSchema
    var example = SchemaExample()

    init(_ name: String, _ documentation: String, _ keys: [SchemaKey]) {
      self.init(name, documentation, rest: ObjectSchema(keys))
    }

    init(_ name: String, _ documentation: String, rest: ObjectSchema) {
      self.name = name
      self.documentation = documentation
      self.rest = rest
    }
  }

  var key: String
  /// The case when the key is absent; nil when it must be there.
  var standard: String?
  var documentation: String
  package var cases: [Case]

  func selectCase(_ name: String) -> Case? { cases.first { $0.name == name } }

  /// The selector as an ordinary key.
  package var asKey: SchemaKey {
    SchemaKey(
      name: key, schema: .enumeration(cases.map { SchemaName($0.name, $0.documentation) }),
      absence: standard.map { .standard(.string($0)) } ?? .fault, documentation: documentation)
  }
}

extension ObjectSchema {
  /// Every key that applies to an object, its selectors among them, in the order they are written.
  func applicableKeys(for object: JSONObject) -> [SchemaKey] {
    guard let selector else { return keys }
    guard let chosen = selector.choice(in: object) else { return [selector.asKey] + keys }
    return [selector.asKey] + chosen.rest.applicableKeys(for: object) + keys
  }
}

extension SchemaSelector {
  /// The case an object chooses, by its own words or by default; nil when it names none.
  func choice(in object: JSONObject) -> Case? {
    guard let value = object[key] else { return standard.flatMap(selectCase) }
    return value.string.flatMap(selectCase)
  }
}
