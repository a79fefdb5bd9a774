/// Lines of cells as RFC 4180 has them.
func commaSeparated(_ lines: [[String]]) -> String {
  lines.map { line in
    line.map { cell in
      // A leading = + @ would be a formula to a spreadsheet; numbers keep their minus.
      let isFormula = cell.first.map { "=+@\t".contains($0) } ?? false
      let text = isFormula ? "'" + cell : cell
      return text.contains { ",\"\n\r".contains($0) }
        ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }.joined(separator: ",") + "\n"
  }.joined()
}
