/// A recursive-descent parser over valid UTF-8 that keeps count of lines and columns.
struct JSONParser {
  private let bytes: [UInt8]
  private var offset = 0
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

  // MARK: Numbers

  /// number = [ "-" ] ( "0" / digit1-9 *digit ) [ "." 1*digit ] [ ("e" / "E") [ sign ] 1*digit ]
  private mutating func parseNumber() throws(JSONSyntaxError) -> String {
    let start = offset
    _ = take("-")
    if take("0") {
      if isDigit { throw unexpected("a number without a leading zero") }
    } else {
      try takeDigits()
    }
    if take(".") { try takeDigits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try takeDigits()
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private var isDigit: Bool { byte.map { (0x30...0x39).contains($0) } ?? false }

  private mutating func takeDigits() throws(JSONSyntaxError) {
    guard isDigit else { throw unexpected("a digit") }
    while isDigit { advance() }
  }

  // MARK: Strings

  private mutating func parseString() throws(JSONSyntaxError) -> String {
    let start = position
    advance()
    var text: [UInt8] = []
    while let next = byte {
      switch next {
      case UInt8(ascii: "\""):
        advance()
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try parseEscape(into: &text)
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): throw unterminated(start)
      case 0..<0x20:
        throw unexpected("a control character written as an escape such as \\t or \\u0007")
      default:
        text.append(next)
        advance()
      }
    }
    throw unterminated(start)
  }

  private mutating func parseEscape(into text: inout [UInt8]) throws(JSONSyntaxError) {
    advance()
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte ?? 0)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0c)
    case UInt8(ascii: "n"): text.append(0x0a)
    case UInt8(ascii: "r"): text.append(0x0d)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      advance()
      let start = position
      var code = try parseHexadecimal()
      if (0xd800..<0xdc00).contains(code), take("\\"), take("u") {
        let low = try parseHexadecimal()
        // Otherwise the code stays half a pair, which is no scalar: refused below.
        if (0xdc00..<0xe000).contains(low) {
          code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
        }
      }
      guard let scalar = Unicode.Scalar(code) else {
        throw JSONSyntaxError(
          position: start, found: "half of a surrogate pair",
          expected: "both halves, such as \\ud83d\\ude00")
      }
      text.append(contentsOf: Character(scalar).utf8)
      return
    default: throw unexpected("one of \" \\ / b f n r t u after a backslash")
    }
    advance()
  }

  private mutating func parseHexadecimal() throws(JSONSyntaxError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw unexpected("four hexadecimal digits")
      }
      code = code << 4 + UInt32(digit)
      advance()
    }
    return code
  }

  // MARK: Bytes

  private var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func advance() {
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

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
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

  private func unexpected(_ expected: String) -> JSONSyntaxError {
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

  private func unterminated(_ start: SourcePosition) -> JSONSyntaxError {
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
