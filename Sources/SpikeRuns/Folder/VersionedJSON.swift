import SpikeFiles

/// Reads a JSON file of a run or sweep.
///
/// - Parameter format: The newest value of its `format` that is understood; one without any is of
///   the first. nil for a file that has none.
/// - Throws: ``SpikeFiles/FileError`` when it cannot be read, ``RunError`` when it is not JSON or of a newer
///   format.
package func readJSON(_ path: String, format: Int? = nil) throws -> JSONValue {
  let bytes = try readFile(path, limit: JSONDocument.largestText)
  let json: JSONValue
  do {
    json = try JSONDocument(parsing: bytes).root
  } catch {
    throw RunError.unreadable(
      file: path,
      reason: "line \(error.position.line), column \(error.position.column): found \(error.found), "
        + "expected \(error.expected)")
  }
  if let format, let found = json["format"]?.integer, found > format {
    throw RunError.newer(file: path, found: found, supported: format)
  }
  return json
}
