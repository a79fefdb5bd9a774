import SpikeKernels

/// Reads the trace of a batch and says which way every weight should move.
///
/// The direction is a gradient or stands in for one: an optimiser moves parameters against it. A
/// batch may come in several traces. Call ``accumulate(_:labels:batch:parameters:into:)`` for each, in
/// order, and then ``finish(_:parameters:)`` once. Or call ``gather(_:parameters:)`` once and ``turn`` for
/// every piece of the parameters, in the same pass as clipping and the optimiser, while the piece is in
/// cache. ``gatherLeavingOpen(_:parameters:)`` leaves to that pass what it can.
public protocol LearningRule: AnyObject {
  /// What ``Lesson/objective`` is, as a heading: "reward" or "loss".
  var objectiveName: String { get }

  /// The most samples a trace may hold.
  var capacity: Int { get }

  /// Whether a trace must hold all samples of a batch.
  var needsWholeBatches: Bool { get }

  /// Adds what a trace says to a direction that was all zeros before the batch's first trace; some of it
  /// perhaps only when the batch is brought together.
  ///
  /// - Parameters:
  ///   - trace: A simulated part of the batch.
  ///   - labels: The class of each sample of the trace.
  ///   - batch: Samples in the whole batch, for rules that average.
  ///   - parameters: The network's weights, biases and learnt constants.
  ///   - direction: What is added to.
  func accumulate(
    _ trace: Trace, labels: [Int], batch: Int, parameters: Parameters, into direction: Parameters
  ) -> Lesson

  /// Brings the sums of a whole batch together.
  func gather(_ direction: Parameters, parameters: Parameters)

  /// Brings the sums of a whole batch together, but for some that can be added piece by piece.
  ///
  /// - Returns: Those, to be added before ``turn`` and before the next batch; nil of a rule that leaves none.
  func gatherLeavingOpen(_ direction: Parameters, parameters: Parameters) -> OpenSums?

  /// Turns the sums of some parameters into their direction, in place.
  var turn: @Sendable (_ sums: Region<Float>, _ values: Region<Float>) -> Void { get }
}

extension LearningRule {
  /// False: most rules take a batch in parts.
  public var needsWholeBatches: Bool { false }

  /// Brings all sums together: what a rule does that leaves none open.
  public func gatherLeavingOpen(_ direction: Parameters, parameters: Parameters) -> OpenSums? {
    gather(direction, parameters: parameters)
    return nil
  }

  /// Turns the sums of a whole batch into the direction.
  public func finish(_ direction: Parameters, parameters: Parameters) {
    gather(direction, parameters: parameters)
    for (sums, values) in zip(direction.named, parameters.named) {
      turn(sums.tensor.values.all, values.tensor.values.all)
    }
  }
}

/// What learning from one trace cost and how far the network was from its goal.
public struct Lesson: Sendable, Hashable {
  /// Sum over samples of the rule's objective (loss, or mean reward a step and class).
  public var objective: Double
  /// Synaptic operations of the backward walk.
  public var operations: SynapticOperations

  /// Makes a lesson.
  public init(objective: Double, operations: SynapticOperations) {
    self.objective = objective
    self.operations = operations
  }
}
