import TestSupport
import Testing

@testable import SpikeReports

@Suite("Large reports")
struct ReportSizeTests {
  private func writeDeepRuns(in folder: String, steps: Int = 300) throws {
    for beta in [0.3, 0.5, 0.7, 0.9] {
      try FakeRun(
        name: "deep/\(beta)", beta: beta, steps: steps,
        layers: [Int](repeating: 12, count: 39) + [10], epochs: 3
      ).write(in: folder)
    }
  }

  @Test("forty layers become maps, with a row for each")
  func fortyLayers() throws {
    try withTemporaryFolder { folder in
      try FakeRun(layers: [Int](repeating: 12, count: 39) + [10]).write(in: folder)
      let report = try Report(on: [folder])
      for id in ["firing-1", "rate-step-1", "weights-mean-weight-1", "rates-1", "intervals-1"] {
        let chart = try #require(report.charts.first { $0.id == id })
        let map = try #require(chart.marks.first as? HeatMapMark)
        #expect(map.rows.count == 40 && map.rows.last == "output", "\(id)")
        #expect(chart.frame() != nil)
      }
      #expect(report.rows(ofTable: "layers-1").count == 40)
      #expect(report.notices.isEmpty)
      #expect(report.html.utf8.count < 500_000)
    }
  }

  @Test("what would be larger than 2 MB is thinned, and says so; its CSV files are whole")
  func deep() throws {
    try withTemporaryFolder { folder in
      try writeDeepRuns(in: folder)
      let report = try Report(on: [folder])
      #expect(try Report(on: folder, mostBytes: .max).html.utf8.count > 2_000_000)
      #expect(report.html.utf8.count <= 2_000_000)
      let notice = try #require(report.notices.last)
      #expect(notice.hasPrefix("Thinned to stay below 2 MB: tables show at most "))
      #expect(report.html.contains(notice) && report.text.contains(notice))
      let whole = report.wholeSections.flatMap(\.tables).first { $0.id == "rate-step-1" }
      #expect(whole?.table.rows.count == 40 * 300)
      #expect(report.charts.first { $0.id == "rate-step-1" }?.note.contains("Means of") == true)
    }
  }

  @Test("each level of detail is smaller than the one before; the last still compares the configs")
  func levels() throws {
    try withTemporaryFolder { folder in
      try writeDeepRuns(in: folder, steps: 60)
      var (size, levels) = (Int.max, 0)
      while true {
        let report = try Report(on: folder, mostBytes: size - 1)
        let bytes = report.html.utf8.count
        // At the last level there is nothing more to leave out.
        guard bytes < size else { break }
        (size, levels) = (bytes, levels + 1)
        #expect(report.drawnCharts.contains("test-accuracy"))
        #expect(report.rows(ofTable: "overview").count == 4)
      }
      #expect(levels == ReportDetail.levels.count)
      // A tenth of what a report may take.
      #expect(size < 200_000)
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

  @Test("of a thousand epochs a curve draws some, and the last; the CSV file has all")
  func manyEpochs() throws {
    try withTemporaryFolder { folder in
      try FakeRun(epochs: 1000, hasSparsity: false).write(in: folder)
      let report = try Report(on: [folder])
      let chart = try #require(report.charts.first { $0.id == "test-accuracy" })
      let line = try #require(chart.marks.first as? LineMark)
      #expect(line.points.count == 251 && line.points.last?.x == 1000)
      #expect(chart.note.contains("one of 4 points"))
      let whole = report.wholeSections.flatMap(\.tables).first { $0.id == "test-accuracy" }
      #expect(whole?.table.rows.count == 1000)
    }
  }

  @Test("a hundred configs: the best are drawn, all are listed, the best first")
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
      #expect(chart.marks.count == ReportDetail().series)
      #expect(report.html.contains("Shown are 5 of the 100 configs"))
      #expect(report.html.utf8.count < 2_000_000)
      #expect(report.text.contains("and 70 more configs"))
      #expect(
        report.rows(ofTable: "overview").map { $0[0] } == (0..<100).reversed().map { "\($0)" })
      #expect(report.rows(ofTable: "runs").count == 100)
      #expect(report.html.contains("The best 30 of 100 configs"))
    }
  }

  @Test("a hundred runs of fifty networks: some are compared side by side, and it is said which")
  func fiftyNetworks() throws {
    try withTemporaryFolder { folder in
      for index in 0..<50 {
        for rule in ["lfp-epsilon", "surrogate"] {
          try FakeRun(name: "wide/\(index)-\(rule)", rule: rule, layers: [6 + index, 10])
            .write(in: folder)
        }
      }
      let report = try Report(on: [folder])
      #expect(report.charts.count { $0.id.hasPrefix("rules-cost") } == 12)
      #expect(report.html.contains("The first 12 of 50 networks and data sets."))
      #expect(report.html.utf8.count <= 2_000_000)
    }
  }

  @Test("a label of many layers is cut, and still tells configs apart")
  func longLabels() throws {
    let deep = [Int](repeating: 100, count: 60)
    let labels = ReportLabels.labels(
      try [deep + [10], deep + [11, 10]].map { layers in
        try config(FakeRun(name: String(repeating: "n", count: 40), layers: layers).text)
      })
    #expect(Set(labels).count == 2)
    #expect(labels.allSatisfy { $0.count <= 90 }, "\(labels)")
  }
}
