/// A recursive-descent parser over valid UTF-8 that keeps count of lines and columns.
struct JSONParser {
  let bytes: [UInt8]
  private(set) var offset = 0
  private(set) var position = SourcePosition(line: 1, column: 1)
  private var depth = 0
  private(set) var duplicateKeys: [JSONDuplicateKey] = []
  private(set) var valueCount = 0

  private let mostValues: Int

  init(_ bytes: [UInt8], mostValues: Int) {
    self.bytes = bytes
    self.mostValues = mostValues
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { offset = 3 }
  }

  mutating func parseDocument() throws(JSONSyntaxError) -> JSONValue {
    try skipSpace()
    let root = try parseValue(at: .root, expecting: "a value, usually {")
    try skipSpace()
    if byte != nil { throw unexpected("the end of the file") }
    return root
  }

  // MARK: Values

  private mutating func parseValue(
    at path: JSONPath, expecting expected: String
  ) throws(JSONSyntaxError) -> JSONValue {
    let start = position
    valueCount += 1
    guard valueCount <= mostValues else {
      throw JSONSyntaxError(
        position: position, found: "more than \(mostValues) values",
        expected: "at most so many")
    }
    let content: JSONValue.Content
    switch byte {
    case UInt8(ascii: "{"): content = .object(try parseObject(at: path))
    case UInt8(ascii: "["): content = .array(try parseArray(at: path))
    case UInt8(ascii: "\""): content = .string(try parseString())
    case UInt8(ascii: "-"): content = .number(try parseNumber())
    case _ where isDigit: content = .number(try parseNumber())
    default:
      switch wordAhead {
      case "true": content = .boolean(true)
      case "false": content = .boolean(false)
      case "null": content = .null
      case "NaN", "nan", "Infinity", "inf": throw unexpected("a finite number")
      case "": throw unexpected(expected)
      default: throw unexpected("\(expected); texts stand in double quotation marks")
      }
      for _ in 0..<wordAhead.utf8.count { advance() }
    }
    return JSONValue(content, origin: .file(start), path: path)
  }

  private mutating func parseObject(at path: JSONPath) throws(JSONSyntaxError) -> JSONObject {
    try enter()
    defer { depth -= 1 }
    var object = JSONObject()
    var firstPositions: [String: SourcePosition] = [:]
    while true {
      try skipSpace()
      if take("}") { return object }
      guard byte == UInt8(ascii: "\"") else {
        throw unexpected("a key in double quotation marks, or }")
      }
      let start = position
      let key = try parseString()
      try skipSpace()
      guard take(":") else { throw unexpected("a colon after the key \(Self.shown(key))") }
      try skipSpace()
      let place = path.appending(key)
      let value = try parseValue(at: place, expecting: "a value for the key \(Self.shown(key))")
      if let first = firstPositions[key] {
        duplicateKeys.append(JSONDuplicateKey(path: place, position: start, first: first))
      } else {
        firstPositions[key] = start
        object.set(JSONObject.Member(key: key, origin: .file(start), value: value))
      }
      try skipSpace()
      if take(",") { continue }
      if take("}") { return object }
      throw unexpected("a comma or } after the value of \(Self.shown(key))")
    }
  }

  private mutating func parseArray(at path: JSONPath) throws(JSONSyntaxError) -> [JSONValue] {
    try enter()
    defer { depth -= 1 }
    var elements: [JSONValue] = []
    while true {
      try skipSpace()
      if take("]") { return elements }
      elements.append(
        try parseValue(at: path.appending(elements.count), expecting: "a value or ]"))
      try skipSpace()
      if take(",") { continue }
      if take("]") { return elements }
      throw unexpected("a comma or ] after an element")
    }
  }

  /// Takes the opening bracket of one more level.
  private mutating func enter() throws(JSONSyntaxError) {
    guard depth < JSONDocument.deepestNesting else {
      throw JSONSyntaxError(
        position: position, found: "brackets nested more than \(JSONDocument.deepestNesting) deep",
        expected: "at most \(JSONDocument.deepestNesting) levels")
    }
    depth += 1
    advance()
  }

  // MARK: Bytes

  var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  mutating func advance() {
    guard offset < bytes.count else { return }
    if bytes[offset] == UInt8(ascii: "\n") {
      position = SourcePosition(line: position.line + 1, column: 1)
    } else if bytes[offset] & 0xc0 != 0x80 {
      // Continuation bytes belong to the column of their first byte; columns count from 1, so the
      // step to the next column is made on the first byte.
      position.column += 1
    }
    offset += 1
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard byte == UInt8(ascii: character) else { return false }
    advance()
    return true
  }

  private mutating func skipSpace() throws(JSONSyntaxError) {
    while let next = byte {
      switch next {
      case 0x20, 0x09, 0x0a, 0x0d: advance()
      case UInt8(ascii: "/"): try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(JSONSyntaxError) {
    let start = position
    let kind = offset + 1 < bytes.count ? bytes[offset + 1] : 0
    if kind == UInt8(ascii: "/") {
      while let next = byte, next != UInt8(ascii: "\n") { advance() }
      return
    }
    guard kind == UInt8(ascii: "*") else { throw unexpected("a comment, // or /* … */") }
    advance()
    advance()
    while byte != nil {
      if take("*") {
        if take("/") { return }
      } else {
        advance()
      }
    }
    throw JSONSyntaxError(
      position: start, found: "a comment that is not closed", expected: "*/ at its end")
  }

  // MARK: Faults

  /// The letters at the current place.
  private var wordAhead: String {
    let letters = bytes[offset...].prefix(40).prefix { byte in
      (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
    }
    return String(decoding: letters, as: UTF8.self)
  }

  func unexpected(_ expected: String) -> JSONSyntaxError {
    let word = wordAhead
    let found: String
    if byte == nil {
      found = "the end of the file"
    } else if word.utf8.count > 1 {
      found = "the word \(word)"
    } else {
      // The text is valid UTF-8 and the place a scalar's first byte.
      let character = String(decoding: bytes[offset...].prefix(4), as: UTF8.self).unicodeScalars
      found = Self.character(character.first)
    }
    return JSONSyntaxError(position: position, found: found, expected: expected)
  }

  func unterminated(_ start: SourcePosition) -> JSONSyntaxError {
    JSONSyntaxError(
      position: start, found: "a string that is not closed on its line",
      expected: "a closing quotation mark (\")")
  }

  private static func character(_ scalar: Unicode.Scalar?) -> String {
    guard let scalar else { return "nothing" }
    if scalar == "\n" { return "the end of the line" }
    if scalar == "\"" { return "the character \"" }
    return "the character \(JSONText.quoted(String(Character(scalar))).dropFirst().dropLast())"
  }

  private static func shown(_ key: String) -> String { JSONText.quoted(JSONText.cut(key)) }
}
