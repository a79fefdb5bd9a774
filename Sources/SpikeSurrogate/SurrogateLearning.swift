import SpikeKernels
import SpikeSim

/// Back-propagation through time with a surrogate for the derivative of the spike: the baseline.
///
/// With S' the surrogate at U − θ and the reset detached, from the last step to the first,
///
///     ∂L/∂U_j[t] = S'(U_j[t] − θ)·∂L/∂S_j[t] + β·∂L/∂U_j[t+1]
///     ∂L/∂w_ij = Σ x_i[t]·∂L/∂U_j[t]    ∂L/∂b_j = Σ ∂L/∂U_j[t]    ∂L/∂x_i[t] = Σ_j w_ij·∂L/∂U_j[t]
///
/// L is the mean over the batch of a ``LossFunction`` of the output spikes. Unlike feedback, the
/// gradient reaches every neuron at every step, so that only ∂L/∂w is sparse.
public final class SurrogateLearning: LearningRule {
  /// What stands in for the derivative.
  public let function: SurrogateFunction
  /// What is minimised.
  public let loss: LossFunction
  private let walk: BackwardPass
  /// What is divided by its largest magnitude on the way.
  public let normalization: Normalization

  /// Rates that neurons pay for leaving; nil where rates are free.
  public let rates: RateBounds?

  /// Allocates the memory to learn from batches of up to `capacity` samples.
  ///
  /// - Parameters:
  ///   - function: What stands in for the derivative of the spike.
  ///   - loss: What is minimised.
  ///   - normalization: What is divided by its largest magnitude on the way; the paper does so for
  ///     stability, snnTorch does not. Other than `.none`, traces must hold whole batches.
  ///   - rates: Adds a penalty to the loss, of a network with spikes.
  ///   - network: The network.
  ///   - capacity: The most samples at a time.
  ///   - workers: The threads.
  ///   - recordsInput: Whether ``countGradient(of:_:parameters:)`` will be asked for.
  public init(
    function: SurrogateFunction, loss: LossFunction = .countCrossEntropy,
    normalization: Normalization = .none, rates: RateBounds? = nil, network: Network,
    capacity: Int, workers: Workers, recordsInput: Bool = false
  ) {
    self.function = function
    self.loss = loss
    self.normalization = normalization
    self.rates = rates
    walk = BackwardPass(
      network: network, capacity: capacity, workers: workers,
      for: SurrogateMembraneRule(slope: function, normalization: normalization),
      recordsInput: recordsInput)
  }

  /// Bytes that the memory to learn from batches of up to `capacity` samples takes.
  package static func bytes(
    normalization: Normalization, network: Network, capacity: Int, threads: Int,
    recordsInput: Bool = false
  ) -> Double {
    let rule = SurrogateMembraneRule(
      slope: .fastSigmoid(slope: 1), normalization: normalization)
    return BackwardPass.bytes(
      network: network, capacity: capacity, threads: threads, for: rule,
      recordsInput: recordsInput)
  }

  /// Whether something is divided by its largest magnitude in a batch.
  public var needsWholeBatches: Bool { normalization != .none }

  /// The most samples a trace may hold.
  public var capacity: Int { walk.capacity }

  /// The objective is the loss, with the penalty of rates.
  public var objectiveName: String { "loss" }

  /// See ``SpikeSim/LearningRule``.
  public func accumulate(
    _ trace: Trace, labels: [Int], batch: Int, parameters: Parameters, into direction: Parameters
  ) -> Lesson {
    precondition(labels.count == trace.samples, "\(labels.count) labels of \(trace.samples)")
    normalization.requireWhole(batch, in: trace)
    let (output, loss, rates, populations) = (trace.output, loss, rates, trace.populations)
    let total = walk.setOutput(samples: labels.count) { sample in
      let spikes = (0..<output.neurons).map { neuron in
        (0..<output.steps).map {
          output.spiked(sample: sample, step: $0, neuron: neuron) ? 1.0 : 0
        }
      }
      let (loss, slopes) = loss.evaluate(spikes, label: labels[sample])
      let penalty = rates?.penalty(populations, sample: sample) ?? 0
      return (loss + penalty, slopes.flatMap { $0.map { Float($0 / Double(batch)) } })
    }
    let operations = walk.run(
      trace, parameters: parameters, direction: direction,
      rule: SurrogateMembraneRule(
        slope: function, normalization: normalization,
        rates: rates.map {
          // The derivative of the penalty by a spike: of a mean over the batch, of f = ΣS / T.
          RatePush($0, factor: -$0.strength / Float(batch * output.steps))
        }))
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

  /// The gradient of the spike count of a class by the input, summed over the steps at which it is fed:
  /// ∂(Σ_t S_c)/∂x_i, with the surrogate in place of every spike's derivative.
  ///
  /// - Parameters:
  ///   - classes: c of each sample.
  ///   - trace: The simulated samples.
  ///   - parameters: The network's weights, biases and learnt constants.
  /// - Precondition: Made with `recordsInput`; no batch is begun.
  /// - Returns: [samples][inputs].
  public func countGradient(
    of classes: [Int], _ trace: Trace, parameters: Parameters
  ) -> [Float] {
    walk.classGradient(
      of: classes, trace, parameters: parameters,
      rule: SurrogateMembraneRule(slope: function, normalization: normalization))
  }

  /// The sums are the gradient.
  public var turn: @Sendable (_ sums: Region<Float>, _ values: Region<Float>) -> Void {
    { _, _ in }
  }
}

private struct SurrogateMembraneRule: MembraneRule {
  let slope: SurrogateSlope
  let normalization: Normalization
  var rates: RatePush?
  let reachesSpikesOnly = false

  func contributions(_ layer: Int) -> ContributionSums { .none }

  func coefficients(_ columns: MembraneColumns) {
    columns.model.surrogate(columns.block, slope: slope)
  }

  // What reaches a membrane is its gradient.
  func divide(_ columns: MembraneColumns) {}
}
