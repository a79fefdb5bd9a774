import Foundation
import SpikeFiles

/// How numbers are written in charts and their tables.
package enum NumberText {
  /// What stands where there is no number.
  package static let absent = "–"

  /// A number with so many significant digits: `98.2`, `0.00031`, `1.5e-7`.
  package static func significant(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return absent }
    guard value != 0 else { return "0" }
    let exponent = Int(log10(abs(value)).rounded(.down))
    if exponent < -4 || exponent >= 12 {
      let mantissa = value / pow(10, Double(exponent))
      return "\(trimmed(fixed(mantissa, places: digits - 1)))e\(exponent)"
    }
    let places = max(0, digits - 1 - exponent)
    return trimmed(fixed(value, places: min(places, 12)))
  }

  /// A number on an axis, thousands shortened: `25`, `0.5`, `12 k`, `3.5 G`.
  static func tick(_ value: Double) -> String {
    guard value.isFinite else { return absent }
    for (unit, name) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
    where abs(value) >= unit && (unit > 1e3 || abs(value) >= 1e4) {
      return significant(value / unit, digits: 4) + " " + name
    }
    return significant(value, digits: 4)
  }

  /// A number in a table: five significant digits, from 10 000 on all digits before the point, in
  /// groups of three.
  static func grouped(_ value: Double) -> String {
    guard abs(value) >= 1e4, abs(value) < 1e15 else { return significant(value, digits: 5) }
    let digits = "\(Int(abs(value).rounded()))"
    var text = ""
    for (place, digit) in digits.enumerated() {
      // A narrow space that no line breaks at.
      if place > 0 && (digits.count - place) % 3 == 0 { text += "\u{202f}" }
      text.append(digit)
    }
    return (value < 0 ? "-" : "") + text
  }

  /// A length in a picture, to hundredths and without needless zeros.
  static func length(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "0" }
    return trimmed(fixed(value, places: 2))
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text[...]
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text == "-0" ? "0" : String(text)
  }
}
