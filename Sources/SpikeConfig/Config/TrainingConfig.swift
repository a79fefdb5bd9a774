import SpikeSim
import SpikeTraining

/// The `training` of a config.
public struct TrainingConfig: Hashable, Sendable {
  /// Passes over the training images; 0 evaluates the initial network.
  public var epochs: Int
  /// Images per step of the optimiser, at least 1.
  public var batchSize: Int
  /// How parameters move.
  public var optimizer: OptimizerSpec
  /// λ of decoupled weight decay; 0 for none.
  public var weightDecay: Float = 0
  /// How the learning rate changes over the epochs.
  public var schedule: Schedule = .constant
  /// What bounds a step before the optimiser sees it.
  public var clipping: Clipping
  /// Firing rates that learning keeps neurons between; nil where rates are free.
  public var rates: RateBounds?
  /// What to do about a batch that would bring NaN or infinity into the network.
  public var onNonFinite: NonFinitePolicy = .stop
  /// When it ends before the last epoch.
  public var stopping: Stopping = .none
  /// Whether the checkpoint after the epoch of best validation accuracy is kept beside the last.
  public var keepBest = false
}
