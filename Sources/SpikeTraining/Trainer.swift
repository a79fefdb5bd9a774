import SpikeData
import SpikeKernels
import SpikeSim

/// Trains a network by any ``SpikeSim/LearningRule`` and evaluates it.
///
/// All memory is allocated here; an epoch allocates nothing that grows. A batch is simulated and
/// learnt from a few samples at a time, as many as the rule has room for, so that memory grows with
/// T and not with the batch. The state that decides
/// what comes next (parameters, moments, position, tallies) is what a ``Checkpoint`` holds, so
/// that a run continued from one ends with the same bytes.
public final class Trainer {
  /// The network.
  public let network: Network
  /// Its weights and biases.
  public let parameters: Parameters
  /// What moves them.
  public let optimizer: Optimizer
  /// Where training stands.
  public internal(set) var position: TrainingPosition
  private let rule: any LearningRule
  private let schedule: Schedule
  private let epochs: Int
  private let batchSize: Int
  let seed: UInt64
  let workers: Workers
  /// The parameters as they were when the epoch began, or the last one.
  let epochStart: Parameters
  /// All zeros between two batches.
  private let direction: Parameters
  private let trace: Trace
  private let simulator: Simulator

  /// Allocates everything a training needs.
  ///
  /// - Parameters:
  ///   - rule: Made for this network and batch size.
  ///   - schedule: Of the learning rate, over `epochs` epochs.
  ///   - seed: Decides the order of the batches and all chance in training.
  public init(
    network: Network, parameters: Parameters, rule: any LearningRule, optimizer: Optimizer,
    schedule: Schedule = .constant, epochs: Int = 1, batchSize: Int, seed: UInt64,
    workers: Workers
  ) {
    self.network = network
    self.parameters = parameters
    self.rule = rule
    self.optimizer = optimizer
    self.schedule = schedule
    self.epochs = epochs
    self.batchSize = batchSize
    self.seed = seed
    self.workers = workers
    position = TrainingPosition(populations: network.stages.count)
    direction = Parameters(zerosFor: network)
    epochStart = Parameters(zerosFor: network)
    let capacity = min(batchSize, rule.capacity)
    trace = Trace(network: network, capacity: capacity, membranes: .learning)
    simulator = Simulator(network: network, capacity: capacity, workers: workers)
  }

  /// What the rule calls its objective: "reward" or "loss".
  public var objectiveName: String { rule.objectiveName }

  /// Trains to the end of the epoch that ``position`` stands in.
  ///
  /// - Parameter afterBatch: Called after every batch with the batches done and their number in
  ///   the epoch; false asks to stop there.
  /// - Returns: What the epoch counted, or nil when it was stopped: then ``position`` tells how
  ///   far it came.
  public func trainEpoch(
    on samples: Samples, afterBatch: (_ done: Int, _ of: Int) -> Bool
  ) -> Tally? {
    precondition(samples.size == network.inputs, "images of \(samples.size) pixels")
    let order = BatchOrder(
      count: samples.count, batchSize: batchSize, seed: seed, epoch: position.epoch)
    if position.batch == 0 { epochStart.copy(from: parameters) }
    while position.batch < order.count {
      learn(from: order[position.batch], of: samples, batches: order.count)
      position.batch += 1
      if !afterBatch(position.batch, order.count) && position.batch < order.count { return nil }
    }
    let tally = position.tally
    position.startNextEpoch()
    return tally
  }

  private func learn(from indices: ArraySlice<Int>, of samples: Samples, batches: Int) {
    for first in stride(from: indices.startIndex, to: indices.endIndex, by: trace.capacity) {
      let part = indices[first..<min(indices.endIndex, first + trace.capacity)]
      let labels = part.map { samples.labels[$0] }
      samples.load(part, into: trace.input, using: workers)
      let operations = simulator.simulate(
        trace, parameters: parameters, samples: labels.count,
        chance: .init(
          seed: seed, batch: UInt64(optimizer.steps), isTraining: true,
          firstSample: first - indices.startIndex))
      position.tally.add(trace, labels: labels, forward: operations, using: workers)
      position.tally.add(
        rule.accumulate(
          trace, labels: labels, batch: indices.count, parameters: parameters, into: direction))
    }
    rule.gather(direction, parameters: parameters)
    optimizer.step(
      parameters, against: direction, turning: rule.turn,
      factor: schedule.factor(
        step: optimizer.steps, stepsPerEpoch: batches, epochs: epochs))
  }
}

/// Where a training stands: how many epochs are done, and what the current one has counted.
public struct TrainingPosition: Sendable, Hashable {
  /// Epochs done.
  public internal(set) var epoch = 0
  /// Batches of the current epoch that are done.
  public internal(set) var batch = 0
  /// What those batches counted.
  public internal(set) var tally: Tally

  init(populations: Int) { tally = Tally(populations: populations) }

  mutating func startNextEpoch() {
    epoch += 1
    batch = 0
    tally = Tally(populations: tally.spikes.count)
  }
}
