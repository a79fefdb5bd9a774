import Foundation
import TestSupport
import Testing

@testable import SpikeReports

/// What stands at the top of a report, and the one long table.
@Suite struct ReportHeadTests {
  /// Two seeds of LFP, 0.96 and 0.98, beside one run of surrogate gradients.
  private func report(_ folder: String) throws -> Report {
    try FakeRun(name: "fake/lfp", seed: 0, accuracy: 0.96).write(in: folder)
    try FakeRun(name: "fake/lfp", seed: 1, accuracy: 0.98).write(in: folder)
    try FakeRun(name: "fake/surrogate", rule: "surrogate", accuracy: 0.95).write(in: folder)
    return try Report(on: [folder])
  }

  @Test func `the headline has both rules in numbers as the terminal has them`() throws {
    let folder = try TestDirectory()
    let report = try report(folder.path)
    #expect(
      report.content.headline.hasPrefix("Test accuracy: lfp 97.00 ± 1.41 %, surrogate 95.00 %"),
      "\(report.content.headline)")
    let html = report.html
    let (title, head) = (
      try #require(html.firstRange(of: "<h1>")),
      try #require(html.firstRange(of: "<p class=\"headline\">Test accuracy: lfp 97.00"))
    )
    let first = try #require(html.firstRange(of: "<h2>"))
    #expect(title.lowerBound < head.lowerBound && head.lowerBound < first.lowerBound)
    // Equal costs are not called a difference.
    #expect(!report.content.headline.contains("fewer operations"))
  }

  @Test func `of a single run the headline is a sentence`() throws {
    let folder = try TestDirectory()
    try FakeRun(name: "digits", accuracy: 0.96).write(in: folder.path)
    let headline = try Report(on: [folder.path]).content.headline
    #expect(
      headline.wholeMatch(
        of:
          /Digits answers 96\.00 % of the test images rightly, with \d+ spikes and [0-9.]+( [kM])? synaptic operations an image\./
      ) != nil, "\(headline)")
  }

  @Test func `every entry of the contents leads to the section of that title`() throws {
    let folder = try TestDirectory()
    let html = try report(folder.path).html
    let links = html.matches(of: /<li><a href="#([a-z0-9-]+)">([^<]*)<\/a><\/li>/)
    #expect(links.count > 4)
    for link in links {
      #expect(html.contains("<section id=\"\(link.1)\"><h2>\(link.2)</h2>"), "\(link.2)")
    }
    #expect(html.matches(of: #/<section /#).count == links.count)
  }

  @Test func `a falling reward is explained, a loss is not`() throws {
    let folder = try TestDirectory()
    let report = try report(folder.path)
    let notes = Dictionary(uniqueKeysWithValues: report.charts.map { ($0.id, $0.note) })
    #expect(notes["objective-reward"]?.contains("It comes to 0 as answers get right") == true)
    #expect(notes["objective-loss"] == "")
  }

  @Test func `accuracy by class is the diagonal's share of a row`() throws {
    let folder = try TestDirectory()
    let chart = try #require(
      try report(folder.path).charts.first { $0.id == "class-accuracy-1" })
    let bars = try #require(chart.marks.first as? BarMark)
    #expect(bars.values == [Double](repeating: 100, count: 10))
  }

  @Test func `the long table has the settings in which configs differ`() throws {
    let folder = try TestDirectory()
    for beta in [0.5, 0.9] { try FakeRun(beta: beta).write(in: folder.path) }
    let out = "\(folder.path)-csv"
    defer { try? FileManager.default.removeItem(atPath: out) }
    try Report(on: [folder.path]).writeCSV(to: out)
    let lines = try String(contentsOfFile: "\(out)/long.csv", encoding: .utf8)
      .split(whereSeparator: \.isNewline).map { $0.split(separator: ",").map(String.init) }
    #expect(lines[0] == ["run", "name", "seed", "epoch", "metric", "value", "beta"])
    #expect(Set(lines.dropFirst().map(\.[6])) == ["0.5", "0.9"])
  }

  @Test func `the long table has a line for each run, epoch and number`() throws {
    let folder = try TestDirectory()
    let report = try report(folder.path)
    let out = "\(folder.path)-csv"
    defer { try? FileManager.default.removeItem(atPath: out) }
    try report.writeCSV(to: out)
    let lines = try String(contentsOfFile: "\(out)/long.csv", encoding: .utf8)
      .split(whereSeparator: \.isNewline).map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    #expect(lines[0] == ["run", "name", "seed", "epoch", "metric", "value"])
    let accuracies = lines.filter { $0[4] == "testAccuracy" }
    #expect(accuracies.count == 6)
    #expect(
      accuracies.filter { $0[1] == "fake/lfp" && $0[2] == "1" }.map { [$0[3], $0[5]] }
        == [["1", "0.49"], ["2", "0.98"]])
    #expect(lines.contains { $0[4] == "weights.1.meanWeight" && $0[5] == "0.2" })
    #expect(lines.allSatisfy { $0.count == 6 })
    let list = try String(contentsOfFile: "\(out)/charts.csv", encoding: .utf8)
    #expect(list.contains("long.csv,"))
    // Again, it is one of the report's own files.
    try report.writeCSV(to: out)
  }
}
