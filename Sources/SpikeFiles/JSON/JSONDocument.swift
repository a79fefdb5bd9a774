/// A parsed JSON text: its root and the keys that stand in it twice.
///
/// Accepted beyond the standard: comments (`//` to the end of the line, `/* … */`), a comma after
/// the last element, and a byte-order mark. Bounds: 4 MiB of text, 100 levels, 2²⁰ values.
public struct JSONDocument: Sendable {
  /// Deepest nesting of arrays and objects that is accepted.
  public static let deepestNesting = 100
  /// Largest text that is accepted, in bytes. Configs are a few kilobytes; what is much larger was
  /// named by mistake.
  public static let largestText = 4 << 20

  /// Most values that are accepted, those inside of others included: a text of nothing but brackets
  /// would else take a hundred times its size in memory.
  public static let mostValues = 1 << 20

  /// The root value.
  public var root: JSONValue
  /// Keys that stand twice in one object, in the order met. ``root`` holds the first of each.
  public var duplicateKeys: [JSONDuplicateKey]
  /// How many values there are, those inside of others included.
  package var valueCount: Int

  /// Parses a text.
  ///
  /// - Parameter bytes: The text in UTF-8.
  /// - Throws: The first ``JSONSyntaxError``.
  /// - Complexity: O(bytes).
  public init(parsing bytes: [UInt8]) throws(JSONSyntaxError) {
    try self.init(parsing: bytes, mostValues: Self.mostValues)
  }

  init(parsing bytes: [UInt8], mostValues: Int) throws(JSONSyntaxError) {
    guard bytes.count <= Self.largestText else {
      throw JSONSyntaxError(
        position: SourcePosition(line: 1, column: 1), found: "\(bytes.count) bytes",
        expected: "a file of at most \(Self.largestText) bytes")
    }
    try Self.checkEncoding(of: bytes)
    var parser = JSONParser(bytes, mostValues: mostValues)
    root = try parser.parseDocument()
    duplicateKeys = parser.duplicateKeys
    valueCount = parser.valueCount
  }

  /// Parses a text.
  ///
  /// - Throws: The first ``JSONSyntaxError``.
  public init(parsing text: String) throws(JSONSyntaxError) {
    try self.init(parsing: Array(text.utf8))
  }

  private static func checkEncoding(of bytes: [UInt8]) throws(JSONSyntaxError) {
    var decoder = Unicode.UTF8.ForwardParser()
    var remaining = bytes.makeIterator()
    var position = SourcePosition(line: 1, column: 1)
    while true {
      switch decoder.parseScalar(from: &remaining) {
      case .emptyInput: return
      case .valid(let scalar):
        if scalar.first == UInt8(ascii: "\n") {
          position = SourcePosition(line: position.line + 1, column: 1)
        } else {
          position.column += 1
        }
      case .error:
        throw JSONSyntaxError(
          position: position, found: "bytes that are not UTF-8", expected: "text in UTF-8")
      }
    }
  }
}
