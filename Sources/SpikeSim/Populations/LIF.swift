import SpikeKernels

/// Leaky integrate-and-fire neurons (A.14, A.15).
struct LIF: NeuronModel {
  let constants: NeuronConstants
  let hasThresholds = false

  func integrate(_ current: CurrentRows, keeping: KeptStates, trains: TrainRegion) {
    Kernels.lif(
      current: current.values, currentStride: current.stride, vectors: current.vectors,
      steps: current.steps, neuron: constants, membranes: keeping.membranes, trains: trains)
  }

  func integrateCounting(_ current: CurrentRows, trains: TrainRegion) -> Int {
    Kernels.lifCounting(
      current: current.values, currentStride: current.stride, vectors: current.vectors,
      steps: current.steps, neuron: constants, trains: trains)
  }

  func integrateAgain(
    _ current: Region<Float>, neurons: Region<Int32>, steps: Int, keeping: KeptStates
  ) {
    guard let membranes = keeping.membranes else { return }
    Kernels.constantMembranes(
      current: current, neurons: neurons, steps: steps, neuron: constants, membranes: membranes)
  }

  func surrogate(_ columns: ColumnBlock, slope: SurrogateSlope) {
    Kernels.surrogateMembrane(columns, slope: slope)
  }
}
