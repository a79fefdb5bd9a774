import SpikeKernels
import SpikeSim

/// LFP at the membranes of a network: a rule for each stage.
struct LFPMembraneRule: MembraneRule {
  let rules: [LFPRule]
  let dividesByLargest: Bool
  /// Whether the reward asks for spikes, see ``Reward/asksForSpikes``.
  let turnsOutput: Bool
  let reachesSpikesOnly = true

  func dividesBySign(_ stage: Int) -> Bool {
    switch rules[stage] {
    case .alphaBeta, .zPlusZMinus: true
    case .zero, .epsilon, .signedEpsilon: false
    }
  }

  func coefficients(_ columns: MembraneColumns) {
    // What arrives at the output may ask for spikes.
    let isOutput = turnsOutput && columns.stage == rules.count - 1
    switch rules[columns.stage] {
    case .epsilon(let epsilon): divideWhole(columns, by: .movement, epsilon)
    case .zero(let epsilon), .signedEpsilon(let epsilon):
      divideWhole(columns, by: .sum(turned: isOutput), epsilon)
    case .alphaBeta(let alpha, let epsilon): share(columns, .alphaBeta(alpha), epsilon)
    case .zPlusZMinus(let epsilon): share(columns, .dominantSign(turned: isOutput), epsilon)
    }
  }

  private func divideWhole(
    _ columns: MembraneColumns, by denominator: LFPDenominator, _ epsilon: Float
  ) {
    Kernels.lfpWhole(
      membranes: columns.membranes, vectors: columns.vectors, steps: columns.steps,
      neuron: columns.neuron, denominator: denominator, epsilon: epsilon, stride: columns.stride,
      local: columns.local)
  }

  private func share(_ columns: MembraneColumns, _ shares: LFPShares, _ epsilon: Float) {
    guard let positive = columns.positive, let negative = columns.negative else {
      preconditionFailure("the walk knows the contributions of a rule that divides by sign")
    }
    Kernels.lfpContributions(
      membranes: columns.membranes, vectors: columns.vectors, steps: columns.steps,
      neuron: columns.neuron, shares: shares, epsilon: epsilon, stride: columns.stride,
      positive: positive, negative: negative, local: columns.local)
  }
}
