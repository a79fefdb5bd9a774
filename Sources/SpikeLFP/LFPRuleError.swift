import SpikeSim

/// Why rules cannot be used on a network.
public enum LFPRuleError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A network takes a rule for each stage.
  case count(found: Int, stages: Int)
  /// α of ``LFPRule/alphaBeta(alpha:membrane:epsilon:)`` is below 1, so that α − β = 1 leaves β negative, or
  /// not finite.
  case alpha(stage: Int, found: Float)
  /// ε is not positive, or not finite.
  case epsilon(stage: Int, found: Float)

  /// One sentence.
  public var description: String {
    switch self {
    case .count(let found, let stages): "\(found) rules for a network of \(stages) stages"
    case .alpha(let stage, let found):
      "the rule of stage \(stage) has alpha \(found), allowed is a number from 1"
    case .epsilon(let stage, let found):
      "the rule of stage \(stage) has epsilon \(found), allowed is a positive number"
    }
  }
}

extension LFPRule {
  /// Checks the rules of a network, one for each stage.
  static func check(_ rules: [LFPRule], for network: Network) throws(LFPRuleError) {
    guard rules.count == network.stages.count else {
      throw .count(found: rules.count, stages: network.stages.count)
    }
    for (stage, rule) in rules.enumerated() {
      if case .alphaBeta(let alpha, _, _) = rule, !(alpha >= 1 && alpha.isFinite) {
        throw .alpha(stage: stage, found: alpha)
      }
      guard rule.epsilon > 0 && rule.epsilon.isFinite else {
        throw .epsilon(stage: stage, found: rule.epsilon)
      }
    }
  }

  /// ε of whatever rule it is.
  private var epsilon: Float {
    switch self {
    case .zero(let epsilon), .epsilon(let epsilon), .signedEpsilon(let epsilon),
      .alphaBeta(_, _, let epsilon), .zPlusZMinus(_, let epsilon):
      epsilon
    }
  }
}
