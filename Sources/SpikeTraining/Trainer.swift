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
  private let rules: RuleSequence
  /// The place among ``rules`` of the one that learns.
  private var place = 0
  private let schedule: Schedule
  private let epochs: Int
  let batchSize: Int
  let seed: UInt64
  let workers: Workers
  /// The parameters as they were when the epoch began, or the last one.
  let epochStart: Parameters
  /// All zeros between two batches.
  private let direction: Parameters
  private let trace: Trace
  private let simulator: Simulator
  private let onNonFinite: NonFinitePolicy
  /// What a batch that is left out must leave as it was; nil where training stops instead.
  private let before: TrainingState?
  /// Called with the first few batches of each epoch that are left out, see ``NonFinitePolicy/warn``.
  public var warn: (NonFiniteNumber) -> Void = { _ in }
  /// Batches of the current epoch, or the last one, that this trainer left out.
  public private(set) var batchesLeftOut = 0
  /// Batches of an epoch that ``warn`` is called with: to find out what was wrong takes long.
  public static let mostWarnings = 5
  /// Up to which magnitude parameters need no look at membranes, for the images of the epoch.
  private var bounds: OverflowBounds
  /// Whether any parameter is beyond, and who looks then.
  private var isLarge = false
  private lazy var overflow = OverflowSearch(self)

  /// Allocates everything a training needs.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - parameters: What is trained, from what it holds on.
  ///   - rule: Made for this network and batch size.
  ///   - earlier: Rules that learn before it, one after another, with memory for as many samples.
  ///   - optimizer: What moves them.
  ///   - schedule: Of the learning rate, over `epochs` epochs.
  ///   - epochs: Epochs that the schedule runs over.
  ///   - batchSize: Samples of a batch.
  ///   - seed: Decides the order of the batches and all chance in training.
  ///   - onNonFinite: What to do about a number that is NaN or infinite; ``NonFinitePolicy/warn`` holds the
  ///     parameters and moments twice.
  ///   - workers: The threads.
  public init(
    network: Network, parameters: Parameters, rule: any LearningRule,
    after earlier: [TrainingPhase] = [], optimizer: Optimizer, schedule: Schedule = .constant,
    epochs: Int = 1, batchSize: Int, seed: UInt64, onNonFinite: NonFinitePolicy = .stop,
    workers: Workers
  ) {
    self.network = network
    self.parameters = parameters
    rules = RuleSequence(earlier, then: rule)
    self.optimizer = optimizer
    self.schedule = schedule
    self.epochs = epochs
    self.batchSize = batchSize
    self.seed = seed
    self.workers = workers
    self.onNonFinite = onNonFinite
    before =
      onNonFinite == .warn ? TrainingState(network, moments: optimizer.moments.count) : nil
    position = TrainingPosition(populations: network.layers.count)
    bounds = OverflowBounds(network, largestInput: 1)
    direction = Parameters(zerosFor: network)
    epochStart = Parameters(zerosFor: network)
    let capacity = min(batchSize, rules.capacity)
    trace = Trace(network: network, capacity: capacity, membranes: .learning)
    simulator = Simulator(network: network, capacity: capacity, workers: workers)
  }

  /// Bytes that a trainer takes, without the parameters, the rule and the optimiser it is given.
  ///
  /// - Parameters:
  ///   - capacity: The samples that a rule has room for, at most a batch.
  ///   - moments: Moments of the optimiser.
  package static func bytes(
    network: Network, capacity: Int, moments: Int, onNonFinite: NonFinitePolicy, threads: Int
  ) -> Double {
    2 * Parameters.bytes(for: network)
      + (onNonFinite == .warn ? TrainingState.bytes(network, moments: moments) : 0)
      + Trace.bytes(network: network, capacity: capacity, membranes: .learning)
      + Simulator.bytes(network: network, threads: threads)
  }

  /// The rule that learns, or that learnt from the last batch.
  private var rule: any LearningRule { rules[place] }

  /// What the rule that learnt last calls its objective: "reward" or "loss".
  public var objectiveName: String { rule.objectiveName }

  /// Trains to the end of the epoch that ``position`` stands in.
  ///
  /// - Parameters:
  ///   - samples: What to learn from.
  ///   - afterBatch: Called after every batch with the batches done and their number in the epoch; false asks to
  ///     stop there.
  /// - Returns: What the epoch counted, or nil when it was stopped: then ``position`` tells how
  ///   far it came.
  /// - Throws: ``NonFiniteNumber`` where that is to stop it. The batch is not counted; parameters and
  ///   moments may hold such numbers then, so that a checkpoint is no longer to be made of them.
  public func trainEpoch(
    on samples: Samples, afterBatch: (_ done: Int, _ of: Int) -> Bool
  ) throws(NonFiniteNumber) -> Tally? {
    precondition(samples.size == network.inputs, "samples of \(samples.size) values")
    let order = BatchOrder(
      count: samples.count, batchSize: batchSize, seed: seed, epoch: position.epoch)
    if position.batch == 0 { epochStart.copy(from: parameters) }
    batchesLeftOut = 0
    bounds = OverflowBounds(network, largestInput: samples.largest)
    isLarge = !bounds.hold(parameters)
    while position.batch < order.count {
      let batch = Batch(
        indices: order[position.batch], number: position.epoch * order.count + position.batch)
      choose(for: batch.number, perEpoch: order.count)
      try learn(from: batch, of: samples, batches: order.count)
      position.batch += 1
      if !afterBatch(position.batch, order.count) && position.batch < order.count { return nil }
    }
    let tally = position.tally
    position.startNextEpoch()
    return tally
  }

  /// Lets the rule of a batch learn. The objectives of two rules do not add up: where another rule takes
  /// over within an epoch, its own begins.
  private func choose(for number: Int, perEpoch: Int) {
    place = rules.place(ofBatch: number, perEpoch: perEpoch)
    guard position.batch > 0, place != rules.place(ofBatch: number - 1, perEpoch: perEpoch) else {
      return
    }
    position.tally.beginObjective()
  }

  /// The images of a batch, and how many batches training had before it.
  struct Batch {
    let indices: ArraySlice<Int>
    let number: Int
  }

  private func learn(
    from batch: Batch, of samples: Samples, batches: Int
  ) throws(NonFiniteNumber) {
    let (indices, tally) = (batch.indices, position.tally)
    if isLarge && overflow.finds(in: batch, of: samples, self) {
      return try leaveOut(batch) { NonFiniteSearch(self, samples, batch).origin(by: rule) }
    }
    for first in stride(from: indices.startIndex, to: indices.endIndex, by: trace.capacity) {
      let part = indices[first..<min(indices.endIndex, first + trace.capacity)]
      let labels = part.map { samples.labels[$0] }
      samples.load(part, into: trace, epoch: position.epoch, using: workers)
      let operations = simulator.simulate(
        trace, parameters: parameters, samples: labels.count,
        chance: chance(of: batch, from: first - indices.startIndex))
      position.tally.add(trace, labels: labels, forward: operations, using: workers)
      position.tally.add(
        rule.accumulate(
          trace, labels: labels, batch: indices.count, parameters: parameters, into: direction))
    }
    let open = rule.gatherLeavingOpen(direction, parameters: parameters)
    // Every neuron's feedback enters its bias: a few numbers tell of all, before anything moves.
    guard position.tally.objective.isFinite,
      direction.layers.allSatisfy({ Kernels.allFinite($0.bias.all) })
    else {
      position.tally = tally
      direction.clear()
      try leaveOut(batch) { NonFiniteSearch(self, samples, batch).origin(by: rule) }
      return
    }
    before?.copy(from: parameters, optimizer)
    let wasLarge = isLarge
    let result = optimizer.step(
      parameters, against: direction, adding: open, turning: rule.turn,
      factor: schedule.factor(step: batch.number, stepsPerEpoch: batches, epochs: epochs),
      bounds: bounds.largest)
    isLarge = result != .small
    guard result == .notFinite || isLarge && overflow.finds(in: batch, of: samples, self) else {
      return
    }
    position.tally = tally
    try leaveOut(batch) { NonFiniteSearch(self, samples, batch).moved() }
    before?.restore(parameters, optimizer)
    isLarge = wasLarge
  }

  /// Stops, or warns of the first few batches.
  private func leaveOut(
    _ batch: Batch, because place: () -> NonFiniteNumber.Place
  ) throws(NonFiniteNumber) {
    batchesLeftOut += 1
    guard onNonFinite == .stop || batchesLeftOut <= Self.mostWarnings else { return }
    let number = NonFiniteNumber(
      place: place(), epoch: position.epoch + 1, batch: position.batch + 1, step: batch.number + 1)
    guard onNonFinite == .warn else { throw number }
    warn(number)
  }

  /// The chance of a batch's images from one of them on.
  func chance(of batch: Batch, from firstSample: Int) -> Simulator.Chance {
    .init(
      seed: seed, batch: UInt64(batch.number), isTraining: true, firstSample: firstSample)
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
