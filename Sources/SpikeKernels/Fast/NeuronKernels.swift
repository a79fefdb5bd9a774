/// The kernels of neuron models: currents into spikes, and the gradient back.
package protocol NeuronKernels {
  /// The LIF recurrence (A.14, A.15) over some lane vectors of neurons of one sample.
  ///
  /// - Parameters:
  ///   - current: A row a step, `currentStride` apart; 0 repeats the first row.
  ///   - membranes: Receives them in blocks of 16 neurons; nil keeps none.
  static func lif(
    current: Region<Float>, currentStride: Int, vectors: Int, steps: Int, neuron: NeuronConstants,
    membranes: Region<Float>?, trains: TrainRegion)

  /// The same without membranes.
  ///
  /// - Returns: How often a membrane differed from the one a step earlier; the first step is not
  ///   counted.
  static func lifCounting(
    current: Region<Float>, currentStride: Int, vectors: Int, steps: Int, neuron: NeuronConstants,
    trains: TrainRegion
  ) -> Int

  /// The same recurrence again for the listed neurons of a constant current.
  ///
  /// - Parameters:
  ///   - current: One value a neuron.
  ///   - membranes: Receives blocks of 16 listed neurons, the last filled up with current 0.
  static func constantMembranes(
    current: Region<Float>, neurons: Region<Int32>, steps: Int, neuron: NeuronConstants,
    membranes: Region<Float>)

  /// The recurrence of LIF neurons whose threshold adapts.
  ///
  /// - Parameters:
  ///   - current: A row a step, `currentStride` apart; 0 repeats the first row.
  ///   - membranes: Receives them in blocks of 16 neurons; nil keeps none.
  ///   - thresholds: The same of the thresholds.
  /// - Returns: How often a membrane differed from the one a step earlier; the first step is not
  ///   counted.
  @discardableResult
  static func adaptiveLIF(
    current: Region<Float>, currentStride: Int, vectors: Int, steps: Int,
    neuron: AdaptiveConstants, membranes: Region<Float>?, thresholds: Region<Float>?,
    trains: TrainRegion
  ) -> Int

  /// The gradient through the membranes and thresholds of adaptive neurons: what arrives becomes that
  /// of their currents.
  ///
  /// - Precondition: The columns have thresholds, and neither factors nor `carry`.
  static func adaptiveSurrogate(
    _ columns: ColumnBlock, neuron: AdaptiveConstants, slope: SurrogateSlope)

  /// Back-propagation through the membrane, the reset detached: ∂L/∂S becomes ∂L/∂U.
  static func surrogateMembrane(_ columns: ColumnBlock, slope: SurrogateSlope)
}
