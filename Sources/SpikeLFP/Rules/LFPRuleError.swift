import SpikeSim

/// Why rules cannot be used on a network.
public enum LFPRuleError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A network takes a rule for each layer.
  case count(found: Int, layers: Int)
  /// α of ``LFPRule/alphaBeta(alpha:membrane:epsilon:)`` is below 1, so that α − β = 1 leaves β negative, or
  /// not finite.
  case alpha(layer: Int, found: Float)
  /// The reward looks at spikes, and the network has none.
  case reward
  /// ε is not positive, or not finite.
  case epsilon(layer: Int, found: Float)

  /// One sentence.
  public var description: String {
    switch self {
    case .reward: "the reward looks at spikes, and a network without spikes has none"
    case .count(let found, let layers): "\(found) rules for a network of \(layers) layers"
    case .alpha(let layer, let found):
      "the rule of layer \(layer) has alpha \(found), allowed is a number from 1"
    case .epsilon(let layer, let found):
      "the rule of layer \(layer) has epsilon \(found), allowed is a number of at least \(LFPRule.leastEpsilon)"
    }
  }
}

extension LFPRule {
  /// The smallest ε: what is below 1.2e-38 is 0 within loops, and would keep no denominator away from 0.
  static let leastEpsilon: Float = 1e-30

  /// Checks the rules of a network, one for each layer.
  static func check(_ rules: [LFPRule], for network: Network) throws(LFPRuleError) {
    guard rules.count == network.layers.count else {
      throw .count(found: rules.count, layers: network.layers.count)
    }
    for (layer, rule) in rules.map(\.propagation).enumerated() {
      try rule.check(layer: layer)
      guard rule.epsilon >= Self.leastEpsilon && rule.epsilon.isFinite else {
        throw .epsilon(layer: layer, found: rule.epsilon)
      }
    }
  }
}
