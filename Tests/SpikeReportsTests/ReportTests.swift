import Foundation
import TestSupport
import Testing

@testable import SpikeReports

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
        "test-accuracy", "train-accuracy", "objective-reward", "objective-loss",
        "rules-seconds", "rules-operations", "rules-cost", "firing-1", "firing-2", "rate-step-1",
        "rate-class-1", "rates-1-1", "rates-1-2", "intervals-2", "confusion-2",
        "weights-mean-weight-1", "weights-mean-bias-2", "weights-sign-changes-1",
        "weights-unchanged-2",
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

  @Test("what is shown of one seed among several says which")
  func exampleSeed() throws {
    try withTemporaryFolder { folder in
      for seed in [4, 2] { try FakeRun(seed: seed).write(in: folder) }
      let report = try Report(on: [folder])
      for id in ["firing-1", "weights-mean-weight-1"] {
        let chart = try #require(report.charts.first { $0.id == id })
        #expect(chart.title.hasSuffix(", seed 2"), "\(chart.title)")
      }
      // A folder's own order is that of hashes.
      #expect(report.rows(ofTable: "runs").map { $0[1] } == ["2", "4"])
    }
  }

  @Test("configs are listed by accuracy, the best first, equals in their order")
  func ranking() throws {
    try withTemporaryFolder { folder in
      let accuracies: [(String, Double?)] = [
        ("a", 0.5), ("b", nil), ("c", 0.9), ("d", 0.7), ("e", 0.9),
      ]
      for (index, (name, accuracy)) in accuracies.enumerated() {
        // Runs of the same experiment would share a folder, whatever they are called.
        try FakeRun(
          name: "many/\(name)", beta: Double(index + 1) / 10, accuracy: accuracy,
          isDone: accuracy != nil
        ).write(in: folder)
      }
      let report = try Report(on: [folder])
      #expect(report.rows(ofTable: "overview").map { $0[0] } == ["c", "e", "d", "a", "b"])
      let lines = report.text.split(separator: "\n").suffix(5).map { $0.prefix(1) }
      #expect(lines == ["c", "e", "d", "a", "b"])
    }
  }

  @Test("LFP stands beside the surrogate of the same T and beta, and what else differs is said")
  func pairs() throws {
    try withTemporaryFolder { folder in
      // The best of either rule have different T; those of T 5 are alike.
      for (rule, steps, accuracy) in [
        ("lfp-epsilon", 9, 0.95), ("lfp-epsilon", 5, 0.9), ("surrogate", 5, 0.8),
      ] {
        try FakeRun(rule: rule, steps: steps, accuracy: accuracy).write(in: folder)
      }
      let html = try Report(on: [folder]).html
      #expect(html.contains("Of 3 configs the two of the same T and β that are best together"))
      #expect(!html.contains("they differ in"))
    }
    try withTemporaryFolder { folder in
      try FakeRun(steps: 9, epochs: 3).write(in: folder)
      try FakeRun(rule: "surrogate", steps: 5).write(in: folder)
      let html = try Report(on: [folder]).html
      #expect(
        html.contains(
          "Besides the rule and its optimiser they differ in network.steps (9 and 5), "
            + "training.epochs (3 and 2)."))
    }
  }

  @Test("CSV files have every config's curves; damaged sparsity leaves the rest of a summary")
  func whole() throws {
    try withTemporaryFolder { folder in
      for index in 1...8 {
        let path = try FakeRun(beta: Double(index) / 10).write(in: folder)
        guard index == 1 else { continue }
        let file = "\(path)/summary.json"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try write(text.replacing(#""neurons""#, with: #""neurones""#), to: file)
      }
      let report = try Report(on: [folder])
      try report.writeCSV(to: "\(folder)/csv")
      let csv = try String(contentsOfFile: "\(folder)/csv/test-accuracy.csv", encoding: .utf8)
      for index in 1...8 { #expect(csv.contains("β 0.\(index)"), "\(index)") }
      #expect(report.rows(ofTable: "overview").allSatisfy { $0[1] == "90" && $0[4] != "" })
    }
  }

  @Test("of many rules the best are looked into, the baseline among them")
  func selection() throws {
    try withTemporaryFolder { folder in
      let accuracies = [
        ("lfp-0", 0.9), ("lfp-alpha-beta", 0.3), ("lfp-epsilon", 0.95),
        ("lfp-z-plus-z-minus", 0.8), ("surrogate", 0.2),
      ]
      for (rule, accuracy) in accuracies {
        try FakeRun(name: "rules/\(rule)", rule: rule, accuracy: accuracy).write(in: folder)
      }
      let content = try Report(on: [folder]).content
      #expect(
        content.examples.map(\.label) == [
          "lfp-epsilon", "lfp-0", "lfp-z-plus-z-minus", "surrogate",
        ])
    }
  }

  @Test("weights: means as they are, changes as a share of the layer's weights")
  func weights() throws {
    try withTemporaryFolder { folder in
      try FakeRun().write(in: folder)
      let report = try Report(on: [folder])
      func rows(_ id: String) throws -> [[String]] {
        let chart = try #require(report.charts.first { $0.id == id })
        return try #require(chart.table).csvLines.dropFirst().map { $0 }
      }
      #expect(
        try rows("weights-mean-weight-1") == [
          ["hidden 1", "1", "0.1"], ["hidden 1", "2", "0.1"],
          ["output", "1", "0.2"], ["output", "2", "0.2"],
        ])
      #expect(try rows("weights-mean-bias-1").map { $0[2] } == ["0.05", "0.05", "0.05", "0.05"])
      // 784·6 weights, then 6·10: twelve changes in the first epoch, six in the second.
      let changes = try rows("weights-sign-changes-1").map { Double($0[2]) ?? .nan }
      let shares: [Double] = [1200.0 / 4704, 600.0 / 4704, 20, 10]
      #expect(changes.count == 4)
      #expect(zip(changes, shares).allSatisfy { abs($0 - $1) < 1e-9 }, "\(changes)")
      #expect(try rows("weights-unchanged-1").map { $0[2] } == ["25", "25", "25", "25"])
    }
  }

  @Test("every chart has a title, axes, a text alternative and its numbers")
  func completeness() throws {
    try withTemporaryFolder { folder in
      for rule in ["lfp-epsilon", "surrogate"] {
        for beta in [0.3, 0.9] {
          try FakeRun(name: "grid/\(rule)-\(beta)", rule: rule, beta: beta).write(in: folder)
        }
      }
      let charts = try Report(on: [folder]).charts
      #expect(charts.count > 40)
      for chart in charts {
        let html = chart.figure().html
        for text in [chart.title, chart.x.title, chart.y.title] { #expect(!text.isEmpty) }
        for part in [
          "role=\"img\" aria-label=\"", "<title>", "<desc>", "<summary>Numbers</summary>",
          "<td class=\"n\">", "class=\"legend\"",
        ] {
          #expect(html.contains(part), "\(chart.id): \(part)")
        }
        #expect(html.matches(of: /class="name"/).count == 2, "\(chart.id)")
      }
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
    #expect(try label([FakeRun(name: long)]) == [long])
    #expect(try label([FakeRun(name: long + long)]) == ["lfp-epsilon 6-10"])
  }
}
