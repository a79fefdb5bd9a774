import TestSupport
import Testing

@testable import SpikeSweeps

/// What the results of a sweep are ranked by.
@Suite struct SweepResultsTests {
  /// Three β of each rule. By validation the first is best, by test the last.
  private static let accuracies: [(beta: Double, validation: Double, test: Double)] = [
    (0.3, 0.9, 0.5), (0.6, 0.8, 0.7), (0.9, 0.7, 0.9),
  ]

  private func results(
    validating: Bool, by metric: SweepMetric? = nil,
    _ body: (inout SweepResults) throws -> Void
  ) throws {
    try withTemporaryFolder { root in
      var run = FakeRun()
      for (beta, validation, test) in Self.accuracies {
        for rule in ["lfp-epsilon", "surrogate"] {
          (run.beta, run.rule, run.accuracy) = (beta, rule, test)
          run.validation = validating ? validation : nil
          try run.write(in: root)
        }
      }
      let text = #"""
        { "name": "s", "base": \#(run.text), "grid": {
          "learning.rule": ["lfp-epsilon", "surrogate"], "network.beta": [0.3, 0.6, 0.9] } }
        """#
      var results = try SweepResults(SweepPlan(try sweep(text), root: root), rankedBy: metric)
      try body(&results)
    }
  }

  /// β of each row, and its rule.
  private func rows(_ results: SweepResults) -> [String] {
    results.rows.map { row in
      row.runs[0].item.run.values.compactMap(\.self).joined(separator: " ")
    }
  }

  @Test func validationImagesChooseWhereThereAreAny() throws {
    try results(validating: true) { results in
      #expect(results.metric == .validationAccuracy)
      #expect(results.rows.compactMap { $0.statistics(.validationAccuracy)?.mean }.first == 0.9)
      #expect(try results.table(width: 100).contains("\nranked by validationAccuracy; "))
      #expect(results.json["rankedBy"]?.string == "validationAccuracy")
      try results.keepBest(ofEach: "learning.rule")
      #expect(rows(results) == ["lfp-epsilon 0.3", "surrogate 0.3"])
    }
  }

  @Test func elseTestImagesDo() throws {
    try results(validating: false) { results in
      #expect(results.metric == .testAccuracy)
      try results.keepBest(ofEach: "learning.rule")
      #expect(rows(results) == ["lfp-epsilon 0.9", "surrogate 0.9"])
    }
    // Where only some have validation images, they could not be compared with the others.
    let mixed = try sweep(minimalSweep(#""runs": [{ "data.validation": 5 }, { "seed": 1 }]"#))
    #expect(SweepResults.standardMetric(of: mixed) == .testAccuracy)
  }

  @Test func whoAsksForAMetricGetsIt() throws {
    try results(validating: true, by: .testAccuracy) { results in
      #expect(results.metric == .testAccuracy)
      try results.keepBest(ofEach: "network.beta")
      #expect(rows(results).first == "lfp-epsilon 0.9")
    }
  }
}
