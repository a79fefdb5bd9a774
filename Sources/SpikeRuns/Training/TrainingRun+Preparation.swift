import SpikeConfig
import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeTraining

extension TrainingRun {
  // MARK: A run that was begun

  func judge(_ policy: RunWriter.Policy) throws -> LockJudge {
    guard waits, policy == .resume else { return .immediate }
    return .waiting(try LockTiming.current) {
      console.note("\(label): \($0)")
    } isCancelled: {
      interruption.isRequested
    }
  }

  /// Sets a trainer to where the checkpoint stands.
  ///
  /// - Parameter note: Called with what cannot be made sure of.
  func restore(_ trainer: Trainer, note: (String) -> Void = { _ in }) throws {
    let images = splits.train.count - (directory.config.data.validation ?? 0)
    let limits = Checkpoint.Limits(epochs: directory.config.training.epochs, samples: images)
    try directory.readCheckpoint(note: note) {
      try Checkpoint.restore(trainer, from: $0, limits: limits)
    }
  }

  // MARK: What it needs

  /// Images of the largest batch that will come.
  var batchSize: Int {
    min(
      directory.config.training.batchSize,
      splits.train.count - (directory.config.data.validation ?? 0))
  }

  func makeTrainer(_ network: Network) throws(LFPRuleError) -> Trainer {
    let (config, training) = (directory.config, directory.config.training)
    let capacity = config.samplesAtATime(of: batchSize, network, threads: workers.threads)
    return try Trainer(
      network: network, parameters: Parameters(zerosFor: network),
      rule: config.learning.makeRule(
        network: network, capacity: capacity, rates: training.rates, workers: workers),
      after: phases(network, capacity: capacity),
      optimizer: Optimizer(
        training.optimizer, clipping: training.clipping, weightDecay: training.weightDecay,
        network: network, workers: workers),
      schedule: training.schedule, epochs: training.epochs, batchSize: batchSize,
      seed: config.seed, onNonFinite: training.onNonFinite, workers: workers)
  }

  /// The rules that learn before the config's last.
  private func phases(
    _ network: Network, capacity: Int
  ) throws(LFPRuleError) -> [TrainingPhase] {
    var phases: [TrainingPhase] = []
    for phase in directory.config.earlierLearning {
      let rule = try phase.learning.makeRule(
        network: network, capacity: capacity, rates: directory.config.training.rates,
        workers: workers)
      phases.append(TrainingPhase(rule: rule, length: phase.length))
    }
    return phases
  }

  /// What a user should know of rules whose turn never comes.
  var unreachedRules: [String] {
    let config = directory.config
    let images = splits.train.count - (config.data.validation ?? 0)
    return config.unreachedRules(perEpoch: (images + batchSize - 1) / max(1, batchSize))
  }

  /// What a user should know of files that have fewer samples than as published, where all were meant.
  var missingSamples: [String] {
    let data = directory.config.data
    guard data.train == nil, let all = data.source.dataset.publishedTrainingSamples else {
      return []
    }
    let found = splits.train.count + (data.skip ?? 0)
    guard found < all else { return [] }
    return [
      "the files of the data set \"\(data.source.dataset.name)\" have \(found) of its \(all) training samples"
    ]
  }

  /// What the run will take.
  func memoryNeed(_ network: Network) -> MemoryNeed {
    MemoryNeed(
      training: directory.config, network, batch: batchSize, samples: splits,
      threads: workers.threads)
  }

  /// Fills the parameters.
  ///
  /// - Returns: What calibration made of the layers, where there is one.
  ///
  /// - Throws: What is wrong with the file that they are read from.
  func initialise(_ trainer: Trainer, _ training: Samples) throws -> [CalibratedLayer] {
    let config = directory.config
    var calibration: [Float] = []
    if case .firingRate = config.network.initialisation {
      calibration = training.values(first: min(MemoryNeed.calibrationImages, training.count))
    }
    return try config.network.initialisation.fill(
      trainer.parameters, of: trainer.network, seed: config.seed, calibration: calibration,
      workers: workers)
  }
}

extension RunDirectory {
  /// A run that saw one data set up to its checkpoint and another after it would be of neither.
  func checkData(_ found: String) throws {
    let begun = try RunEnvironment.datasetChecksum(in: environmentPath)
    if let begun, begun != found {
      throw RunError.otherData(directory: path, begun: begun, found: found)
    }
  }
}

extension ExperimentConfig {
  /// What a user should know of rules whose turn never comes, where an epoch has so many batches.
  func unreachedRules(perEpoch: Int) -> [String] {
    let batches = perEpoch * training.epochs
    guard batches > 0 else { return [] }
    var end = 0
    return zip(earlierLearning, rules.dropFirst()).enumerated().compactMap {
      let (phase, next) = $0.element
      // No sum overflows: what is beyond all batches is that, however far.
      end += min(phase.length.batches(perEpoch: perEpoch), batches)
      guard end >= batches else { return nil }
      return
        "learning[\($0.offset + 1)] (\(next.ruleName)) never learns: the rules before it take all "
        + "\(batches) batches"
    }
  }
}
