import SpikeKernels
import SpikeSim

/// Layer-wise Feedback Propagation through a network of LIF neurons (8, 9, A.16).
///
/// The reward at the output spikes is decomposed backwards, layer by layer and step by step, in
/// proportion to what each input contributed. By the ε-rule, for instance (``LFPRule`` has them all):
///
///     R_j[t] = reward arriving at spike (j, t) + M_j[t+1]
///     g_j[t] = R_j[t] / (|U_j[t-1]| + |U_j[t] + θ·H(U_j[t-1] − θ) − U_j[t-1]| + ε)
///     M_j[t] = β·U_j[t-1]·g_j[t]
///     d(w_ij) = |w_ij|·Σ x_i[t]·g_j[t]    d(b_j) = |b_j|·Σ g_j[t]    r_i[t] = x_i[t]·Σ_j w_ij·g_j[t]
///
/// d sums over the samples of a batch too, or is their mean (``Reduction``). Parameters move along +d,
/// so that the direction handed to an optimiser is −d. There is no
/// derivative of the spike. The walk touches only inputs that spiked and neurons that were
/// rewarded: a neuron that did not spike hands nothing on, and one without reward has g = 0.
public final class LFPLearning: LearningRule {
  /// The rule of each layer.
  public let rules: [LFPRule]
  /// The reward at the output.
  public let reward: any Reward
  private let walk: BackwardPass
  private let network: Network
  /// What is divided by its largest magnitude on the way.
  public let normalization: Normalization
  private let reduction: Reduction
  /// Rates that neurons are rewarded for keeping; nil where rates are free.
  public let rates: RateBounds?
  /// Samples of the batch that is being learnt from.
  private var batch = 1

  /// Allocates the memory to learn from batches of up to `capacity` samples.
  ///
  /// - Parameters:
  ///   - rules: One for each layer of the network.
  ///   - reward: What output spikes receive.
  ///   - normalization: What is divided by its largest magnitude on the way, which the paper does for
  ///     stability and its released code does not. Other than `.none`, traces must hold whole batches: `capacity`
  ///     is then the size of a batch.
  ///   - reduction: Whether the direction is the sum over a batch or the mean; taken last, after any
  ///     division by the largest.
  ///   - rates: Adds to the reward of spikes, of a network with spikes.
  ///   - network: The network.
  ///   - capacity: The most samples at a time.
  ///   - workers: The threads.
  ///   - recordsInput: Whether ``inputReward(_:parameters:)`` will be asked for.
  /// - Throws: ``LFPRuleError`` naming the layer whose rule has a constant out of range.
  public init(
    rules: [LFPRule], reward: any Reward, normalization: Normalization = .none,
    reduction: Reduction = .sum, rates: RateBounds? = nil, network: Network, capacity: Int,
    workers: Workers, recordsInput: Bool = false
  ) throws(LFPRuleError) {
    try LFPRule.check(rules, for: network)
    guard
      network.spec.isSpiking
        || reward.rewards(
          forLogits: [Float](repeating: 0, count: network.classes), label: 0) != nil
    else { throw .reward }
    self.rules = rules
    self.reward = reward
    self.normalization = normalization
    self.reduction = reduction
    self.rates = rates
    self.network = network
    walk = BackwardPass(
      network: network, capacity: capacity, workers: workers,
      for: LFPMembraneRule(
        rules: rules, normalization: normalization,
        turnsOutput: network.spec.isSpiking && reward.asksForSpikes),
      recordsInput: recordsInput)
  }

  /// Bytes that the memory to learn from batches of up to `capacity` samples takes.
  package static func bytes(
    rules: [LFPRule], normalization: Normalization, network: Network, capacity: Int, threads: Int,
    recordsInput: Bool = false
  ) -> Double {
    let rule = LFPMembraneRule(rules: rules, normalization: normalization, turnsOutput: true)
    return BackwardPass.bytes(
      network: network, capacity: capacity, threads: threads, for: rule,
      recordsInput: recordsInput)
  }

