import SpikeReports
import SpikeSweeps

extension Comparison {
  /// What is said of LFP beside the surrogate, judged by the runs of one network and length.
  static func claims(_ entries: [Entry]) -> [PaperClaim] {
    guard let surrogate = entries.first(where: { $0.rule == .surrogate }),
      let epsilon = entries.first(where: { $0.rule == .epsilon })
    else { return [] }
    return [accuracy(epsilon, surrogate), cost(epsilon, surrogate), time(epsilon, surrogate)]
      + entries.filter { ComparedRule.lfp.contains($0.rule) && $0.rule != .epsilon }.map {
        accuracy($0, surrogate)
      }
  }

  /// How many points below another an accuracy still counts as no worse.
  static let margin = 0.1

  private static func mean(_ entry: Entry, _ value: (ReportRun) -> Double?) -> Double? {
    // A seed still to come could turn a verdict.
    entry.group.runs.allSatisfy(\.isSettled) ? entry.statistics(value)?.mean : nil
  }

  private static func accuracy(_ entry: Entry, _ surrogate: Entry) -> PaperClaim {
    let values = (
      mean(entry) { $0.testAccuracy.map { $0 * 100 } },
      mean(surrogate) { $0.testAccuracy.map { $0 * 100 } }
    )
    let gap = values.0.flatMap { own in values.1.map { difference(own, $0) } }
    return PaperClaim(
      "\(entry.rule.label) classifies at least as well as the surrogate.",
      criterion: "Its mean test accuracy is at most \(margin) points below.",
      measured: "\(entry.rule.label) \(accuracyText(values.0)), surrogate \(accuracyText(values.1))"
        + (gap.map { " (\(pointsText($0)))" } ?? "") + ".",
      verdict: PaperVerdict(all: [gap.map { $0 >= -margin }]))
  }

  private static func cost(_ entry: Entry, _ surrogate: Entry) -> PaperClaim {
    ratio(
      "Learning by \(entry.rule.label) takes at most a tenth of the synaptic operations, the forward pass left out.",
      entry, surrogate, "synaptic operations an image", 10, \.learningPerSample)
  }

  /// The clock's seconds are no measure: they hold what else the machine did.
  private static func time(_ entry: Entry, _ surrogate: Entry) -> PaperClaim {
    ratio(
      "Training by \(entry.rule.label) takes at most half the processor time.", entry, surrogate,
      "processor seconds", 2, \.processorSeconds)
  }

  /// A claim that the surrogate takes so many times as much.
  private static func ratio(
    _ statement: String, _ entry: Entry, _ surrogate: Entry, _ what: String, _ least: Double,
    _ value: (ReportRun) -> Double?
  ) -> PaperClaim {
    let (own, other) = (mean(entry, value), mean(surrogate, value))
    let ratio = own.flatMap { own in other.map { $0 / own } }
    func text(_ value: Double?) -> String {
      value.map { NumberText.significant($0, digits: 3) } ?? "not yet known"
    }
    return PaperClaim(
      statement, criterion: "The surrogate's mean is at least \(text(least)) times as large.",
      measured: "\(entry.label) \(text(own)), \(surrogate.label) \(text(other)) \(what)"
        + (ratio.map { ": \(text($0)) times" } ?? "") + ".",
      verdict: PaperVerdict(all: [ratio.map { $0 >= least }]))
  }
}
