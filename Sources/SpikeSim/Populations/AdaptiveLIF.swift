import SpikeKernels

/// LIF neurons whose threshold rises with every spike and falls back by itself:
///
///     θ[t] = θ + b·a[t]      a[t] = ρ·a[t-1] + S[t-1]
///
/// A reset by subtraction takes away the threshold that was crossed, θ\[t-1\].
///
/// Under LFP the threshold is no contribution to U: it decides when a neuron spikes, and receives no
/// reward. The gradient by a surrogate does pass through it.
struct AdaptiveLIF: NeuronModel {
  private let adaptive: AdaptiveConstants
  let hasThresholds = true

  init(_ constants: AdaptiveConstants) { adaptive = constants }

  var constants: NeuronConstants { adaptive.neuron }

  func integrate(_ current: CurrentRows, keeping: KeptStates, trains: TrainRegion) {
    Kernels.adaptiveLIF(
      current: current.values, currentStride: current.stride, vectors: current.vectors,
      steps: current.steps, neuron: adaptive, membranes: keeping.membranes,
      thresholds: keeping.thresholds, trains: trains)
  }

  func integrateCounting(_ current: CurrentRows, trains: TrainRegion) -> Int {
    Kernels.adaptiveLIF(
      current: current.values, currentStride: current.stride, vectors: current.vectors,
      steps: current.steps, neuron: adaptive, membranes: nil, thresholds: nil, trains: trains)
  }

  func integrateAgain(
    _ current: Region<Float>, neurons: Region<Int32>, steps: Int, keeping: KeptStates
  ) {
    // Sixteen neurons at a time, in memory of their own.
    let values = Buffer<Float>(count: 16, repeating: 0)
    let words = (steps + 31) / 32
    let spikes = Buffer<UInt32>(count: 16 * words, repeating: 0)
    let trains = TrainRegion(words: spikes.all, stride: 16, count: words)
    for first in stride(from: 0, to: neurons.count, by: 16) {
      for lane in 0..<16 {
        values[lane] = first + lane < neurons.count ? current[Int(neurons[first + lane])] : 0
      }
      let states = KeptStates(
        membranes: keeping.membranes?.dropping(first * steps),
        thresholds: keeping.thresholds?.dropping(first * steps))
      integrate(
        CurrentRows(values: values.all, stride: 0, vectors: 1, steps: steps), keeping: states,
        trains: trains)
    }
  }

  func surrogate(_ columns: ColumnBlock, slope: SurrogateSlope) {
    Kernels.adaptiveSurrogate(columns, neuron: adaptive, slope: slope)
  }
}
