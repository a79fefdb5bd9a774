import SpikeKernels
import SpikeSim

/// Layer-wise Feedback Propagation through a network of LIF neurons (8, 9, A.16).
///
/// The reward at the output spikes is decomposed backwards, layer by layer and step by step, in
/// proportion to what each input contributed:
///
///     R_j[t] = reward arriving at spike (j, t) + M_j[t+1]
///     g_j[t] = R_j[t] / (|U_j[t-1]| + |U_j[t] + θ·H(U_j[t-1] − θ) − U_j[t-1]| + ε)
///     M_j[t] = β·U_j[t-1]·g_j[t]
///     d(w_ij) = |w_ij|·Σ x_i[t]·g_j[t]    d(b_j) = |b_j|·Σ g_j[t]    r_i[t] = x_i[t]·Σ_j w_ij·g_j[t]
///
/// Parameters move along +d, so that the direction handed to an optimiser is −d. There is no
/// derivative of the spike. The walk touches only inputs that spiked and neurons that were
/// rewarded: a neuron that did not spike hands nothing on, and one without reward has g = 0.
public final class LFPLearning: LearningRule {
  /// The rule that decomposes.
  public let rule: LFPRule
  /// The reward at the output.
  public let reward: RewardSpec
  private let workers: Workers
  private let walk: BackwardPass
  private let network: Network

  /// Allocates the memory to learn from batches of up to `capacity` samples.
  public init(
    rule: LFPRule, reward: RewardSpec, network: Network, capacity: Int, workers: Workers
  ) {
    self.rule = rule
    self.reward = reward
    self.network = network
    self.workers = workers
    walk = BackwardPass(network: network, capacity: capacity, workers: workers)
  }

  /// The objective is the mean reward of a step and class.
  public var objectiveName: String { "reward" }

  /// See ``SpikeSim/LearningRule``.
  public func accumulate(
    _ trace: Trace, labels: [Int], batch: Int, parameters: Parameters, into direction: Parameters
  ) -> Lesson {
    precondition(labels.count == trace.samples, "\(labels.count) labels of \(trace.samples)")
    var total = 0.0
    let (rows, padded) = (walk.outputRows, walk.paddedSteps)
    for (sample, label) in labels.enumerated() {
      let rewards = reward.rewards(of: trace.output, sample: sample, label: label)
      for (neuron, steps) in rewards.enumerated() {
        for (t, value) in steps.enumerated() {
          rows[(sample * rewards.count + neuron) * padded + t] = value
          total += Double(value)
        }
      }
    }
    let operations = walk.run(
      trace, parameters: parameters, direction: direction, rule: membraneRule)
    let values = Double(trace.output.neurons * network.steps)
    return Lesson(objective: total / values, operations: operations)
  }

  /// Weighs the sums by |w| and turns them round: −d.
  public func finish(_ direction: Parameters, parameters: Parameters) {
    for (sums, values) in zip(direction.layers, parameters.layers) {
      workers.forEach(sums.shape.tiles) { tile, _ in
        Kernels.weighByMagnitude(
          parameters: values.weightTile(tile), direction: sums.weightTile(tile))
      }
      Kernels.weighByMagnitude(parameters: values.bias.all, direction: sums.bias.all)
    }
  }

  /// The reward of every (step, sample, class) of a trace, in that order.
  public func rewards(_ trace: Trace, labels: [Int]) -> [Float] {
    let rows = labels.enumerated().map { sample, label in
      reward.rewards(of: trace.output, sample: sample, label: label)
    }
    return trace.output.timeMajor(samples: trace.samples) { sample, step, neuron in
      rows[sample][neuron][step]
    }
  }

  /// The reward handed to the input of the last trace, summed over steps:
  /// x_i·Σ_j w_ij·Σ_t g_j[t].
  ///
  /// - Returns: [samples][inputs].
  public func inputReward(_ trace: Trace, parameters: Parameters) -> [Float] {
    let layer = parameters.layers[0]
    let sums = walk.firstSums
    return (0..<trace.samples).flatMap { sample in
      (0..<layer.shape.inputs).map { input in
        var pulled: Float = 0
        for output in 0..<layer.shape.outputs {
          let weight = layer.weight[layer.shape.offset(input: input, output: output)]
          pulled += weight * sums[sample * layer.shape.paddedOutputs + output]
        }
        return trace.input[sample * layer.shape.inputs + input] * pulled
      }
    }
  }

  private var membraneRule: EpsilonMembraneRule {
    switch rule {
    case .epsilon(let epsilon): EpsilonMembraneRule(epsilon: epsilon)
    }
  }
}

/// The ε-rule at a membrane.
private struct EpsilonMembraneRule: MembraneRule {
  let epsilon: Float
  let reachesSpikesOnly = true

  func coefficients(
    membranes: Region<Float>, stride: Int, vectors: Int, steps: Int, neurons: LIFParameters,
    local: Region<Float>
  ) {
    Kernels.lfpEpsilon(
      membranes: membranes, membraneStride: stride, vectors: vectors, steps: steps,
      beta: neurons.beta, threshold: neurons.threshold, epsilon: epsilon, local: local)
  }
}
