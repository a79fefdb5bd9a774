import TestSupport
import Testing

@testable import SpikeConfig
@testable import SpikeFiles

/// A row of the page's tables.
private struct PageRow {
  let path: String
  let standard: String
  let meaning: String
  let example: String

  /// The path's keys; none for the place in a list.
  var keys: [String] { path.replacing("[0]", with: "").split(separator: ".").map(String.init) }

  static func all(_ page: String) -> [PageRow] {
    page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
      let cells = line.replacing("\\|", with: "\u{1}").split(
        separator: "|", omittingEmptySubsequences: true
      ).map { cell in
        String(cell).replacing("\u{1}", with: "|").trimming { $0 == " " }
      }
      return PageRow(
        path: cells[0].trimming { $0 == "`" }, standard: cells[2], meaning: cells[3],
        example: cells.count > 4 ? cells[4] : "")
    }
  }
}

extension String {
  fileprivate func trimming(_ isGone: (Character) -> Bool) -> String {
    let rest = drop(while: isGone)
    return String(
      rest[..<(rest.lastIndex { !isGone($0) }.map(rest.index(after:)) ?? rest.endIndex)])
  }

  /// The words alone, without what marks code.
  fileprivate var words: String { filter { $0 != "`" && $0 != "\"" } }
}

/// The page in `Documentation` that lists every key of a config.
@Suite struct ConfigPageTests {
  private static let page = ConfigSchema.page

  @Test func `the page in Documentation is current`() throws {
    let file = shipped("").replacing("/Configs/", with: "/Documentation/Configs.md")
    #expect(
      String(decoding: try readFile(file, limit: 1 << 24), as: UTF8.self) == Self.page,
      "run `spikelab schema --markdown > Documentation/Configs.md`")
  }

  @Test func `every example is a config that can be read, and has its key`() throws {
    let rows = PageRow.all(Self.page)
    #expect(rows.count > 150)
    for row in rows {
      try #require(row.example.count > 2, "\(row.path) has no example")
      let document = try Self.document(row.example)
      #expect(throws: Never.self, "\(row.path): \(row.example)") {
        try ConfigFile.parse(document.lineText, file: "c.json")
      }
      #expect(Self.has(row.keys[...], in: document), "\(row.path): \(row.example)")
    }
  }

  @Test func `the example of every case can be read, and names it`() throws {
    let lines = Self.page.split(separator: "\n")
    var cases = 0
    for (place, line) in lines.enumerated() where line.hasPrefix("### `") {
      let heading = line.dropFirst(4).filter { $0 != "`" }
      // Its meaning is between.
      let document = try Self.document(String(lines[place + 2]))
      #expect(throws: Never.self, "\(heading)") { try config(document.lineText) }
      let part = document[heading.hasPrefix("\"dataset\"") ? "data" : "learning"]
      #expect(part?.spacedText.contains(heading) == true, "\(heading)")
      cases += 1
    }
    #expect(cases > 20)
  }

  @Test func `every key of the schema is there, with its meaning and default`() throws {
    let rows = Dictionary(grouping: PageRow.all(Self.page)) { $0.keys.last ?? "" }
    let schema = try JSONDocument(parsing: ConfigSchema.jsonSchema).root
    var seen = 0
    func look(_ value: JSONValue) {
      for member in value["properties"]?.object?.members ?? [] {
        seen += 1
        let alike = rows[member.key] ?? []
        #expect(!alike.isEmpty, "no row for \(member.key)")
        guard let text = member.value["description"]?.string else { continue }
        let meaning = (text.split(separator: " Here: ").first ?? "") + ""
        let fit = alike.filter { $0.meaning.words.hasPrefix(String(meaning).words) }
        #expect(!fit.isEmpty, "no row for \(member.key): \(meaning)")
        guard let standard = member.value["default"] else { continue }
        #expect(
          fit.contains {
            let text = $0.standard.trimming { $0 == "`" }
            return (try? JSONDocument(parsing: text))?.root.canonicalText == standard.canonicalText
          }, "no row for \(member.key) with the default \(standard.spacedText)")
      }
      for member in value.object?.members ?? [] where member.key != "variants" {
        look(member.value)
      }
      for element in value.array ?? [] { look(element) }
    }
    look(schema)
    #expect(seen > 150)
  }

  /// The base with an example, whose members replace the base's.
  private static func document(_ example: String) throws -> JSONValue {
    let own = try JSONDocument(parsing: "{ \(example.trimming { $0 == "`" }) }").root
    var base = try #require(JSONDocument(parsing: ConfigSchema.pageBase).root.object)
    for member in own.object?.members ?? [] { base[member.key] = member.value }
    return JSONValue(.object(base))
  }

  /// Whether a value has a key path; a name alone is the last key of one.
  private static func has(_ keys: ArraySlice<String>, in value: JSONValue) -> Bool {
    guard let key = keys.first else { return true }
    if let elements = value.array { return elements.contains { has(keys, in: $0) } }
    if value.string == key { return keys.count == 1 }
    return value[key].map { has(keys.dropFirst(), in: $0) } ?? false
  }
}
