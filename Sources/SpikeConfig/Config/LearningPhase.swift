import SpikeFiles
import SpikeSim
import SpikeTraining

/// A rule that learns for a while before the next: an element of a config's `learning`, where that is a
/// list.
public struct LearningPhase: Hashable, Sendable {
  /// Which rule.
  public var learning: LearningConfig
  /// For how long.
  public var length: PhaseLength
}

extension ConfigSchema {
  /// `learning`: a rule, or several that learn one after another.
  static let learning = Schema.either(
    list: .array(
      of: .object(
        ObjectSchema(
          [
            .optional(
              "iterations", .integer(1...1_000_000_000),
              "Batches that this rule learns from before the next. All rules but the last have this or epochs."
            ).example(whole: phases("iterations", 100)),
            .optional(
              "epochs", .integer(1...100_000),
              "Passes over the training images that this rule learns for before the next."
            ).example(whole: phases("epochs", 1)),
          ], selector: oneLearning.selector)), count: 1...100),
    object: .object(oneLearning))

  private static func phases(_ length: String, _ count: Int) -> JSONValue {
    let first = JSONValue.object([("rule", "surrogate"), (length, .number(count))])
    return ["learning": [first, ["rule": "lfp-epsilon"]]]
  }
}

extension LearningPhase {
  /// Reads an element of the list; nil where it says no length, as the last does.
  init?(_ learning: LearningConfig, _ resolved: ResolvedReader) {
    if let count = resolved.optional("iterations")?.integer {
      length = .iterations(count)
    } else if let count = resolved.optional("epochs")?.integer {
      length = .epochs(count)
    } else {
      return nil
    }
    self.learning = learning
  }

  /// The element of the list.
  func json(_ form: ConfigForm) -> JSONValue {
    let rule = learning.json(form).object?.members.map { ($0.key, $0.value as JSONValue?) } ?? []
    return switch length {
    case .iterations(let count): .object(rule + [("iterations", .number(count))])
    case .epochs(let count): .object(rule + [("epochs", .number(count))])
    }
  }
}

extension ExperimentConfig {
  /// Reads `learning`, where the network's kind decides what a rule has by default.
  static func rules(
    _ resolved: ResolvedReader, isSpiking: Bool
  ) -> (earlier: [LearningPhase], last: LearningConfig) {
    func read(_ element: ResolvedReader) -> LearningConfig {
      let learning = LearningConfig(element)
      guard !isSpiking else { return learning }
      let reward = element.optional("reward")?.value
      return learning.withoutSpikes(isRewardWritten: reward?.isWritten ?? false)
    }
    guard resolved.value.array != nil else { return ([], read(resolved)) }
    let elements = resolved.elements
    let earlier = elements.dropLast().compactMap { LearningPhase(read($0), $0) }
    return (earlier, read(elements[elements.count - 1]))
  }

  /// The value of `learning`: an object, or a list where other rules come before the last.
  func learningJSON(_ form: ConfigForm) -> JSONValue {
    guard !earlierLearning.isEmpty else { return learning.json(form) }
    return .array(earlierLearning.map { $0.json(form) } + [learning.json(form)])
  }

  /// Every rule, in the order in which they learn.
  package var rules: [LearningConfig] { earlierLearning.map(\.learning) + [learning] }

  /// Samples of a batch that so many threads learn from at a time, by every rule: as many as the one takes
  /// that takes most.
  package func samplesAtATime(of batch: Int, _ network: Network, threads: Int) -> Int {
    rules.reduce(1) { max($0, $1.samplesAtATime(of: batch, network, threads: threads)) }
  }

  /// The names of the rules: `lfp-epsilon`, `gradient then lfp-epsilon`.
  public var ruleName: String { rules.map(\.ruleName).joined(separator: " then ") }
}
