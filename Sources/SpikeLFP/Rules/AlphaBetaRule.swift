import SpikeKernels
import SpikeSim

/// ``LFPRule/alphaBeta(alpha:membrane:epsilon:)``: (10, 11).
struct AlphaBetaRule: PropagationRule {
  let alpha: Float
  let membrane: MembraneTreatment
  let epsilon: Float
  let contributions = ContributionSums.positive

  var ofStates: any PropagationRule {
    membrane == .path ? ZPlusZMinusRule(membrane: .path, epsilon: epsilon) : self
  }

  func check(layer: Int) throws(LFPRuleError) {
    guard alpha >= 1 && alpha.isFinite else { throw .alpha(layer: layer, found: alpha) }
  }

  func coefficients(_ columns: MembraneColumns, turned: Bool) {
    guard let negative = columns.negative else {
      preconditionFailure("the walk has room for the second coefficient that a rule gives")
    }
    Kernels.lfpSigns(
      columns.block, sharing: LFPSharing(isPath: membrane == .path, turned: turned),
      alpha: alpha, epsilon: epsilon, positive: columns.knownContributions, negative: negative)
  }
}
