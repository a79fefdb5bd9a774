import SpikeKernels

/// How a ``BackwardPass`` crosses the membranes of the populations.
public protocol MembraneRule: Sendable {
  /// True where only neurons that spiked hand anything to the layer below, at the steps at which
  /// they did; false where every neuron does at every step.
  var reachesSpikesOnly: Bool { get }

  /// What is carried between layers is divided by its largest magnitude after each (the paper's).
  var dividesByLargest: Bool { get }

  /// True where the rule of a stage treats positive and negative contributions apart: it is then
  /// handed the sum of the positive ones and gives a coefficient for each.
  func dividesBySign(_ stage: Int) -> Bool

  /// Turns what arrives at each (step, neuron) into coefficients, in place.
  func coefficients(_ columns: MembraneColumns)
}

/// Some neurons of one sample, on the way back: a column each.
public struct MembraneColumns: Sendable {
  /// Which stage they belong to.
  public let stage: Int
  /// U[t] in blocks of 16 columns, [blocks][steps][16].
  public let membranes: Region<Float>
  /// Lane vectors of 16 columns.
  public let vectors: Int
  /// Steps T.
  public let steps: Int
  /// The neurons' constants.
  package let neuron: NeuronConstants
  /// Distance of two rows of the columns, a row a step.
  public let stride: Int
  /// What arrives at the spikes; then the coefficient g of the current, or that of its positive
  /// contributions.
  public let local: Region<Float>
  /// The sums of the current's positive contributions, where the rule divides by sign.
  public let positive: Region<Float>?
  /// Receives the coefficient of its negative ones, for such a rule.
  public let negative: Region<Float>?
}
