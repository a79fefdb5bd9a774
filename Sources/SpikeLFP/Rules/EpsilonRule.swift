import SpikeKernels
import SpikeSim

/// ``LFPRule/epsilon(_:)``: (8, 9) with the positive denominator of the authors' code.
struct EpsilonRule: PropagationRule {
  let epsilon: Float
  let contributions = ContributionSums.none

  // The denominator is positive, so that nothing is turned.
  func coefficients(_ columns: MembraneColumns, turned: Bool) {
    Kernels.lfpWhole(columns.block, denominator: .movement, epsilon: epsilon)
  }
}

/// ``LFPRule/zero(epsilon:)`` and ``LFPRule/signedEpsilon(_:)``: (2) to (4), and (8, 9) as printed.
struct SignedEpsilonRule: PropagationRule {
  let epsilon: Float
  let contributions = ContributionSums.none

  func coefficients(_ columns: MembraneColumns, turned: Bool) {
    Kernels.lfpWhole(columns.block, denominator: .sum(turned: turned), epsilon: epsilon)
  }
}
