/// A name that a file gave, for a message: at most 60 characters on one line, without any that could
/// steer the terminal that shows them.
func shown(_ name: String) -> String {
  var text = String.UnicodeScalarView()
  for (place, scalar) in name.unicodeScalars.enumerated() {
    if place == 60 { return String(text) + "…" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: text.append("\u{fffd}")
    default: text.append(scalar)
    }
  }
  return String(text)
}
