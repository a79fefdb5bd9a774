/// Lines of cells as RFC 4180 has them, without control characters: a file's names reach a terminal, or
/// a spreadsheet, as text alone.
package func commaSeparated(_ lines: [[String]]) -> String {
  lines.map { line in
    line.map { cell in
      let cell = JSONText.printable(cell)
      let text = isFormula(cell) ? "'" + cell : cell
      return text.contains { ",\"".contains($0) }
        ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }.joined(separator: ",") + "\n"
  }.joined()
}

/// Whether a spreadsheet would take a cell for a formula: numbers keep their minus, and so do rows of them.
private func isFormula(_ cell: String) -> Bool {
  switch cell.first {
  case "=", "+", "@": true
  case "-": !cell.split(separator: " ").allSatisfy { Double($0) != nil }
  default: false
  }
}
