import SpikeKernels
import SpikeSim

/// ``LFPRule/zPlusZMinus(membrane:epsilon:)``: (12, 13).
struct ZPlusZMinusRule: PropagationRule {
  let membrane: MembraneTreatment
  let epsilon: Float
  let contributions = ContributionSums.magnitudes

  func coefficients(_ columns: MembraneColumns, turned: Bool) {
    Kernels.lfpMagnitudes(
      columns.block, sharing: LFPSharing(isPath: membrane == .path, turned: turned),
      epsilon: epsilon, magnitudes: columns.knownContributions)
  }
}
