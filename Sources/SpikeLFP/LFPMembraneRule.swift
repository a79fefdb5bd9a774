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

  func coefficients(_ tile: MembraneTile) {
    let (division, epsilon): (ContributionDivision, Float)
    switch rules[tile.stage] {
    case .epsilon(let epsilon):
      Kernels.lfpEpsilon(
        membranes: tile.membranes, membraneStride: tile.stride, vectors: tile.vectors,
        steps: tile.steps, neuron: tile.neuron, epsilon: epsilon, local: tile.local)
      return
    case .zero(let small), .signedEpsilon(let small): (division, epsilon) = (.whole, small)
    case .alphaBeta(let alpha, let small): (division, epsilon) = (.alphaBeta(alpha), small)
    case .zPlusZMinus(let small): (division, epsilon) = (.dominantSign, small)
    }
    guard let positive = tile.positive, let negative = tile.negative else {
      preconditionFailure("the walk knows the contributions of a rule that divides by sign")
    }
    Kernels.lfpContributions(
      membranes: tile.membranes, membraneStride: tile.stride, vectors: tile.vectors,
      steps: tile.steps, neuron: tile.neuron, division: division, epsilon: epsilon,
      positive: positive, negative: negative, local: tile.local)
  }
}
