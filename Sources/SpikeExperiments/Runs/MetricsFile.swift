/// `metrics.jsonl`: an object per line and epoch, only ever appended to.
///
/// A line counts once its line break is there. What a crash left behind the last line break is
/// dropped on reading and removed before the next line is written.
public struct MetricsFile: Sendable {
  /// The file.
  public var path: String

  /// Largest file that is read, in bytes.
  static let largest = 1 << 28
  /// Most JSON values that are read, all lines together. A line of a network of three layers has
  /// 50; a file of brackets alone would take a hundred times its size in memory.
  static let mostValues = 1 << 23

  /// The complete lines; none when there is no file.
  ///
  /// - Throws: ``FileError`` when the file cannot be read, ``RunError`` when a line is no object
  ///   with an `epoch`.
  public func read() throws -> [JSONValue] {
    guard kind(of: path) != .absent else { return [] }
    return try lines(of: try readFile(path, limit: Self.largest))
  }

  /// The complete lines of a file's bytes.
  ///
  /// - Throws: ``RunError`` when one is no object with an `epoch`, or there are too many values.
  func lines(
    of bytes: [UInt8], mostValues: Int = MetricsFile.mostValues
  ) throws(RunError) -> [JSONValue] {
    var lines: [JSONValue] = []
    var (rest, values) = (bytes[...], 0)
    // Behind the last line break: nothing, or a torn line.
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      guard let document = try? JSONDocument(parsing: Array(rest[..<end])),
        document.root["epoch"]?.integer != nil
      else {
        throw RunError.unreadable(
          file: path, reason: "line \(lines.count + 1) is not an object with an epoch")
      }
      values += document.valueCount
      guard values <= mostValues else {
        throw RunError.unreadable(file: path, reason: "it holds more than \(mostValues) values")
      }
      lines.append(document.root)
      rest = rest[(end + 1)...]
    }
    return lines
  }

  /// Appends a line and syncs it. When that fails, what was there before is left as it was.
  ///
  /// - Precondition: The value is an object with a whole-number `epoch`.
  /// - Throws: ``FileError``.
  func append(_ value: JSONValue) throws(FileError) {
    precondition(value["epoch"]?.integer != nil, "a line of metrics needs an epoch")
    try SpikeExperiments.append(Array((value.lineText + "\n").utf8), to: path, synced: true)
  }

  /// Keeps the complete lines up to an epoch, for a run that resumes from its checkpoint.
  func keep(throughEpoch last: Int) throws {
    guard kind(of: path) != .absent else { return }
    let kept = try read().filter { ($0["epoch"]?.integer ?? .max) <= last }
    try replaceFile(path, by: kept.map { $0.lineText + "\n" }.joined())
  }
}
