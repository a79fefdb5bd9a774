import TestSupport
import Testing

@testable import SpikeReports

@Suite("Reports on unusual runs")
struct ReportExtremesTests {
  /// Where markers begin, from left to right.
  private func markerPlaces(in picture: String) throws -> [Double] {
    try picture.matches(of: /class="m s\d(?: t\d)?" (?:cx="|d="M)([0-9.]+)/).map {
      try #require(Double($0.1))
    }
  }

  @Test("a hostile name is text everywhere")
  func hostileName() throws {
    try withTemporaryFolder { folder in
      let names = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>"]
      for (seed, name) in names.enumerated() {
        try FakeRun(name: name, steps: 5 + seed).write(in: folder)
      }
      let report = try Report(on: [folder])
      let html = report.html
      #expect(!html.contains("<script") && !html.contains("<img"))
      #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
      #expect(html.contains("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"))
      // In the CSV files it stands as it is: a name is no markup there.
      #expect(Set(report.rows(ofTable: "runs").map { $0[0] }) == Set(names))
    }
  }

  @Test("an accuracy that is no number is a gap, not a number")
  func notANumber() throws {
    try withTemporaryFolder { folder in
      try FakeRun(accuracy: nil, isDone: false).write(in: folder)
      let report = try Report(on: [folder])
      #expect(!report.drawnCharts.contains("test-accuracy"))
      #expect(report.drawnCharts.contains("train-accuracy"))
      #expect(!report.html.lowercased().contains(">nan") && !report.html.contains("\"nan"))
      #expect(report.html.contains("Nothing to draw"))
      #expect(report.rows(ofTable: "overview")[0][1] == "")
    }
  }

  @Test("a seed whose accuracy is no number does not spoil the mean of the others")
  func notANumberAmongOthers() throws {
    try withTemporaryFolder { folder in
      try FakeRun(seed: 0, accuracy: nil, isDone: false).write(in: folder)
      try FakeRun(seed: 1, accuracy: 0.8).write(in: folder)
      let report = try Report(on: [folder])
      let table = try #require(report.charts.first { $0.id == "test-accuracy" }?.table)
      #expect(table.csvLines[2].prefix(3) == ["fake/run", "2", "80"])
      #expect(table.csvLines[2].last == "1")
      #expect(report.rows(ofTable: "overview")[0][1] == "80")
    }
  }

  @Test("a run without a spike is reported as such")
  func silent() throws {
    try withTemporaryFolder { folder in
      try FakeRun(accuracy: 0.1, firingRate: 0).write(in: folder)
      let report = try Report(on: [folder])
      #expect(report.drawnCharts.contains("firing-1"))
      #expect(report.html.contains("0 at 1 to 0 at 2"))
      // Rate, share that ever spiked, share active in an image; all are dead; no interval.
      for row in report.rows(ofTable: "layers-1") {
        #expect(row[2...4] == ["0", "0", "0"] && row[5] == row[1] && row.suffix(2) == ["", ""])
      }
      #expect(report.rows(ofTable: "layers-1").count == 2)
      // Rates and intervals of 0 are drawn from 0 on, not around it.
      for id in ["rate-step-1", "intervals-1"] {
        let chart = try #require(report.charts.first { $0.id == id })
        let scale = try #require(chart.frame()).y
        #expect(scale.low == 0 && scale.high > 0, "\(id)")
      }
    }
  }

  @Test("one epoch is a point of each line, in every chart over epochs")
  func oneEpoch() throws {
    try withTemporaryFolder { folder in
      for rule in ["lfp-epsilon", "surrogate"] {
        try FakeRun(name: "pair/\(rule)", rule: rule, epochs: 1).write(in: folder)
      }
      let report = try Report(on: [folder])
      for id in [
        "test-accuracy", "rules-seconds", "rules-operations", "firing-1",
        "weights-mean-weight-1", "weights-sign-changes-2",
      ] {
        let picture = try #require(report.charts.first { $0.id == id }?.picture()).html
        #expect(picture.matches(of: /class="m s\d(?: t\d)?"/).count == 2, "\(id)")
        #expect(try Set(markerPlaces(in: picture)).count == 2, "\(id)")
        #expect(!picture.contains("class=\"band"))
      }
    }
  }

  @Test("a name that would steer the terminal is no name", arguments: ["a\u{1b}[2J", "b\u{7}"])
  func hostileTerminal(name: String) throws {
    _ = try withTemporaryFolder { folder in
      #expect(throws: (any Error).self) { try FakeRun(name: name).write(in: folder) }
    }
  }
}
