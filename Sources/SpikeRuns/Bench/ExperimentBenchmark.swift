import SpikeConfig
import SpikeData
import SpikeFiles
import SpikeKernels
import SpikeSim
import SpikeTraining

/// Times an experiment: training steps as `train` carries them out, from drawing the batch to
/// moving the weights, and inference as `evaluate` does.
public final class ExperimentBenchmark {
  /// The experiment.
  public let config: ExperimentConfig
  /// Its network.
  public let network: Network
  private let trainer: Trainer
  private let training: Samples
  private let test: Samples
  private let batchSize: Int
  private let workers: Workers

  /// Allocates what a training needs and fills the weights: from a checkpoint, or as the config
  /// says.
  ///
  /// - Parameters:
  ///   - config: The experiment.
  ///   - checkpoint: A run's checkpoint, of the same config; training continues from it.
  ///   - splits: Its data.
  ///   - workers: The threads.
  ///   - memory: What it may take.
  /// - Throws: ``InsufficientMemory``; `NetworkError`; `DataError` for a checkpoint that does not
  ///   fit.
  public init(
    _ config: ExperimentConfig, checkpoint: TensorFile? = nil, splits: DatasetSplits,
    workers: Workers, memory: MemoryBudget = MemoryBudget()
  ) throws {
    self.config = config
    self.workers = workers
    network = try Network(config.networkSpec)
    batchSize = min(config.training.batchSize, splits.train.count)
    let need = Self.memoryNeed(
      network, config, batch: batchSize, splits, threads: workers.threads)
    try need.check(memory)
    training = config.trainingSamples(splits.train)
    test = Samples(splits.test, pixels: config.data.pixels)
    trainer = try Trainer(
      network: network, parameters: Parameters(zerosFor: network),
      rule: config.learning.makeRule(
        network: network, batch: batchSize, rates: config.training.rates, workers: workers),
      optimizer: Optimizer(
        config.training.optimizer, clipping: config.training.clipping,
        weightDecay: config.training.weightDecay, network: network,
        workers: workers),
      schedule: config.training.schedule, epochs: config.training.epochs, batchSize: batchSize,
      seed: config.seed, workers: workers)
    if let checkpoint {
      try Checkpoint.restore(
        trainer, from: checkpoint,
        limits: .init(epochs: config.training.epochs, samples: training.count))
    } else {
      try config.network.initialisation.fill(
        trainer.parameters, of: network, seed: config.seed,
        calibration: training.hasValues
          ? training.values(first: min(Self.calibrationImages, batchSize)) : [],
        workers: workers)
    }
  }

  /// Images that a firing rate is measured on, of the first batch.
  private static let calibrationImages = 64

  private static func memoryNeed(
    _ network: Network, _ config: ExperimentConfig, batch: Int, _ splits: DatasetSplits,
    threads: Int
  ) -> MemoryNeed {
    let moments = config.training.optimizer.momentNames.count
    var need = MemoryNeed()
    need.addTraining(config, network, batch: batch, onNonFinite: .stop, threads: threads)
    for samples in [splits.train, splits.test] { need.add(samples) }
    need.add(
      oneOf: Checkpoint.bytes(network: network, moments: moments),
      FiringRateCalibration.bytes(
        network: network, samples: min(calibrationImages, batch), threads: threads),
      Evaluator.bytes(network: network, countsUpdates: true, threads: threads)
        + SpikeStatistics.bytes(network: network, threads: threads))
    return need
  }

  /// Times training steps, one repetition a batch. The first batches and those that are not full
  /// are not counted.
  ///
  /// - Parameters:
  ///   - warmUp: Batches before the first that counts.
  ///   - limit: When to stop.
  /// - Throws: `NonFiniteNumber` where the checkpoint's training has diverged.
  public func measureTraining(
    warmUp: Int = 2, until limit: MeasurementLimit
  ) throws -> Measurement {
    var measurement = Measurement(populations: network.layers.count)
    var skipped = 0
    while !limit.isReached(by: measurement) {
      var earlier = trainer.position.tally
      var clock = Stopwatch()
      _ = try trainer.trainEpoch(on: training) { _, _ in
        let seconds = clock.seconds
        let counted = trainer.position.tally.since(earlier)
        if skipped < warmUp {
          skipped += 1
        } else if counted.samples == batchSize {
          measurement.add(seconds: seconds, counted)
        }
        earlier = trainer.position.tally
        clock = Stopwatch()
        return !limit.isReached(by: measurement)
      }
    }
    return measurement
  }

  /// Times inference, one repetition a pass over the test images; nothing is learnt and no
  /// membranes are kept.
  ///
  /// - Parameters:
  ///   - warmUp: Passes before the first that counts.
  ///   - countsSparsity: Whether all that a report on sparsity needs is counted, as at the end of a run.
  ///   - limit: When to stop.
  public func measureInference(
    warmUp: Int = 1, countsSparsity: Bool = false, until limit: MeasurementLimit
  ) -> Measurement {
    let evaluator = Evaluator(
      network: network, seed: config.seed, countsUpdates: countsSparsity, workers: workers)
    let statistics = countsSparsity ? SpikeStatistics(network: network, workers: workers) : nil
    var measurement = Measurement(populations: network.layers.count)
    for _ in 0..<warmUp {
      _ = evaluator.evaluate(trainer.parameters, on: test, adding: statistics)
    }
    while !limit.isReached(by: measurement) {
      let clock = Stopwatch()
      let tally = evaluator.evaluate(trainer.parameters, on: test, adding: statistics)
      measurement.add(seconds: clock.seconds, tally)
    }
    return measurement
  }
}