  /// Whether something is divided by its largest magnitude in a batch.
  public var needsWholeBatches: Bool { normalization != .none }

  /// The most samples a trace may hold.
  public var capacity: Int { walk.capacity }

  /// The objective is the mean reward of a step and class.
  public var objectiveName: String { "reward" }

  /// See ``SpikeSim/LearningRule``.
  public func accumulate(
    _ trace: Trace, labels: [Int], batch: Int, parameters: Parameters, into direction: Parameters
  ) -> Lesson {
    precondition(labels.count == trace.samples, "\(labels.count) labels of \(trace.samples)")
    normalization.requireWhole(batch, in: trace)
    self.batch = batch
    let (reward, output) = (reward, trace.output)
    let total = walk.setOutput(samples: labels.count) { sample in
      let values = reward.values(of: output, sample: sample, label: labels[sample])
      return (values.reduce(0) { $0 + Double($1) }, values)
    }
    let operations = walk.run(
      trace, parameters: parameters, direction: direction,
      rule: LFPMembraneRule(
        rules: rules, normalization: normalization,
        turnsOutput: network.spec.isSpiking && reward.asksForSpikes,
        rates: rates.map { RatePush($0, factor: $0.strength) }))
    let values = Double(output.neurons * network.steps)
    return Lesson(objective: total / values, operations: operations)
  }

  /// See ``SpikeSim/LearningRule``.
  public func gather(_ direction: Parameters, parameters: Parameters) {
    walk.finish(direction, parameters: parameters)
  }

  /// See ``SpikeSim/LearningRule``.
  public func gatherLeavingOpen(_ direction: Parameters, parameters: Parameters) -> OpenSums? {
    walk.finishLeavingOpen(direction, parameters: parameters)
  }

  /// Weighs the sums by |w| and turns them round: −d. For the mean, divides them by the samples of
  /// the batch that was learnt from last.
  public var turn: @Sendable (_ sums: Region<Float>, _ values: Region<Float>) -> Void {
    switch reduction {
    case .sum: return { Kernels.weighByMagnitude(parameters: $1, direction: $0) }
    case .mean:
      let share = 1 / Float(batch)
      return {
        Kernels.weighByMagnitude(parameters: $1, direction: $0)
        Kernels.scale($0, by: share)
      }
    }
  }

  /// The reward of every (step, sample, class) of a trace, in that order.
  public func rewards(_ trace: Trace, labels: [Int]) -> [Float] {
    let rows = labels.enumerated().map { sample, label in
      reward.values(of: trace.output, sample: sample, label: label)
    }
    let steps = network.steps
    return trace.output.timeMajor(samples: trace.samples) { sample, step, neuron in
      rows[sample][neuron * steps + step]
    }
  }

  /// The reward handed to the input of the last trace, summed over steps:
  /// Σ_t x_i[t]·Σ_j w_ij·g_j[t].
  ///
  /// - Returns: [samples][inputs].
  public func inputReward(_ trace: Trace, parameters: Parameters) -> [Float] {
    walk.handedToInput(trace, parameters: parameters)
  }

  /// The reward handed to the spikes of the input of the last trace, step by step.
  ///
  /// - Precondition: The network's input are spikes.
  /// - Returns: [steps][samples][inputs].
  public func inputRewardByStep(_ trace: Trace) -> [Float] { walk.handedToInputByStep(trace) }
}

extension Reward {
  /// What every class receives at every step, [classes][steps]; of a network without spikes, its logits.
  fileprivate func values(of output: PopulationTrace, sample: Int, label: Int) -> [Float] {
    guard output.unit == .logits else {
      return rewards(for: SampleOutput(output, sample: sample), label: label).values
    }
    guard let values = rewards(forLogits: output.sums(sample: sample), label: label) else {
      preconditionFailure("a reward that looks at spikes was refused")
    }
    return values
  }
}
