import SpikeLFP
import SpikeSurrogate
import SpikeTraining

/// The `learning` of a config: which rule learns, with its constants.
public enum LearningConfig: Hashable, Sendable {
  /// Layer-wise Feedback Propagation of a reward.
  case lfp(rule: LFPRule, reward: RewardSpec)
  /// Back-propagation through time with a surrogate for the spike's derivative.
  case surrogate(SurrogateFunction)
}

/// The `training` of a config.
public struct TrainingConfig: Hashable, Sendable {
  /// Passes over the training images; 0 evaluates the initial network.
  public var epochs: Int
  /// Images per step of the optimiser, at least 1.
  public var batchSize: Int
  /// How parameters move.
  public var optimizer: OptimizerSpec
  /// What bounds a step before the optimiser sees it.
  public var clipping: Clipping
}
