import SpikeSim

/// How long a rule learns before the next one takes over.
public enum PhaseLength: Hashable, Sendable {
  /// So many batches, at least 1.
  case iterations(Int)
  /// So many passes over the training samples, at least 1.
  case epochs(Int)

  /// Its batches, where an epoch has so many.
  package func batches(perEpoch: Int) -> Int {
    switch self {
    case .iterations(let count): count
    case .epochs(let count):
      count.multipliedReportingOverflow(by: perEpoch).overflow ? .max : count * perEpoch
    }
  }
}

/// A rule that another one follows.
public struct TrainingPhase {
  /// What is learnt by.
  public let rule: any LearningRule
  /// For how long.
  public let length: PhaseLength

  /// A phase.
  public init(rule: any LearningRule, length: PhaseLength) {
    (self.rule, self.length) = (rule, length)
  }
}

/// The rules of a training, one after another. Which one is at work follows from the batches that were
/// done, so that a training that goes on from a checkpoint needs no word of it.
struct RuleSequence {
  private let earlier: [TrainingPhase]
  private let last: any LearningRule

  /// - Precondition: All rules have memory for as many samples: they read the same traces.
  init(_ earlier: [TrainingPhase], then last: any LearningRule) {
    precondition(
      earlier.allSatisfy { $0.rule.capacity == last.capacity },
      "rules with memory for \(earlier.map(\.rule.capacity) + [last.capacity]) samples")
    (self.earlier, self.last) = (earlier, last)
  }

  /// The most samples a trace may hold.
  var capacity: Int { last.capacity }

  /// The rule of a place.
  subscript(place: Int) -> any LearningRule {
    place < earlier.count ? earlier[place].rule : last
  }

  /// The place of the rule that learns from a batch.
  ///
  /// - Parameters:
  ///   - number: Batches before it, all epochs together; those that were left out count.
  ///   - perEpoch: Batches of an epoch.
  func place(ofBatch number: Int, perEpoch: Int) -> Int {
    var end = 0
    for (place, phase) in earlier.enumerated() {
      let (sum, overflow) = end.addingReportingOverflow(phase.length.batches(perEpoch: perEpoch))
      end = overflow ? .max : sum
      if number < end { return place }
    }
    return earlier.count
  }
}
