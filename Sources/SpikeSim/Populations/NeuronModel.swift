import SpikeKernels

/// A model of the neurons of a population: integrates their currents into spikes, and says what learning
/// has to know of them on the way back.
package protocol NeuronModel: Sendable {
  /// Whether the threshold differs from step to step, so that a trace keeps it beside the membranes.
  var hasThresholds: Bool { get }

  /// Membrane decay, threshold and reset.
  var constants: NeuronConstants { get }

  /// Integrates the currents of some lane vectors of neurons of one sample.
  func integrate(_ current: CurrentRows, keeping: KeptStates, trains: TrainRegion)

  /// The same without keeping anything.
  ///
  /// - Returns: How often a membrane differed from the one a step earlier.
  func integrateCounting(_ current: CurrentRows, trains: TrainRegion) -> Int

  /// Integrates constant currents again, one value a neuron, of the listed neurons: the last block of 16
  /// is filled up with current 0.
  func integrateAgain(
    _ current: Region<Float>, neurons: Region<Int32>, steps: Int, keeping: KeptStates)

  /// Turns what arrives at some columns into the gradient of their currents, by a surrogate.
  func surrogate(_ columns: ColumnBlock, slope: SurrogateSlope)
}

/// The currents of some lane vectors of neurons: a row a step.
package struct CurrentRows: Sendable {
  /// The first row.
  package let values: Region<Float>
  /// From one row to the next; 0 where the first is every step's.
  package let stride: Int
  /// Lane vectors of 16 neurons.
  package let vectors: Int
  /// Steps T.
  package let steps: Int
}

/// Where a population's states are kept, in blocks of 16 neurons: [blocks][steps][16].
package struct KeptStates: Sendable {
  /// U\[t\]; nil where membranes are not kept.
  package let membranes: Region<Float>?
  /// θ\[t\]; nil where thresholds are the same at every step, or not kept.
  package let thresholds: Region<Float>?
}

extension LIFParameters {
  /// The model with these constants.
  ///
  /// - Parameter padded: Neurons of the population, with padding.
  package func model(padded: Int) -> any NeuronModel {
    let reset: ResetKind =
      switch reset {
      case .subtract: .subtract
      case .zero: .zero
      case .none: .none
      }
    let constants = NeuronConstants(beta: beta, threshold: threshold, reset: reset)
    if isStepwise {
      return StepwiseLIF(constants: constants, synapticDecay: synapticDecay, padded: padded)
    }
    guard let adaptation else { return LIF(constants: constants) }
    return AdaptiveLIF(
      AdaptiveConstants(
        neuron: constants, decay: adaptation.decay, strength: adaptation.strength))
  }
}
