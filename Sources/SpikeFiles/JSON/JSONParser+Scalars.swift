extension JSONParser {
  // MARK: Numbers

  /// number = [ "-" ] ( "0" / digit1-9 *digit ) [ "." 1*digit ] [ ("e" / "E") [ sign ] 1*digit ]
  mutating func parseNumber() throws(JSONSyntaxError) -> String {
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

  var isDigit: Bool { byte.map { (0x30...0x39).contains($0) } ?? false }

  private mutating func takeDigits() throws(JSONSyntaxError) {
    guard isDigit else { throw unexpected("a digit") }
    while isDigit { advance() }
  }

  // MARK: Strings

  mutating func parseString() throws(JSONSyntaxError) -> String {
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
}
