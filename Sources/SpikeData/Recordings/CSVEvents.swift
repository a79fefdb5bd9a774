import SpikeFiles

/// Events in a CSV file: a line an event, of 4 numbers t, x, y, p, of 3 without p, or of 2, t and unit; or in
/// the order that a first line of names says.
enum CSVEvents {
  /// Reads the columns of a file's bytes.
  ///
  /// - Throws: ``SpikeFiles/DataError/malformed(path:part:expected:found:)`` with the line.
  static func columns(of bytes: [UInt8], path: String) throws(DataError) -> EventColumns {
    var names: [String] = []
    var columns: [[Double]] = []
    var line = 0
    for text in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      let fields = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
        trimmed(String(decoding: $0, as: UTF8.self))
      }
      if fields == [""] || fields[0].hasPrefix("#") { continue }
      if names.isEmpty {
        if Double(fields[0]) == nil {
          names = try header(fields, line, path)
        } else {
          names = try standard(fields.count, line, path)
        }
        columns = names.map { _ in [] }
        if Double(fields[0]) == nil { continue }
      }
      guard fields.count == names.count else {
        throw .malformed(
          path: path, part: "line \(line)", expected: "\(names.count) numbers",
          found: "\(fields.count)")
      }
      for (place, field) in fields.enumerated() {
        guard let value = Double(field) else {
          throw .malformed(
            path: path, part: "line \(line)", expected: "a number",
            found: JSONText.cut(JSONText.printable(field)))
        }
        columns[place].append(value)
      }
    }
    if names.isEmpty { (names, columns) = (["t", "unit"], [[], []]) }
    return try EventColumns(
      Dictionary(uniqueKeysWithValues: zip(names, columns)), path: path)
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }

  private static func header(
    _ fields: [String], _ line: Int, _ path: String
  ) throws(DataError) -> [String] {
    guard Set(fields).count == fields.count, fields.allSatisfy(EventColumns.names.contains) else {
      throw .malformed(
        path: path, part: "line \(line)",
        expected: "numbers, or the names \(EventColumns.names.joined(separator: ", ")), each once",
        found: JSONText.cut(JSONText.printable(fields.joined(separator: ","))))
    }
    return fields
  }

  private static func standard(
    _ count: Int, _ line: Int, _ path: String
  ) throws(DataError) -> [String] {
    switch count {
    case 2: return ["t", "unit"]
    case 3, 4: return Array(["t", "x", "y", "p"].prefix(count))
    default:
      throw .malformed(
        path: path, part: "line \(line)", expected: "t, x, y (and p), or t, unit",
        found: "\(count) numbers")
    }
  }
}
