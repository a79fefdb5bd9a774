import CSpikeKernels

extension Kernels {
  @discardableResult
  package static func adaptiveLIF(
    current: Region<Float>, currentStride: Int, vectors: Int, steps: Int,
    neuron: AdaptiveConstants, membranes: Region<Float>?, thresholds: Region<Float>?,
    trains: TrainRegion
  ) -> Int {
    require(current, rows: steps, stride: currentStride, width: 16 * vectors)
    require(trains, steps: steps, width: 16 * vectors)
    for kept in [membranes, thresholds] {
      if let kept { require(membranes: kept, vectors: vectors, steps: steps) }
    }
    var (constants, updates) = (neuron.structure, Int64(0))
    unsafe spike_adaptive_lif(
      &constants, current.pointer, Int32(currentStride), Int32(vectors), Int32(steps),
      membranes?.pointer, thresholds?.pointer, trains.words.pointer, Int32(trains.stride), &updates)
    return Int(updates)
  }

  package static func adaptiveSurrogate(
    _ columns: ColumnBlock, neuron: AdaptiveConstants, slope: SurrogateSlope
  ) {
    precondition(
      columns.thresholds != nil && columns.factors == nil && columns.carry == nil,
      "adaptive neurons have thresholds, and no gradient that is divided step by step")
    var block = unsafe columns.checked()
    var constants = neuron.structure
    let (kind, constant) = slope.numbers
    unsafe spike_adaptive_surrogate(&block, &constants, kind, constant)
  }
}

extension AdaptiveConstants {
  /// The constants as the C kernels take them.
  fileprivate var structure: spike_adaptive_neuron {
    spike_adaptive_neuron(
      base: neuron.structure, decay: decay, strength: strength)
  }
}
