import Testing

@testable import SpikeExperiments

@Suite("Reports")
struct ReportTests {
  @Test("a comparison has curves of both rules, side by side, with everything that was measured")
  func comparison() throws {
    try withTemporaryFolder { folder in
      for rule in ["lfp-epsilon", "surrogate"] {
        try FakeRun(name: "pair/\(rule)", rule: rule).write(in: folder)
      }
      let report = try Report(on: [folder])
      #expect(report.title == "pair")
      #expect(report.notices.isEmpty)
      for chart in [
        "test-accuracy", "train-accuracy", "objective-reward", "objective-loss", "rules-epochs",
        "rules-seconds", "rules-operations", "rules-cost", "firing-1", "firing-2", "rate-step-1",
        "rate-class-1", "rates-1-1", "rates-1-2", "intervals-2", "confusion-2",
        "weights-mean-weight-1", "weights-mean-bias-2", "weights-sign-changes-1",
      ] {
        #expect(report.drawnCharts.contains(chart), "\(chart)")
      }
      let html = report.html
      for text in ["45 nm, 4.6 pJ", "leaves memory traffic out", "A processor", "0123456789ab"] {
        #expect(html.contains(text), "\(text)")
      }
      // The runs have no checkpoint, and say so.
      #expect(html.contains("Left out: it has no checkpoint."))
      #expect(report.text.contains("surrogate"))
      #expect(Set(report.charts.map(\.id)).count == report.charts.count)
    }
  }

  @Test("the same files give the same bytes")
  func determinism() throws {
    try withTemporaryFolder { folder in
      for seed in 0..<3 { try FakeRun(seed: seed).write(in: folder) }
      #expect(try Report(on: [folder]).html == Report(on: [folder]).html)
    }
  }

  @Test("seeds are taken together: mean and sample standard deviation")
  func seeds() throws {
    try withTemporaryFolder { folder in
      for (seed, accuracy) in [0.8, 0.9, 1.0].enumerated() {
        try FakeRun(seed: seed, epochs: 1, accuracy: accuracy).write(in: folder)
      }
      let report = try Report(on: [folder])
      let table = try #require(report.charts.first { $0.id == "test-accuracy" }?.table)
      let row = table.csvLines[1]
      #expect(table.rows.count == 1)
      let (mean, deviation) = (Double(row[2]) ?? .nan, Double(row[3]) ?? .nan)
      #expect(abs(mean - 90) < 1e-9 && abs(deviation - 10) < 1e-9)
      #expect(row[4] == "3")
    }
  }

  @Test("a sweep over β and T has a map for each rule")
  func betaSteps() throws {
    try withTemporaryFolder { folder in
      for rule in ["lfp-epsilon", "surrogate"] {
        for (beta, steps) in [(0.3, 5), (0.3, 15), (0.9, 5)] {
          try FakeRun(name: "grid/\(rule)-\(beta)-\(steps)", rule: rule, beta: beta, steps: steps)
            .write(in: folder)
        }
      }
      let report = try Report(on: [folder])
      for rule in ["lfp-epsilon", "surrogate"] {
        let chart = try #require(report.charts.first { $0.id == "beta-steps-\(rule)" })
        let lines = try #require(chart.table).csvLines
        #expect(lines.count == 5)
        #expect(lines[1] == ["0.3", "5", "90", "1"])
        // Nothing was run there.
        #expect(lines[4] == ["0.9", "15", "", "0"])
      }
    }
  }

  @Test("a hostile name is text everywhere")
  func hostileName() throws {
    try withTemporaryFolder { folder in
      let names = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>"]
      for (seed, name) in names.enumerated() {
        try FakeRun(name: name, steps: 5 + seed).write(in: folder)
      }
      for report in [try Report(on: [folder])] {
        let html = report.html
        #expect(!html.contains("<script") && !html.contains("<img"))
        #expect(html.contains("&lt;script&gt;"))
      }
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
    }
  }

