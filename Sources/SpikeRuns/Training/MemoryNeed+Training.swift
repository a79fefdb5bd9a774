import SpikeConfig
import SpikeData
import SpikeSim
import SpikeTraining

extension MemoryNeed {
  /// Images that a firing rate is measured on.
  static let calibrationImages = 128

  /// What a run takes from its first batch to its summary.
  ///
  /// - Parameter batch: Images of the largest batch that will come.
  init(
    training config: ExperimentConfig, _ network: Network, batch: Int,
    samples splits: DatasetSplits,
    threads: Int
  ) {
    addTraining(
      config, network, batch: batch, onNonFinite: config.training.onNonFinite, threads: threads)
    add(Evaluator.bytes(network: network, threads: threads))
    for samples in [splits.train, splits.test] { add(samples) }
    // Training and validation samples lie apart before they are copied.
    if config.data.validation != nil {
      add(splits.train.bytes(0..<splits.train.count))
    }
    // The counts of the last epoch are there while its checkpoint is written.
    add(SpikeStatistics.bytes(network: network, threads: threads))
    let initialisation =
      switch config.network.initialisation {
      case .pytorch, .kaiming: 0.0
      case .firingRate:
        FiringRateCalibration.bytes(
          network: network, samples: min(Self.calibrationImages, splits.train.count),
          threads: threads)
      case .stored(let stored): stored.bytes(network: network)
      }
    add(
      oneOf: initialisation,
      Checkpoint.bytes(
        network: network, moments: config.training.optimizer.momentNames.count),
      Evaluator.bytes(network: network, countsUpdates: true, threads: threads)
        + SpikeStatistics.bytesOfCounts(network: network),
      NonFiniteSearch.bytes(network: network, threads: threads))
  }

  /// A trainer, and all it is given.
  mutating func addTraining(
    _ config: ExperimentConfig, _ network: Network, batch: Int, onNonFinite: NonFinitePolicy,
    threads: Int
  ) {
    let optimizer = config.training.optimizer
    add(Parameters.bytes(for: network))
    add(Optimizer.bytes(optimizer, network: network))
    let capacity = config.samplesAtATime(of: batch, network, threads: threads)
    for rule in config.rules {
      add(
        rule.bytes(network: network, capacity: capacity, threads: threads, recordsInput: false))
    }
    add(
      Trainer.bytes(
        network: network, capacity: capacity,
        moments: optimizer.momentNames.count, onNonFinite: onNonFinite, threads: threads))
    add(BackwardPass.bytesOfOutputs(network: network, threads: threads))
    add(Simulator.bytesOfSimulating(network: network, threads: threads))
  }

  /// A copy of samples to read from.
  mutating func add(_ samples: Dataset) {
    add(Samples.bytes(of: samples))
  }
}
