import SpikeKernels
import SpikeSim

/// LFP at the membranes of a network: a rule for each layer.
struct LFPMembraneRule: MembraneRule {
  let rules: [LFPRule]
  let normalization: Normalization
  /// Whether the reward asks for spikes, see ``Reward/asksForSpikes``.
  let turnsOutput: Bool
  let reachesSpikesOnly = true

  func contributions(_ layer: Int) -> ContributionSums {
    switch rules[layer] {
    case .zero, .epsilon, .signedEpsilon: .none
    case .zPlusZMinus: .magnitudes
    case .alphaBeta: .positive
    }
  }

  func coefficients(_ columns: MembraneColumns) {
    // What arrives at the output may ask for spikes.
    let turned = turnsOutput && columns.layer == rules.count - 1
    switch rules[columns.layer] {
    case .epsilon(let epsilon):
      Kernels.lfpWhole(columns.block, denominator: .movement, epsilon: epsilon)
    case .zero(let epsilon), .signedEpsilon(let epsilon):
      Kernels.lfpWhole(columns.block, denominator: .sum(turned: turned), epsilon: epsilon)
    case .zPlusZMinus(let membrane, let epsilon):
      Kernels.lfpMagnitudes(
        columns.block, sharing: LFPSharing(isPath: membrane == .path, turned: turned),
        epsilon: epsilon, magnitudes: Self.known(columns.contributions))
    case .alphaBeta(let alpha, let membrane, let epsilon):
      Kernels.lfpSigns(
        columns.block, sharing: LFPSharing(isPath: membrane == .path, turned: turned),
        alpha: alpha, epsilon: epsilon, positive: Self.known(columns.contributions),
        negative: Self.known(columns.negative))
    }
  }

  private static func known(_ region: Region<Float>?) -> Region<Float> {
    guard let region else {
      preconditionFailure("the walk knows the contributions that a rule asked for")
    }
    return region
  }
}