  @Test("a run without a spike is reported as such")
  func silent() throws {
    try withTemporaryFolder { folder in
      try FakeRun(accuracy: 0.1, firingRate: 0).write(in: folder)
      let report = try Report(on: [folder])
      #expect(report.drawnCharts.contains("firing-1"))
      #expect(report.html.contains("0 at 1 to 0 at 2"))
    }
  }

  @Test("an unfinished run is shown as far as it came, and said to be unfinished")
  func unfinished() throws {
    try withTemporaryFolder { folder in
      let path = try FakeRun(epochs: 1, planned: 3, isDone: false).write(in: folder)
      for paths in [[path], [folder]] {
        let report = try Report(on: paths)
        #expect(report.notices.count == 1)
        #expect(report.notices.first?.contains("(interrupted, 1 of 3 epochs)") == true)
        #expect(report.html.contains("class=\"warn\""))
        #expect(report.text.contains("interrupted"))
        #expect(report.drawnCharts.contains("test-accuracy"))
      }
    }
  }

  @Test("a run that has only begun has a report without curves")
  func begun() throws {
    try withTemporaryFolder { folder in
      try FakeRun(epochs: 0, planned: 3, isDone: false).write(in: folder)
      let report = try Report(on: [folder])
      #expect(report.charts.isEmpty)
      #expect(report.sections.map(\.title).contains("Provenance"))
    }
  }

  @Test("forty layers become maps, and the report stays small")
  func fortyLayers() throws {
    try withTemporaryFolder { folder in
      try FakeRun(layers: [Int](repeating: 12, count: 39) + [10]).write(in: folder)
      let report = try Report(on: [folder])
      let chart = try #require(report.charts.first { $0.id == "firing-1" })
      #expect(chart.marks.first is HeatMapMark)
      #expect(report.drawnCharts.contains("rates-1"))
      #expect(report.html.utf8.count < 2_000_000)
    }
  }

  @Test("of ten thousand steps a chart draws means")
  func manySteps() throws {
    try withTemporaryFolder { folder in
      try FakeRun(steps: 10_000).write(in: folder)
      let report = try Report(on: [folder])
      let chart = try #require(report.charts.first { $0.id == "rate-step-1" })
      #expect(chart.note.contains("Means of 34 values"))
      #expect(report.html.utf8.count < 500_000)
    }
  }

  @Test("a hundred configs: the best are drawn, all are listed")
  func hundredRuns() throws {
    try withTemporaryFolder { folder in
      for index in 0..<100 {
        try FakeRun(
          name: "many/\(index)", rule: index % 2 == 0 ? "lfp-epsilon" : "surrogate",
          steps: 2 + index, epochs: 1, accuracy: Double(index) / 100
        ).write(in: folder)
      }
      let report = try Report(on: [folder])
      #expect(report.content.groups.count == 100)
      let chart = try #require(report.charts.first { $0.id == "test-accuracy" })
      #expect(chart.marks.count == ReportContent.mostSeries)
      #expect(report.html.contains("Shown are 5 of the 100 configs"))
      #expect(report.html.utf8.count < 2_000_000)
      #expect(report.text.contains("and 70 more configs"))
    }
  }

  @Test("labels say what differs, and no more")
  func labels() throws {
    func label(_ runs: [FakeRun]) throws -> [String] {
      ReportLabels.labels(try runs.map { try config($0.text) })
    }
    #expect(
      try label([FakeRun(name: "pair/lfp"), FakeRun(name: "pair/b", steps: 7)]) == ["lfp", "b"])
    let long = String(repeating: "x", count: 40)
    #expect(
      try label([
        FakeRun(name: long), FakeRun(name: long, beta: 0.3), FakeRun(name: long, steps: 7),
      ]) == ["β 0.9 T 5", "β 0.3 T 5", "β 0.9 T 7"])
    #expect(try label([FakeRun(name: long)]) == ["lfp-epsilon 6-10"])
  }
}
