#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// `97.12 %`.
package func percent(_ share: Double) -> String { fixed(share * 100, places: 2) + " %" }

/// A number with some decimal places.
package func fixed(_ value: Double, places: Int) -> String {
  // Beyond that a double prints itself with an exponent.
  guard abs(value) < 1e15 else { return "\(value)" }
  let rounded = value.rounded(toPlaces: places)
  guard places > 0 else { return "\(Int(rounded))" }
  var text = "\(abs(rounded))"
  // A double prints its shortest text; between 1e-4 and 1e16 that is plain decimal notation.
  if text.contains("e") { text = "0.0" }
  let point = text.firstIndex(of: ".") ?? text.endIndex
  let decimals = text.distance(from: point, to: text.endIndex) - 1
  return (rounded < 0 ? "-" : "") + text + String(repeating: "0", count: max(0, places - decimals))
}

/// `3.52 M`: a count with its thousands, millions, … for people.
package func short(_ value: Double) -> String {
  for (unit, name) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] where value >= unit {
    return fixed(value / unit, places: 2) + " " + name
  }
  return fixed(value, places: 0)
}

/// `1.09 ± 0.10 M`: a mean and its spread with the same unit.
package func short(_ value: Double, spread: Double) -> String {
  for (unit, name) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] where value >= unit {
    return fixed(value / unit, places: 2) + " ± " + fixed(spread / unit, places: 2) + " " + name
  }
  return fixed(value, places: 0) + " ± " + fixed(spread, places: 0)
}

extension Double {
  /// Rounded to some decimal places, for times that people read.
  package func rounded(toPlaces places: Int) -> Double {
    var factor = 1.0
    for _ in 0..<places { factor *= 10 }
    return (self * factor).rounded() / factor
  }

  /// Rounded to some significant digits.
  package func rounded(toDigits digits: Int) -> Double {
    guard isFinite, self != 0 else { return self }
    let places = digits - 1 - Int(log10(abs(self)).rounded(.down))
    let factor = pow(10, Double(abs(places)))
    let rounded =
      places >= 0 ? (self * factor).rounded() / factor : (self / factor).rounded() * factor
    return rounded.isFinite ? rounded : self
  }
}

/// A number of things: `1 run`, `3 runs`.
///
/// - Parameter plural: The word for several; with an s unless told.
package func counted(_ count: Int, _ word: String, _ plural: String? = nil) -> String {
  "\(count) \(count == 1 ? word : plural ?? word + "s")"
}
