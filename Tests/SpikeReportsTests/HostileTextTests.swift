import TestSupport
import Testing

@testable import SpikeConfig
@testable import SpikeFiles
@testable import SpikeReports
@testable import SpikeRuns
@testable import SpikeSweeps

/// Texts made to harm those who read them: by their size, by what they ask for, or by what they say.
@Suite struct HostileTextTests {
  @Test func aTextOfNothingButBracketsIsRefusedBeforeItTakesMemory() {
    func values(_ text: String) -> String? {
      do {
        _ = try JSONDocument(parsing: Array(text.utf8), mostValues: 4)
        return nil
      } catch {
        return error.found
      }
    }
    #expect(values("[1, {\"a\": []}]") == nil)
    #expect(values("[[],[],[],[]]") == "more than 4 values")
    #expect(values("{\"a\": 1, \"a\": 2, \"a\": 3, \"a\": 4}") == "more than 4 values")
    // The bound of files leaves room for the largest sweep written out.
    #expect(JSONDocument.mostValues > 10 * SweepSchema.mostRuns)
  }

  @Test func faultsAreKeptUpToABound() {
    var list = FaultList()
    for line in 0...FaultList.most {
      list.add(
        .unknownKey, location: .file(SourcePosition(line: line, column: 1)), path: .root,
        found: "a key", allowed: "another")
    }
    #expect(list.count == FaultList.most)
    #expect(ConfigError(list.sorted()).message.hasSuffix("50000 faults or more; nothing was run"))
  }

  @Test func metricsOfTooManyValuesAreRefused() throws {
    let file = MetricsFile(path: "m")
    let bytes = Array(String(repeating: "{\"epoch\": 1, \"a\": [0, 0]}\n", count: 4).utf8)
    #expect(try file.lines(of: bytes, mostValues: 20).count == 4)
    let error = #expect(throws: RunError.self) { try file.lines(of: bytes, mostValues: 19) }
    #expect(error?.message == "cannot read m: it holds more than 19 values")
  }

  @Test(arguments: ["[[1, 2], [3]]", "[[1, 2]]", "[[1], [2]]", "[[1, -2], [3, 4]]"])
  func aConfusionMatrixIsASquareOfCounts(text: String) throws {
    try withTemporaryFolder { folder in
      let path = try FakeRun().write(in: folder)
      let file = "\(path)/summary.json"
      var json = try readJSON(file)
      var (summary, sparsity) = (json.object ?? JSONObject(), json["sparsity"]?.object)
      sparsity?["confusion"] = try JSONDocument(parsing: text).root
      summary["sparsity"] = sparsity.map { JSONValue(.object($0)) }
      json.content = .object(summary)
      let error = #expect(throws: RunError.self) { try RunSummary(json, file: file) }
      #expect(
        error?.message == "cannot read \(file): sparsity.confusion is missing or of another type")
    }
  }
}

/// Run files that say what no run would.
@Suite struct HostileRunTests {
  /// The folder of a run, one of its files replaced.
  private func withRun(
    _ file: String, _ text: (String) -> String, _ body: (String) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let path = try FakeRun(isDone: file == "summary.json").write(in: folder)
      let old = String(decoding: try readFile("\(path)/\(file)", limit: 1 << 20), as: UTF8.self)
      let new = text(old)
      #expect(new != old)
      try write(new, to: "\(path)/\(file)")
      try body(path)
    }
  }

  @Test(arguments: ["1e300", "-1.7e308, 1.7e308", "1e999"])
  func aConfusionOfAnyNumbersIsDrawn(numbers: String) throws {
    try withRun(
      "summary.json",
      { $0.replacing(/"confusion": \[[^\]]*\]/, with: "\"confusion\": [[\(numbers), 1]") }
    ) { path in
      let html = try Report(on: [path]).html
      #expect(html.contains("Confusion matrix (true × predicted)"))
    }
  }

  @Test func listsBeyondAnyNetworkAreCut() throws {
    let many = String(repeating: "0.5,", count: 100_000) + "0.5"
    try withRun(
      "metrics.jsonl",
      { $0.replacing(/"testFiringRates": ?\[[^\]]*\]/, with: "\"testFiringRates\":[\(many)]") }
    ) { path in
      let html = try Report(on: [path]).html
      #expect(html.utf8.count < 2_000_000)
    }
    let layer = JSONValue.object([("rateHistogram", .array(Array(repeating: 1, count: 1_000)))])
    let layers = JSONValue.array(Array(repeating: layer, count: 2_000))
    let sparsity = try #require(ReportSparsity(.object([("layers", layers)])))
    #expect(sparsity.layers.count == 1_000)
    #expect(sparsity.layers[0].rateHistogram.count == 100)
  }

  @Test(arguments: [1e300, -1e300, .infinity, -.infinity, .nan])
  func aTimeOfAnyLengthHasAText(seconds: Double) {
    #expect(ProgressBar.duration(seconds) == "an unknown time")
    #expect(ProgressBar.duration(3_700) == "1 h 1 min")
  }

  @Test func theLastWordsOfARunSteerNoTerminal() throws {
    let status: JSONValue = [
      "state": "failed", "host": "a\u{1b}[2J", "pid": 1, "attempt": 1, "error": "\u{1b}]0;x\u{7}",
    ]
    let read = try RunStatus(status, file: "status.json")
    #expect(read.error == "\u{fffd}]0;x\u{fffd}")
    #expect(read.process.host == "a\u{fffd}[2J")
    #expect(ProcessIdentity(status)?.host == "a\u{fffd}[2J")
  }
}
