import SpikeFiles

/// One of the things that a config can name in some place: its name, its settings with their ranges,
/// defaults and documentation, and how it is read and written.
struct Declaration<Value: Sendable>: Sendable {
  let name: String
  let documentation: String
  /// What stands beside the name; nil where it always stands alone.
  let settings: Schema?
  /// How the documentation shows it.
  var example = SchemaExample()
  /// Makes it of its settings, all of which are there.
  let read: @Sendable (ResolvedReader) -> Value
  /// Its settings; nil of a value that is another thing of the list. `.null` where it has none.
  let write: @Sendable (Value, ConfigForm) -> JSONValue?

  /// Something with settings.
  init(
    _ name: String, _ documentation: String, _ settings: Schema,
    read: @escaping @Sendable (ResolvedReader) -> Value,
    write: @escaping @Sendable (Value, ConfigForm) -> JSONValue?
  ) {
    (self.name, self.documentation, self.settings) = (name, documentation, settings)
    (self.read, self.write) = (read, write)
  }

  /// Something whose settings are keys of an object.
  init(
    _ name: String, _ documentation: String, keys: [SchemaKey],
    read: @escaping @Sendable (ResolvedReader) -> Value,
    write: @escaping @Sendable (Value, ConfigForm) -> JSONValue?
  ) {
    self.init(name, documentation, .object(ObjectSchema(keys)), read: read, write: write)
  }
}

extension Declaration where Value: Equatable {
  /// Something without settings.
  init(_ name: String, _ documentation: String, is value: Value) {
    (self.name, self.documentation, settings) = (name, documentation, nil)
    read = { _ in value }
    write = { found, _ in found == value ? .null : JSONValue?.none }
  }
}

/// Everything that a config can name in one place.
///
/// The schema, the reader and the writer all come from this list, so that none can know a name that
/// another does not.
struct Declarations<Value: Sendable>: Sendable {
  private let list: [Declaration<Value>]

  init(_ list: [Declaration<Value>]) { self.list = list }

  // MARK: A choice: "name", or { "name": settings }

  /// The schema of a choice.
  var choice: Schema {
    .choice(
      list.map { declaration in
        var alternative = SchemaAlternative(declaration.name, declaration.documentation)
        alternative.payload = declaration.settings
        alternative.example = declaration.example
        return alternative
      })
  }

  /// Reads a choice.
  func read(choice resolved: ResolvedReader) -> Value {
    let (name, settings) = resolved.choice
    return declaration(name).read(settings)
  }

  /// Writes a choice.
  func json(_ value: Value, _ form: ConfigForm) -> JSONValue {
    let (declaration, settings) = written(value, form)
    guard declaration.settings != nil else { return .string(declaration.name) }
    return .object([(declaration.name, settings)])
  }

  // MARK: A key that decides which other keys apply

  /// The cases of a selector, by the names of the list.
  ///
  /// - Parameter further: Keys that all of them have besides.
  func cases(further: [SchemaKey] = []) -> [SchemaSelector.Case] {
    list.map { declaration in
      var keys: [SchemaKey] = []
      if case .object(let object) = declaration.settings { keys = object.keys }
      var selected = SchemaSelector.Case(
        declaration.name, declaration.documentation, keys + further)
      selected.example = declaration.example
      return selected
    }
  }

  /// Reads an object whose `key` decides.
  func read(_ resolved: ResolvedReader, by key: String) -> Value {
    declaration(resolved[key].string).read(resolved)
  }

  /// The members of an object whose `key` decides.
  func members(_ value: Value, by key: String, _ form: ConfigForm) -> [(String, JSONValue?)] {
    let (declaration, settings) = written(value, form)
    return [(key, .string(declaration.name))]
      + (settings.object?.members.map { ($0.key, $0.value) } ?? [])
  }

  /// The name of a value.
  func name(of value: Value) -> String { written(value, .complete).declaration.name }

  private func declaration(_ name: String) -> Declaration<Value> {
    guard let found = list.first(where: { $0.name == name }) else {
      preconditionFailure("the schema, made of this list, let the name \(name) pass")
    }
    return found
  }

  private func written(
    _ value: Value, _ form: ConfigForm
  ) -> (declaration: Declaration<Value>, settings: JSONValue) {
    for declaration in list {
      if let settings = declaration.write(value, form) { return (declaration, settings) }
    }
    preconditionFailure("nothing in the list is \(value)")
  }
}

/// Names that a config may choose from: an enumeration whose raw values they are.
protocol ConfigName: RawRepresentable<String>, CaseIterable {
  /// What a name means, one sentence.
  var meaning: String { get }
}

extension ConfigName {
  /// The schema of a choice among the names.
  static var schema: Schema {
    .enumeration(allCases.map { SchemaName($0.rawValue, $0.meaning) })
  }

  /// A key whose value is one of the names.
  static func key(_ name: String, default value: Self, _ documentation: String) -> SchemaKey {
    .key(name, schema, default: .string(value.rawValue), documentation)
  }
}
