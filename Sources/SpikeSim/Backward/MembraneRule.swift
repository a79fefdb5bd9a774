import SpikeKernels

/// How a ``BackwardPass`` crosses the membranes of the populations.
public protocol MembraneRule: Sendable {
  /// True where only neurons that spiked hand anything to the layer below, at the steps at which
  /// they did; false where every neuron does at every step.
  var reachesSpikesOnly: Bool { get }

  /// What is divided by its largest magnitude on the way.
  var normalization: Normalization { get }

  /// What firing rates outside of their bounds add to what arrives at spikes; nil where rates are free.
  var rates: RatePush? { get }

  /// Whether the coefficients of units are what arrives at them: then z is not computed again.
  var passesUnitsUnchanged: Bool { get }

  /// Which sums over the contributions to the current the rule of a layer needs.
  func contributions(_ layer: Int) -> ContributionSums

  /// Turns what arrives at each (step, neuron) into coefficients, in place.
  func coefficients(_ columns: MembraneColumns)

  /// Turns rewards of columns of one step, what the membrane carries included, into coefficients, in place:
  /// of what ``coefficients(_:)`` has found to arrive.
  func divide(_ columns: MembraneColumns)

  /// Which sums the rule of a layer needs where it divides between the membrane and a synaptic current.
  func contributionsOfStates(_ layer: Int) -> ContributionSums
}

extension MembraneRule {
  /// Rates are free.
  public var rates: RatePush? { nil }

  /// False: rewards are divided among contributions.
  public var passesUnitsUnchanged: Bool { false }

  /// The coefficients of what arrives.
  public func divide(_ columns: MembraneColumns) { coefficients(columns) }

  /// The same sums as everywhere.
  public func contributionsOfStates(_ layer: Int) -> ContributionSums { contributions(layer) }
}

/// Sums over the contributions z to a neuron's current, each w·x and the bias.
public enum ContributionSums: Sendable, Hashable {
  /// None is needed, and one coefficient serves all contributions.
  case none
  /// Σ|z|; one coefficient serves all contributions.
  case magnitudes
  /// The sum of the positive ones; the rule gives a coefficient for each sign.
  case positive

  /// Parts of the contributions, each with a coefficient of its own.
  var parts: Int { self == .positive ? 2 : 1 }
}

/// Some neurons of one sample, on the way back: a column each.
public struct MembraneColumns: Sendable {
  /// Which layer they belong to.
  public let layer: Int
  /// How the neurons integrate.
  package let model: any NeuronModel
  /// Their membranes, what arrives, and what becomes of it: the coefficient g of the current, or that
  /// of its positive contributions.
  package let block: ColumnBlock
  /// The sums over contributions that the rule needs, in rows as the block's.
  public let contributions: Region<Float>?
  /// Receives the coefficient of negative contributions, for a rule that gives one.
  public let negative: Region<Float>?
  /// Whether they are membranes that a synaptic current feeds: their contributions are two states.
  public let isState: Bool

  init(
    layer: Int, model: any NeuronModel, block: ColumnBlock, contributions: Region<Float>?,
    negative: Region<Float>?, isState: Bool = false
  ) {
    (self.layer, self.model, self.block) = (layer, model, block)
    (self.contributions, self.negative, self.isState) = (contributions, negative, isState)
  }
}
