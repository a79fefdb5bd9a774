/// How strings and keys are written, in files and in messages.
package enum JSONText {
  /// Longest text shown in a message, in characters.
  static let longestShown = 60

  /// The text as a JSON string, quoted and escaped.
  ///
  /// - Parameter escapesInvisible: Whether characters that change the direction or the line of a text
  ///   are escaped as control characters are. If not, the string is byte for byte what serde_json
  ///   writes.
  package static func quoted(_ text: String, escapesInvisible: Bool = true) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{8}" where !escapesInvisible: result += "\\b"
      case "\u{c}" where !escapesInvisible: result += "\\f"
      default:
        if scalar < " " || escapesInvisible && isInvisible(scalar) {
          for unit in Character(scalar).utf16 {
            let digits = String(unit, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          }
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  /// The text, or its beginning and an ellipsis when it is long.
  package static func cut(_ text: String) -> String {
    // By scalars: one character may hold any number of combining marks.
    let scalars = text.unicodeScalars
    guard
      let end = scalars.index(
        scalars.startIndex, offsetBy: longestShown, limitedBy: scalars.endIndex),
      end != scalars.endIndex
    else { return text }
    return String(scalars[..<end]) + "…"
  }

  /// The text for a terminal, on one line: without characters that could steer it.
  package static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { isInvisible($0) ? "\u{fffd}" : $0 }))
  }

  /// A name that a file gave, for a message: printable, and cut when it is long.
  package static func shown(_ name: String) -> String { cut(printable(name)) }

  /// Whether a byte may stand in a key path without quotation marks.
  static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "$"), UInt8(ascii: "_"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}

/// How numbers are written.
enum JSONNumber {
  /// The one text of a number: whole numbers without point or exponent up to 10¹⁵, others as the
  /// shortest text that reads back as the same `Double`.
  ///
  /// - Parameter text: A text of JSON's grammar for numbers, or the description of a finite
  ///   floating-point value.
  static func canonical(_ text: String) -> String {
    if let value = Int(text) { return String(value) }
    guard let value = Double(text), value.isFinite else { return text }
    if let whole = Int(exactly: value), whole.magnitude < 1_000_000_000_000_000 {
      return String(whole)
    }
    // Swift writes 1e-06 and 1e+22.
    let description = value.description
    guard let mark = description.firstIndex(of: "e") else { return description }
    let exponent = Int(description[description.index(after: mark)...]) ?? 0
    let mantissa = description[..<mark]
    return (mantissa.hasSuffix(".0") ? mantissa.dropLast(2) : mantissa) + "e\(exponent)"
  }
}
