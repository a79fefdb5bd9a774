import SpikeKernels
import SpikeSim

/// LFP at the membranes of a network: a rule for each layer.
struct LFPMembraneRule: MembraneRule {
  let rules: [any PropagationRule]
  let normalization: Normalization
  /// Whether the reward asks for spikes, see ``Reward/asksForSpikes``.
  let turnsOutput: Bool
  let rates: RatePush?
  let reachesSpikesOnly = true

  init(
    rules: [LFPRule], normalization: Normalization, turnsOutput: Bool, rates: RatePush? = nil
  ) {
    self.rates = rates
    self.rules = rules.map(\.propagation)
    self.normalization = normalization
    self.turnsOutput = turnsOutput
  }

  func contributions(_ layer: Int) -> ContributionSums { rules[layer].contributions }

  func coefficients(_ columns: MembraneColumns) {
    // What arrives at the output may ask for spikes.
    let turned = turnsOutput && columns.layer == rules.count - 1
    rule(columns).coefficients(columns, turned: turned)
  }

  func divide(_ columns: MembraneColumns) {
    rule(columns).coefficients(columns, turned: false)
  }

  func contributionsOfStates(_ layer: Int) -> ContributionSums {
    rules[layer].ofStates.contributions
  }

  private func rule(_ columns: MembraneColumns) -> any PropagationRule {
    columns.isState ? rules[columns.layer].ofStates : rules[columns.layer]
  }
}

extension MembraneColumns {
  /// The sums that a rule asked for.
  var knownContributions: Region<Float> {
    guard let contributions else {
      preconditionFailure("the walk knows the contributions that a rule asked for")
    }
    return contributions
  }
}
