import SpikeKernels
import Testing

@testable import SpikeFiles

@Suite struct JSONWriterTests {
  @Test(arguments: [
    (Float(0.9), "0.9"), (1, "1"), (25, "25"), (1e-6, "1e-6"), (1e-4, "0.0001"), (0.1, "0.1"),
    (-1, "-1"), (1e22, "1e22"), (1.5e-7, "1.5e-7"), (16_777_216, "16777216"), (-0.0, "0"),
    (.greatestFiniteMagnitude, "3.4028235e38"), (.leastNonzeroMagnitude, "1e-45"),
  ])
  func aFloatIsItsShortestText(value: Float, text: String) {
    #expect(JSONValue.number(value).canonicalText == text)
  }

  @Test func everyFloatReadsBackAsItself() throws {
    var generator = SeededGenerator(seed: 7)
    var wrong: [String] = []
    for _ in 0..<20_000 {
      let value = Float(bitPattern: UInt32.random(in: 0...(.max), using: &generator))
      guard value.isFinite else { continue }
      let text = JSONValue.number(value).canonicalText
      if try JSONDocument(parsing: text).root.float != value { wrong.append(text) }
    }
    #expect(wrong.isEmpty, "seed 7")
  }

  @Test(arguments: [("1.0", "1"), ("1e3", "1000"), ("0.90", "0.9"), ("9e-1", "0.9"), ("-0", "0")])
  func numbersThatMeanTheSameHaveOneText(written: String, canonical: String) throws {
    #expect(try JSONDocument(parsing: written).root.canonicalText == canonical)
  }

  @Test func numbersWithoutATextBecomeNull() {
    #expect(JSONValue.number(Float.nan).canonicalText == "null")
    #expect(JSONValue.number(-Double.infinity).canonicalText == "null")
  }

  @Test func canonicalTextSortsKeysAndEscapes() {
    let value: JSONValue = ["b": 1, "a": ["é\u{1b}\n\"", .null, true], "B": [:]]
    #expect(value.canonicalText == #"{"B":{},"a":["é\u001b\n\"",null,true],"b":1}"#)
  }

  @Test func prettyTextKeepsShortThingsOnALineAndReadsBack() throws {
    let value: JSONValue = [
      "a": ["x": 1, "y": [1, 2]], "b": [],
      "long": .array((0..<12).map { .string("element \($0)") }),
    ]
    #expect(
      value.prettyText.hasPrefix(
        """
        {
          "a": { "x": 1, "y": [1, 2] },
          "b": [],
          "long": [
            "element 0",
        """))
    #expect(value.prettyText.hasSuffix("\n  ]\n}\n"))
    #expect(try JSONDocument(parsing: value.prettyText).root.canonicalText == value.canonicalText)
  }
}
