import SpikeLFP
import SpikeSim
import SpikeSurrogate

/// The `learning` of a config: which rule learns, with its constants.
public enum LearningConfig: Hashable, Sendable {
  /// Layer-wise Feedback Propagation of a reward.
  case lfp(
    LFPComposition, reward: RewardSpec, normalization: Normalization = .none,
    reduction: Reduction = .sum)
  /// Back-propagation through time with a surrogate for the spike's derivative.
  case surrogate(
    SurrogateFunction, loss: LossFunction = .countCrossEntropy,
    normalization: Normalization = .none)
  /// Back-propagation in a network without spikes.
  case gradient(normalization: Normalization = .none)
}

/// Which LFP rule each connection of a network has.
public enum LFPComposition: Hashable, Sendable {
  /// All the same.
  case uniform(LFPRule)
  /// One for each kind of layer; nil for a kind that the network does without.
  case byKind(dense: LFPRule?, conv2d: LFPRule?)
  /// One for each connection, from input to output.
  case byConnection([LFPRule])

  /// The rule of each connection.
  ///
  /// - Parameter isConvolution: For each connection from input to output, whether it is a conv2d
  ///   layer rather than a dense one.
  /// - Returns: nil where a rule is lacking or is one too many.
  public func rules(isConvolution: [Bool]) -> [LFPRule]? {
    switch self {
    case .uniform(let rule): return isConvolution.map { _ in rule }
    case .byKind(let dense, let conv2d):
      let rules = isConvolution.compactMap { $0 ? conv2d : dense }
      return rules.count == isConvolution.count ? rules : nil
    case .byConnection(let rules): return rules.count == isConvolution.count ? rules : nil
    }
  }
}
