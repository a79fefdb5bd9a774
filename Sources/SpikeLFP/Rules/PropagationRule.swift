import SpikeKernels
import SpikeSim

/// One rule of LFP at the membranes: how a neuron divides its reward among its contributions.
///
/// A rule is a file in this folder, a case of ``LFPRule`` and a declaration in SpikeConfig. It calls a kernel
/// where it has one; else `columns.block.backward` goes through neurons and steps in plain Swift.
protocol PropagationRule: Sendable {
  /// The sums over a neuron's contributions that the rule divides by.
  var contributions: ContributionSums { get }

  /// The rule by which a membrane divides between what it kept and a synaptic current. This one, but for
  /// rules that first divide between state and current and then treat the signs of the current's inputs apart: those
  /// treat signs at the inputs alone.
  var ofStates: any PropagationRule { get }

  /// ε, which keeps denominators away from 0.
  var epsilon: Float { get }

  /// Checks the constants but ε.
  func check(layer: Int) throws(LFPRuleError)

  /// Turns the rewards of some neurons into the coefficients of their currents.
  ///
  /// - Parameter turned: Whether what arrives asks for spikes, and counts as sign(Σz) times itself.
  func coefficients(_ columns: MembraneColumns, turned: Bool)
}

extension PropagationRule {
  var ofStates: any PropagationRule { self }

  func check(layer: Int) throws(LFPRuleError) {}
}
