/// A piece of HTML or SVG.
///
/// The names of elements and attributes, and style sheets, are literals of this program. What a user
/// wrote can stand in a text or in an attribute's value alone, and both are escaped in one place,
/// ``escape(_:to:)``: a run named `<script>` is text wherever it is shown.
indirect enum Markup: Sendable {
  /// An element; an attribute whose value is nil is left out.
  case element(StaticString, [(StaticString, String)], [Markup])
  /// Text.
  case text(String)
  /// A style sheet.
  case style(StaticString)

  /// An element.
  static func tag(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:],
    _ children: [Markup] = []
  ) -> Markup {
    let given = attributes.compactMap { key, value in value.map { (key, $0) } }
    return .element(name, given, children)
  }

  /// An element that holds a text.
  static func tag(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], _ text: String
  ) -> Markup {
    tag(name, attributes, [.text(text)])
  }

  /// The HTML.
  var html: String {
    var output = ""
    write(to: &output)
    return output
  }

  private func write(to output: inout String) {
    switch self {
    case .text(let text): Self.escape(text, to: &output)
    case .style(let sheet): output += "<style>\(sheet)</style>\n"
    case .element(let name, let attributes, let children):
      let name = name.description
      output += "<" + name
      for (key, value) in attributes {
        output += " \(key)=\""
        Self.escape(value, to: &output)
        output += "\""
      }
      if Self.shapes.contains(name) { return output += "/>" }
      output += ">"
      if Self.void.contains(name) { return output += "\n" }
      for child in children { child.write(to: &output) }
      output += "</\(name)>"
      if Self.blocks.contains(name) { output += "\n" }
    }
  }

  /// Elements of SVG that hold nothing.
  private static let shapes: Set = ["path", "rect", "line", "circle"]
  /// Elements of HTML that have no end.
  private static let void: Set = ["meta"]
  /// Elements after which a line ends, so that a report can be read as text.
  private static let blocks: Set = [
    "head", "title", "body", "section", "figure", "svg", "table", "tr", "details", "p", "h1", "h2",
    "h3", "ul", "li", "div", "header", "footer",
  ]

  /// Turns text into markup that shows it. Characters that steer rather than show, such as those
  /// that change a text's direction, become U+FFFD.
  private static func escape(_ text: String, to output: inout String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      case "\n", "\t": output.unicodeScalars.append(scalar)
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate: output += "\u{fffd}"
        default: output.unicodeScalars.append(scalar)
        }
      }
    }
  }
}
