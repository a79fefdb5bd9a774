extension JSONValue {
  /// The canonical text: one line, keys sorted by their UTF-8 bytes, no spaces, numbers in their
  /// shortest form. Two values that mean the same have the same canonical text.
  public var canonicalText: String {
    var text = ""
    writeLine(to: &text, sorted: true, colon: ":", comma: ",", braces: ("{", "}"))
    return text
  }

  /// The text on one line, in the order the members have, for line-by-line files.
  public var lineText: String {
    var text = ""
    writeLine(to: &text, sorted: false, colon: ": ", comma: ", ", braces: ("{", "}"))
    return text
  }

  /// The text on one line with spaces inside of braces, as documents show it.
  package var spacedText: String {
    var text = ""
    writeLine(to: &text, sorted: false, colon: ": ", comma: ", ", braces: ("{ ", " }"))
    return text
  }

  /// The text for people: two spaces of indentation, members in the order they have, and every
  /// array or object that fits into 100 columns on one line. Ends with a line break.
  public var prettyText: String {
    var text = ""
    writePretty(to: &text, indentation: 0, used: 0)
    return text + "\n"
  }

  private func writeLine(
    to text: inout String, sorted: Bool, colon: String, comma: String, braces: (String, String)
  ) {
    switch content {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .number(let number): text += JSONNumber.canonical(number)
    case .string(let string): text += JSONText.quoted(string)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += comma }
        element.writeLine(to: &text, sorted: sorted, colon: colon, comma: comma, braces: braces)
      }
      text += "]"
    case .object(let object):
      guard !object.members.isEmpty else { return text += "{}" }
      text += braces.0
      let members =
        sorted
        ? object.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        : object.members
      for (index, member) in members.enumerated() {
        if index > 0 { text += comma }
        text += JSONText.quoted(member.key) + colon
        member.value.writeLine(
          to: &text, sorted: sorted, colon: colon, comma: comma, braces: braces)
      }
      text += braces.1
    }
  }

  private func writePretty(to text: inout String, indentation: Int, used: Int) {
    let line = spacedText
    // The root stays open: a config of one line would be hard to read and to compare.
    if indentation > 0 && used + line.unicodeScalars.count <= 100 { return text += line }
    let inner = String(repeating: " ", count: indentation + 2)
    let outer = String(repeating: " ", count: indentation)
    switch content {
    case .array(let elements) where !elements.isEmpty:
      text += "["
      for (index, element) in elements.enumerated() {
        text += (index > 0 ? ",\n" : "\n") + inner
        element.writePretty(to: &text, indentation: indentation + 2, used: indentation + 3)
      }
      text += "\n\(outer)]"
    case .object(let object) where !object.members.isEmpty:
      text += "{"
      for (index, member) in object.members.enumerated() {
        let key = JSONText.quoted(member.key) + ": "
        text += (index > 0 ? ",\n" : "\n") + inner + key
        member.value.writePretty(
          to: &text, indentation: indentation + 2,
          used: indentation + 3 + key.unicodeScalars.count)
      }
      text += "\n\(outer)}"
    default: text += line
    }
  }
}
