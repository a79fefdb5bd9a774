import SpikeKernels
import SpikeSim

/// Back-propagation through time with a surrogate for the derivative of the spike: the baseline.
///
/// With S' the surrogate at U − θ and the reset detached, from the last step to the first,
///
///     ∂L/∂U_j[t] = S'(U_j[t] − θ)·∂L/∂S_j[t] + β·∂L/∂U_j[t+1]
///     ∂L/∂w_ij = Σ x_i[t]·∂L/∂U_j[t]    ∂L/∂b_j = Σ ∂L/∂U_j[t]    ∂L/∂x_i[t] = Σ_j w_ij·∂L/∂U_j[t]
///
/// L is the mean over the batch of the cross-entropy of the summed spikes. Unlike feedback, the
/// gradient reaches every neuron at every step, so that only ∂L/∂w is sparse.
public final class SurrogateLearning: LearningRule {
  /// What stands in for the derivative.
  public let function: SurrogateFunction
  private let walk: BackwardPass

  /// Allocates the memory to learn from batches of up to `capacity` samples.
  public init(function: SurrogateFunction, network: Network, capacity: Int, workers: Workers) {
    self.function = function
    walk = BackwardPass(network: network, capacity: capacity, workers: workers)
  }

  /// The objective is the loss.
  public var objectiveName: String { "loss" }

  /// See ``SpikeSim/LearningRule``.
  public func accumulate(
    _ trace: Trace, labels: [Int], batch: Int, parameters: Parameters, into direction: Parameters
  ) -> Lesson {
    precondition(labels.count == trace.samples, "\(labels.count) labels of \(trace.samples)")
    var total = 0.0
    let (output, padded) = (trace.output, walk.paddedSteps)
    for (sample, label) in labels.enumerated() {
      let counts = (0..<output.neurons).map { output.spikeCount(sample: sample, neuron: $0) }
      let (loss, slopes) = CountCrossEntropy.evaluate(counts: counts, label: label)
      total += loss
      for (neuron, slope) in slopes.enumerated() {
        walk.outputRows.dropping((sample * output.neurons + neuron) * padded, count: output.steps)
          .fill(Float(slope / Double(batch)))
      }
    }
    let operations = walk.run(
      trace, parameters: parameters, direction: direction,
      rule: SurrogateMembraneRule(slope: function.slope))
    return Lesson(objective: total, operations: operations)
  }

  /// The sums are the gradient already.
  public func finish(_ direction: Parameters, parameters: Parameters) {}
}

private struct SurrogateMembraneRule: MembraneRule {
  let slope: SurrogateSlope
  let reachesSpikesOnly = false

  func coefficients(
    membranes: Region<Float>, stride: Int, vectors: Int, steps: Int, neurons: LIFParameters,
    local: Region<Float>
  ) {
    Kernels.surrogateMembrane(
      membranes: membranes, membraneStride: stride, vectors: vectors, steps: steps,
      beta: neurons.beta, threshold: neurons.threshold, slope: slope, local: local)
  }
}

extension SurrogateFunction {
  package var slope: SurrogateSlope {
    switch self {
    case .fastSigmoid(let slope): .fastSigmoid(slope)
    case .arctangent(let alpha): .arctangent(alpha)
    }
  }
}
