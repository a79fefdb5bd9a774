import SpikeKernels
import SpikeSim

/// Back-propagation in a network without spikes: the gradient of the mean over the batch of the
/// cross-entropy of its logits, −log softmax(z)[y].
public final class GradientLearning: LearningRule {
  private let walk: BackwardPass
  /// Samples of the batch that is being learnt from.
  private var batch = 1
  /// What is divided by its largest magnitude on the way.
  public let normalization: Normalization

  /// Allocates the memory to learn from batches of up to `capacity` samples.
  ///
  /// - Parameters:
  ///   - normalization: Other than `.none`, traces must hold whole batches.
  ///   - network: The network.
  ///   - capacity: The most samples at a time.
  ///   - workers: The threads.
  ///   - recordsInput: Whether ``inputGradient(_:parameters:)`` will be asked for.
  /// - Precondition: The network has no spikes.
  public init(
    normalization: Normalization = .none, network: Network, capacity: Int, workers: Workers,
    recordsInput: Bool = false
  ) {
    precondition(!network.spec.isSpiking, "a network that spikes has no gradient")
    self.normalization = normalization
    walk = BackwardPass(
      network: network, capacity: capacity, workers: workers,
      for: GradientRule(normalization: normalization), recordsInput: recordsInput)
  }

  /// Bytes that the memory to learn from batches of up to `capacity` samples takes.
  package static func bytes(
    normalization: Normalization, network: Network, capacity: Int, threads: Int,
    recordsInput: Bool = false
  ) -> Double {
    BackwardPass.bytes(
      network: network, capacity: capacity, threads: threads,
      for: GradientRule(normalization: normalization), recordsInput: recordsInput)
  }

  /// Whether something is divided by its largest magnitude in a batch.
  public var needsWholeBatches: Bool { normalization != .none }

  /// The most samples a trace may hold.
  public var capacity: Int { walk.capacity }

  /// The objective is the loss.
  public var objectiveName: String { "loss" }

  /// See ``SpikeSim/LearningRule``.
  public func accumulate(
    _ trace: Trace, labels: [Int], batch: Int, parameters: Parameters, into direction: Parameters
  ) -> Lesson {
    precondition(labels.count == trace.samples, "\(labels.count) labels of \(trace.samples)")
    normalization.requireWhole(batch, in: trace)
    self.batch = batch
    let output = trace.output
    let total = walk.setOutput(samples: labels.count) { sample in
      let logits = output.sums(sample: sample).map { [Double($0)] }
      let (loss, slopes) = LossFunction.countCrossEntropy.evaluate(logits, label: labels[sample])
      return (loss, slopes.map { Float($0[0] / Double(batch)) })
    }
    let operations = walk.run(
      trace, parameters: parameters, direction: direction,
      rule: GradientRule(normalization: normalization))
    return Lesson(objective: total, operations: operations)
  }

  /// See ``SpikeSim/LearningRule``.
  public func gather(_ direction: Parameters, parameters: Parameters) {
    walk.finish(direction, parameters: parameters)
  }

  /// See ``SpikeSim/LearningRule``.
  public func gatherLeavingOpen(_ direction: Parameters, parameters: Parameters) -> OpenSums? {
    walk.finishLeavingOpen(direction, parameters: parameters)
  }

  /// The gradient of the logit of a class by the input.
  ///
  /// - Parameters:
  ///   - classes: The class of each sample.
  ///   - trace: The simulated samples.
  ///   - parameters: The network's weights, biases and learnt constants.
  /// - Precondition: Made with `recordsInput`; no batch is begun.
  /// - Returns: [samples][inputs].
  public func logitGradient(
    of classes: [Int], _ trace: Trace, parameters: Parameters
  ) -> [Float] {
    walk.classGradient(
      of: classes, trace, parameters: parameters, rule: GradientRule(normalization: normalization))
  }

  /// The gradient of the input of the last trace.
  ///
  /// - Returns: [samples][inputs].
  public func inputGradient(_ trace: Trace, parameters: Parameters) -> [Float] {
    walk.handedToInput(trace, parameters: parameters, timesInput: false)
  }

  /// The sums are the gradient of the mean. Where something was divided by its largest magnitude on the way,
  /// the share of a sample in the mean was lost with it, and is taken last.
  public var turn: @Sendable (_ sums: Region<Float>, _ values: Region<Float>) -> Void {
    guard normalization != .none else { return { _, _ in } }
    let share = 1 / Float(batch)
    return { sums, _ in Kernels.scale(sums, by: share) }
  }
}

/// What arrives at z, where it is not 0, is its gradient.
private struct GradientRule: MembraneRule {
  let normalization: Normalization
  let reachesSpikesOnly = false
  let passesUnitsUnchanged = true

  func contributions(_ layer: Int) -> ContributionSums { .none }

  func coefficients(_ columns: MembraneColumns) {}
}
