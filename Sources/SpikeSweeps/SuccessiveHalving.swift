import SpikeConfig
import SpikeFiles

/// Successive halving (Jamieson and Talwalkar 2016): all runs train a little, the best of them go
/// on, and so forth until the last are trained to the end.
///
/// Runs that differ in their seed alone are ranked together, by the mean of their validation
/// accuracy. What a run is told follows from the metrics of all alone, so a sweep that was stopped
/// and two coordinators that share one come to the same.
public struct SuccessiveHalving: Hashable, Sendable {
  /// Epochs until the first comparison.
  public var epochs: Int
  /// One in this many goes on.
  public var factor: Int

  init(_ resolved: JSONValue) {
    epochs = resolved["epochs"]?.integer ?? 1
    factor = resolved["factor"]?.integer ?? 3
  }

  /// What halving says of a run.
  public enum Verdict: Hashable, Sendable {
    /// It is to train until this epoch.
    case train(until: Int)
    /// It was stopped after this epoch: others were better.
    case stopped(epoch: Int)
  }

  /// What a run has to show.
  struct Candidate {
    var group: String
    /// Its validation accuracy after each epoch so far.
    var accuracies: [Double]
    /// Whether nothing more can come of it.
    var isFailed: Bool
  }

  /// The verdict of each candidate.
  ///
  /// - Parameter total: Epochs of a whole run.
  func verdicts(_ candidates: [Candidate], total: Int) -> [Verdict] {
    var verdicts = candidates.map { _ in Verdict.train(until: total) }
    var order: [String] = []
    var remaining: Set<String> = []
    for candidate in candidates where remaining.insert(candidate.group).inserted {
      order.append(candidate.group)
    }
    var rung = epochs
    while rung < total, remaining.count > 1 {
      let here = candidates.indices.filter { remaining.contains(candidates[$0].group) }
      guard here.allSatisfy({ candidates[$0].isFailed || candidates[$0].accuracies.count >= rung })
      else {
        for index in here { verdicts[index] = .train(until: rung) }
        return verdicts
      }
      let shown = Dictionary(grouping: here) { candidates[$0].group }.mapValues { members in
        members.map { candidates[$0].accuracies }.filter { $0.count >= rung }.map { $0[rung - 1] }
      }
      let means = shown.mapValues { SampleStatistics($0)?.mean ?? -1 }
      // Of equals the first in the file goes on.
      let ranked = order.filter(remaining.contains).enumerated().sorted {
        (-(means[$0.element] ?? 0), $0.offset) < (-(means[$1.element] ?? 0), $1.offset)
      }.map(\.element)
      let kept = Set(ranked.prefix((ranked.count + factor - 1) / factor))
      for index in here where !kept.contains(candidates[index].group) {
        verdicts[index] = .stopped(epoch: rung)
      }
      remaining = kept
      let (next, isTooMany) = rung.multipliedReportingOverflow(by: factor)
      rung = isTooMany ? total : next
    }
    return verdicts
  }

  /// Checks that a sweep's runs can be compared half-way.
  func check(_ configs: [ExperimentConfig], at value: JSONValue, _ faults: inout FaultList) {
    if let first = configs.first,
      let other = configs.first(where: { $0.training.epochs != first.training.epochs })
    {
      faults.add(
        .contradiction, at: value,
        found: "runs of \(first.training.epochs) and of \(other.training.epochs) epochs",
        allowed: "the same training.epochs in every run, for halving compares them at one epoch")
    }
    if configs.contains(where: { $0.data.validation == nil }) {
      faults.add(
        .contradiction, at: value, found: "runs without data.validation",
        allowed: "a validation set in every run: test images must not decide which go on")
    }
  }
}
