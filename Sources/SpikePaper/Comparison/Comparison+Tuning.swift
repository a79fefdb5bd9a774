import SpikeConfig
import SpikeReports

/// What the search for settings came to.
extension Comparison {
  /// The best of each rule, and how its runs did.
  func table(ofTuning runs: [ReportRun]) -> DataTable {
    var table = DataTable([
      "rule", "learning rate", "β", "T", "clipping", "of its own", "accuracy held out (%)",
      "median of its runs (%)", "finished runs", "failed",
    ])
    for rule in rules {
      let own = runs.filter { ComparedRule($0.config) == rule }
      let accuracies = own.filter(\.isDone).compactMap(\.validationAccuracy).sorted()
      let best = Self.winner(rule, in: own)
      func text(_ value: (ExperimentConfig) -> String) -> DataTable.Cell {
        best.map { .text(value($0.config)) } ?? .absent
      }
      table.add([
        .text(rule.label), text { "\($0.training.optimizer.learningRate)" },
        text { "\($0.network.lif.beta)" }, text { "\($0.network.steps)" },
        text { $0.resolved["training"]?["clipping"]?["adaptive"]?.lineText ?? "" },
        text(ComparedRule.words), (best?.validationAccuracy.map { $0 * 100 }).cell,
        (accuracies.isEmpty ? nil : Self.median(accuracies) * 100).cell,
        .number(Double(accuracies.count)), .number(Double(own.count { $0.state == "failed" })),
      ])
    }
    return table
  }

  /// A setting of which a search draws numbers.
  private struct Searched: Sendable {
    var name: String
    var value: @Sendable (ExperimentConfig) -> Double?

    static let all = [
      Searched(name: "learning rates") { Double("\($0.training.optimizer.learningRate)") },
      Searched(name: "β") { Double("\($0.network.lif.beta)") },
      Searched(name: "T") { Double($0.network.steps) },
      Searched(name: "slopes") { $0.resolved["learning"]?["slope"]?.double },
    ]
  }

  /// Between what was searched, and whose best lies at an edge; nil while no rule has a best.
  func edges(ofTuning runs: [ReportRun]) -> String? {
    let best = rules.compactMap { rule in
      Self.winner(rule, in: runs).map { (rule, $0.config) }
    }
    guard !best.isEmpty else { return nil }
    var (ranges, ends): ([String], [String]) = ([], [])
    for searched in Searched.all {
      let values = runs.compactMap { searched.value($0.config) }
      guard let least = values.min(), let most = values.max(), least < most else { continue }
      ranges.append("\(searched.name) between \(Self.text(least)) and \(Self.text(most))")
      for (edge, word, further) in [(most, "largest", "larger"), (least, "smallest", "smaller")] {
        let own = best.filter { searched.value($0.1) == edge }.map(\.0.label)
        guard !own.isEmpty else { continue }
        ends.append(
          " The best of \(own.joined(separator: ", ")) has the \(word) of the \(searched.name): \(further) ones may do better."
        )
      }
    }
    return "What was drawn: \(ranges.joined(separator: ", "))." + ends.joined()
  }

  private static func text(_ value: Double) -> String {
    NumberText.significant(value, digits: 4)
  }

  /// How many of a rule's runs are hardly better than chance, and with what of their own; nil where none is.
  func stuck(inTuning runs: [ReportRun]) -> String? {
    let limit = 0.2
    let counts = rules.compactMap { rule -> String? in
      let own = runs.filter { ComparedRule($0.config) == rule && $0.isDone }
      let stuck = own.filter { ($0.validationAccuracy ?? 1) < limit }
      guard !stuck.isEmpty else { return nil }
      let choices = Dictionary(grouping: stuck) { ComparedRule.choice($0.config) }
        .map { "\($0.key) \($0.value.count)" }.sorted()
      return "\(rule.label) \(stuck.count) of \(own.count) (\(choices.joined(separator: ", ")))"
    }
    return counts.isEmpty
      ? nil
      : "Runs below 20 %, twice chance, on the images held out: \(counts.joined(separator: "; "))."
  }

  private static func median(_ sorted: [Double]) -> Double {
    (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
  }
}
