/// Reads the small part of JSON that a safetensors header consists of, and nothing else.
///
/// Foundation's decoder would silently keep one of two tensors of the same name; this one keeps
/// every member, in order. It never recurses, so no nesting can exhaust the stack.
struct HeaderScanner {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    (self.bytes, position, end) = (bytes, range.lowerBound, range.upperBound)
  }

  /// A fault of the text, at a byte of the file.
  struct Fault: Error {
    var position: Int
    var expected: String
    var found: String
  }

  /// Reads `{ "name": value, … }`, calling `member` with each name, to read the value.
  mutating func object(
    _ member: (inout HeaderScanner, String) throws -> Void
  ) throws {
    try expect("{")
    if take("}") { return }
    repeat {
      let name = try string()
      try expect(":")
      try member(&self, name)
    } while take(",")
    try expect("}")
  }

  /// Reads `[1, 2, …]`: integers that are not negative.
  mutating func integers() throws -> [Int] {
    try expect("[")
    if take("]") { return [] }
    var result: [Int] = []
    repeat { result.append(try integer()) } while take(",")
    try expect("]")
    return result
  }

  /// Accepts nothing but white space up to the end.
  mutating func finish() throws {
    skipSpace()
    if position < end { throw fault("only spaces after the header's object") }
  }

  private mutating func integer() throws -> Int {
    skipSpace()
    let start = position
    var value = 0
    while position < end, case let digit = bytes[position], (0x30...0x39).contains(digit) {
      let (tens, first) = value.multipliedReportingOverflow(by: 10)
      let (sum, second) = tens.addingReportingOverflow(Int(digit) - 0x30)
      if first || second {
        throw Fault(position: start, expected: "a 64-bit integer", found: "a larger number")
      }
      (value, position) = (sum, position + 1)
    }
    let isFraction = position < end && [0x2e, 0x45, 0x65].contains(bytes[position])
    if position == start || isFraction { throw fault("an integer of at least 0") }
    return value
  }

  /// Reads a string, escapes resolved.
  mutating func string() throws -> String {
    try expect("\"")
    var text: [UInt8] = []
    while true {
      guard position < end else { throw fault("the end of a string") }
      let byte = bytes[position]
      if byte < 0x20 { throw fault("a string without bare control characters") }
      position += 1
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") {
        text.append(contentsOf: try escape().utf8)
      } else {
        text.append(byte)
      }
    }
    guard let string = String(validating: text, as: UTF8.self) else {
      throw Fault(position: position, expected: "text in UTF-8", found: "other bytes")
    }
    return string
  }

  private mutating func escape() throws -> String {
    guard position < end else { throw fault("the end of a string") }
    let code = bytes[position]
    position += 1
    switch code {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return String(UnicodeScalar(code))
    case UInt8(ascii: "u"): return try unicodeEscape()
    default:
      position -= 1
      throw fault("an escape of JSON")
    }
  }

  private mutating func unicodeEscape() throws -> String {
    var units = [try codeUnit()]
    if units[0] & 0xfc00 == 0xd800, position + 1 < end, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      units.append(try codeUnit())
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw Fault(position: position, expected: "a Unicode character", found: "half of one")
    }
    return text
  }

  private mutating func codeUnit() throws -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard position < end, let digit = Character(UnicodeScalar(bytes[position])).hexDigitValue
      else { throw fault("four hexadecimal digits") }
      (value, position) = (value << 4 | UInt16(digit), position + 1)
    }
    return value
  }

  private mutating func skipSpace() {
    while position < end, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position]) { position += 1 }
  }

  private mutating func take(_ character: UnicodeScalar) -> Bool {
    skipSpace()
    guard position < end, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: UnicodeScalar) throws {
    if !take(character) { throw fault("'\(character)'") }
  }

  /// A fault of what was just read.
  func fault(_ expected: String, found: String) -> Fault {
    Fault(position: position, expected: expected, found: found)
  }

  private func fault(_ expected: String) -> Fault {
    guard position < end else {
      return Fault(position: position, expected: expected, found: "the end of the header")
    }
    let byte = bytes[position]
    let isPlain = (0x21...0x7e).contains(byte)
    let found = isPlain ? "'\(UnicodeScalar(byte))'" : "byte \(byte)"
    return Fault(position: position, expected: expected, found: found)
  }
}
