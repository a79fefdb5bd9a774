import SpikeFiles

/// A page that documents a schema, in Markdown: tables with a row for every key.
///
/// A key stands there once. Where it applies in several cases with the same values, default and
/// meaning, the later ones only name it.
struct SchemaPage {
  private(set) var text = ""
  private let list: SchemaRows
  private var known: Set<[String]> = []

  /// - Parameter separate: Paths of keys that have a list of their own.
  init(separate: Set<String>) { list = SchemaRows(separate: separate) }

  /// Appends a heading or a paragraph.
  mutating func add(_ paragraph: String) { text += (text.isEmpty ? "" : "\n") + paragraph + "\n" }

  /// Appends the keys of an object.
  mutating func add(keysOf object: ObjectSchema, path: String, _ place: @escaping SchemaPlace) {
    let members = SchemaObjectPlace(members: [], place: place)
    add(object.keys.flatMap { list.rows(of: $0, path: path + $0.name, in: members) })
  }

  /// Appends everything below a key.
  mutating func add(below schema: Schema, path: String, _ place: @escaping SchemaPlace) {
    add(list.rows(below: schema, path: path, place))
  }

  /// Appends the cases of an object, each under a heading with an example and its own keys.
  mutating func add(
    casesOf object: ObjectSchema, path: String, chosen: [(String, JSONValue?)] = [],
    _ place: @escaping SchemaPlace
  ) {
    guard let selector = object.selector else { return }
    if chosen.isEmpty { add([row(of: selector, path: path, place)]) }
    for selected in selector.cases {
      let names = chosen + [(selector.key, .string(selected.name))]
      let whole: SchemaPlace = { place($0).laid(over: selected.example.beside) }
      let members = selected.rest.exampleMembers(names)
      add("### " + names.map { "`\"\($0)\": \($1?.spacedText ?? "")`" }.joined(separator: ", "))
      add(selected.documentation + "\n\n" + Self.code(members.map { whole(.object($0)) }))
      let own = SchemaObjectPlace(members: members ?? [], place: whole)
      var rows = selected.rest.keys.flatMap { list.rows(of: $0, path: path + $0.name, in: own) }
      if let inner = selected.rest.selector {
        rows.insert(row(of: inner, path: path, own.place, names), at: 0)
      }
      add(rows)
      add(casesOf: selected.rest, path: path, chosen: names, whole)
    }
  }

  private func row(
    of selector: SchemaSelector, path: String, _ place: @escaping SchemaPlace,
    _ chosen: [(String, JSONValue?)] = []
  ) -> SchemaRow {
    let key = selector.asKey
    let shown = selector.cases.first { $0.name != selector.standard } ?? selector.cases[0]
    let members = shown.rest.exampleMembers(chosen + [(key.name, .string(shown.name))])
    let object = SchemaObjectPlace(members: members ?? [], place: place)
    var row = list.rows(of: key, path: path + key.name, in: object)[0]
    row.example = members.map { place(.object($0)).laid(over: shown.example.beside) }
    row.meaning = key.documentation + " Each is below."
    return row
  }

  /// Appends a table, with the rows that no table has yet.
  private mutating func add(_ rows: [SchemaRow]) {
    var fresh: [SchemaRow] = []
    var repeated: [String] = []
    for row in rows {
      if known.insert([row.path, row.values, row.standard, row.meaning]).inserted {
        fresh.append(row)
      } else {
        repeated.append("`\(row.path)`")
      }
    }
    if !fresh.isEmpty {
      let lines = fresh.map { row in
        let cells = [
          "`\(row.path)`", row.values, row.standard, row.meaning, Self.code(row.example),
        ]
        return "| " + cells.map(Self.escaped).joined(separator: " | ") + " |"
      }
      let head = "| key | values | default | meaning | example |\n|---|---|---|---|---|\n"
      add(head + lines.joined(separator: "\n"))
    }
    if !repeated.isEmpty { add("As above: " + repeated.joined(separator: ", ") + ".") }
  }

  /// The members of a config as code.
  private static func code(_ config: JSONValue?) -> String {
    guard let text = config?.spacedText else { return "" }
    return "`\(text.dropFirst(2).dropLast(2))`"
  }

  /// The text for a cell of a table, where a bar would end it.
  private static func escaped(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
