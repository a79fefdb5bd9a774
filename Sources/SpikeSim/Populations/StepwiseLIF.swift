import SpikeKernels

/// LIF neurons that are integrated one step at a time, all of a sample by one thread: with recurrent
/// connections, synaptic currents, or constants that are learnt.
///
///     c[t] = W·x[t] + b + V·s[t-1] + b_V
///     I[t] = α·I[t-1] + c[t]                              or c[t], without a synaptic decay
///     U[t] = β·U[t-1] + I[t] − θ·H(U[t-1] − θ)
///
/// The connection's currents are laid down where the membranes will be, a row of neurons a step;
/// `Simulator+Stepwise.swift` integrates them.
struct StepwiseLIF: NeuronModel {
  let constants: NeuronConstants
  let hasThresholds = false
  /// Decay α of the synaptic current; nil without one.
  let synapticDecay: Float?
  /// Neurons of the population, with padding: the distance of two rows.
  let padded: Int

  func integrate(_ current: CurrentRows, keeping: KeptStates, trains: TrainRegion) {
    guard let rows = keeping.membranes else {
      preconditionFailure("neurons that are integrated step by step keep their membranes")
    }
    for step in 0..<current.steps {
      rows.dropping(step * padded).copy(
        from: current.values.dropping(step * current.stride, count: 16 * current.vectors))
    }
  }

  func integrateCounting(_ current: CurrentRows, trains: TrainRegion) -> Int {
    preconditionFailure("neurons that are integrated step by step keep their membranes")
  }

  func integrateAgain(
    _ current: Region<Float>, neurons: Region<Int32>, steps: Int, keeping: KeptStates
  ) {
    preconditionFailure("neurons that are integrated step by step keep their membranes")
  }

  func surrogate(_ columns: ColumnBlock, slope: SurrogateSlope) {
    Kernels.surrogateMembrane(columns, slope: slope)
  }
}
