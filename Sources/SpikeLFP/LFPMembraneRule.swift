import SpikeKernels
import SpikeSim

/// LFP at the membranes of a network: a rule for each stage.
struct LFPMembraneRule: MembraneRule {
  let rules: [LFPRule]
  let dividesByLargest: Bool
  let reachesSpikesOnly = true

  func dividesBySign(_ stage: Int) -> Bool {
    if case .epsilon = rules[stage] { false } else { true }
  }

  func coefficients(_ columns: MembraneColumns) {
    let (division, epsilon): (ContributionDivision, Float)
    switch rules[columns.stage] {
    case .epsilon(let epsilon):
      Kernels.lfpEpsilon(
        membranes: columns.membranes, vectors: columns.vectors, steps: columns.steps,
        neuron: columns.neuron, epsilon: epsilon, stride: columns.stride, local: columns.local)
      return
    case .zero(let small), .signedEpsilon(let small): (division, epsilon) = (.whole, small)
    case .alphaBeta(let alpha, let small): (division, epsilon) = (.alphaBeta(alpha), small)
    case .zPlusZMinus(let small): (division, epsilon) = (.dominantSign, small)
    }
    guard let positive = columns.positive, let negative = columns.negative else {
      preconditionFailure("the walk knows the contributions of a rule that divides by sign")
    }
    Kernels.lfpContributions(
      membranes: columns.membranes, vectors: columns.vectors, steps: columns.steps,
      neuron: columns.neuron, division: division, epsilon: epsilon, stride: columns.stride,
      positive: positive, negative: negative, local: columns.local)
  }
}
