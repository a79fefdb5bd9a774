import Testing

@testable import SpikeFiles

/// `line:column: found …, expected …` of a text that is not JSON, or nil when it is.
private func syntaxError(_ text: String) -> String? {
  syntaxError(Array(text.utf8))
}

private func syntaxError(_ bytes: [UInt8]) -> String? {
  do {
    _ = try JSONDocument(parsing: bytes)
    return nil
  } catch {
    return "\(error.position.line):\(error.position.column): found \(error.found), "
      + "expected \(error.expected)"
  }
}

@Suite struct JSONParserTests {
  @Test func commentsTrailingCommasAndAByteOrderMarkAreAccepted() throws {
    let text =
      "\u{feff}// first\n{ /* a */ \"a\": [1, 2,], // end\n \"b\": { \"c\": null, }, }\n// last"
    #expect(try JSONDocument(parsing: text).root.canonicalText == #"{"a":[1,2],"b":{"c":null}}"#)
  }

  @Test func everyValueKnowsItsPlaceAndPath() throws {
    let root = try JSONDocument(parsing: "{\n  \"β\": [1,\n    { \"c d\": true }] }").root
    let inner = try #require(root["β"]?.array?[1]["c d"])
    #expect(inner.origin == .file(SourcePosition(line: 3, column: 14)))
    #expect(inner.path.description == "\"β\"[1].\"c d\"")
    // Columns count characters, not bytes: β is two bytes.
    #expect(root["β"]?.origin == .file(SourcePosition(line: 2, column: 8)))
  }

  @Test func escapesAreResolved() throws {
    let text = #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#
    #expect(
      try JSONDocument(parsing: text).root.string
        == "\"\\/\u{8}\u{c}\n\r\t\u{e9}\u{1f600}")
  }

  @Test(arguments: [
    ("", "1:1: found the end of the file, expected a value, usually {"),
    (
      "{ \"a\": 1 \"b\": 2 }",
      "1:10: found the character \", expected a comma or } after the value of \"a\""
    ),
    ("{ \"a\" 1 }", "1:7: found the character 1, expected a colon after the key \"a\""),
    ("{ a: 1 }", "1:3: found the character a, expected a key in double quotation marks, or }"),
    ("{ \"a\":\n}", "2:1: found the character }, expected a value for the key \"a\""),
    (
      "{ \"a\": 1", "1:9: found the end of the file, expected a comma or } after the value of \"a\""
    ),
    ("[1 2]", "1:4: found the character 2, expected a comma or ] after an element"),
    ("[1,,2]", "1:4: found the character ,, expected a value or ]"),
    ("{} {}", "1:4: found the character {, expected the end of the file"),
    ("[01]", "1:3: found the character 1, expected a number without a leading zero"),
    ("[1.]", "1:4: found the character ], expected a digit"),
    ("[.5]", "1:2: found the character ., expected a value or ]"),
    ("[+1]", "1:2: found the character +, expected a value or ]"),
    ("[-]", "1:3: found the character ], expected a digit"),
    ("[1e]", "1:4: found the character ], expected a digit"),
    ("[NaN]", "1:2: found the word NaN, expected a finite number"),
    ("[-Infinity]", "1:3: found the word Infinity, expected a digit"),
    (
      "[adam]",
      "1:2: found the word adam, expected a value or ]; texts stand in double quotation marks"
    ),
    (
      "[True]",
      "1:2: found the word True, expected a value or ]; texts stand in double quotation marks"
    ),
    (
      "{ \"a\": \"x\n }",
      "1:8: found a string that is not closed on its line, expected a closing quotation mark (\")"
    ),
    (
      "\"x",
      "1:1: found a string that is not closed on its line, expected a closing quotation mark (\")"
    ),
    (
      "\"\\x\"", "1:3: found the character x, expected one of \" \\ / b f n r t u after a backslash"
    ),
    ("\"\\u12g4\"", "1:6: found the character g, expected four hexadecimal digits"),
    (
      "\"\\ud83d\"",
      "1:4: found half of a surrogate pair, expected both halves, such as \\ud83d\\ude00"
    ),
    (
      "\"\\ude00\"",
      "1:4: found half of a surrogate pair, expected both halves, such as \\ud83d\\ude00"
    ),
    (
      "\"\t\"",
      "1:2: found the character \\t, expected a control character written as an escape such as \\t or \\u0007"
    ),
    ("/* x", "1:1: found a comment that is not closed, expected */ at its end"),
    ("/x", "1:1: found the character /, expected a comment, // or /* … */"),
  ])
  func aFaultSaysWhereAndWhat(text: String, message: String) {
    #expect(syntaxError(text) == message)
  }

  @Test func textThatIsNotUTF8IsRefusedWhereItBegins() {
    let bytes = Array("{\n \"a\": \"".utf8) + [0xc3, 0x28] + Array("\" }".utf8)
    #expect(syntaxError(bytes) == "2:8: found bytes that are not UTF-8, expected text in UTF-8")
    // An overlong slash, a surrogate half, a scalar beyond Unicode.
    for bytes: [UInt8] in [[0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]] {
      #expect(syntaxError(bytes) == "1:1: found bytes that are not UTF-8, expected text in UTF-8")
    }
  }

  @Test func nestingIsBounded() {
    let depth = JSONDocument.deepestNesting
    let fits = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(syntaxError(fits) == nil)
    #expect(
      syntaxError(String(repeating: "[{\"a\":", count: 1_000_000 / 6))
        == "1:301: found brackets nested more than 100 deep, expected at most 100 levels")
  }

  @Test func aTextBeyondTheBoundIsRefused() {
    let text = [UInt8](repeating: 0x20, count: JSONDocument.largestText + 1)
    #expect(
      syntaxError(text) == "1:1: found 4194305 bytes, expected a file of at most 4194304 bytes")
  }

  @Test func aKeyThatStandsTwiceIsKeptOnceAndReported() throws {
    let document = try JSONDocument(parsing: "{ \"a\": 1,\n \"a\": 2, \"\\u0061\": 3 }")
    #expect(document.root["a"]?.integer == 1)
    #expect(document.duplicateKeys.map(\.position.line) == [2, 2])
    #expect(document.duplicateKeys.allSatisfy { $0.first == SourcePosition(line: 1, column: 3) })
  }
}
