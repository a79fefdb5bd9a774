import Testing

@testable import SpikeFiles

@Suite("Comma-separated values")
struct CommaSeparatedTests {
  @Test("numbers and rows of them keep their minus, what a spreadsheet would compute does not run")
  func formulas() {
    #expect(
      commaSeparated([["-1", "-0.5 2 -3e-4", "-x", "- 1", "=1+1", "+2", "@a"]])
        == "-1,-0.5 2 -3e-4,'-x,'- 1,'=1+1,'+2,'@a\n")
  }

  @Test("commas and quotes stay inside of a cell")
  func quotes() {
    #expect(commaSeparated([["a,b", "say \"x\""], ["1"]]) == "\"a,b\",\"say \"\"x\"\"\"\n1\n")
  }
}
