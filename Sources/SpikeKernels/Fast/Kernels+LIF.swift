import CSpikeKernels

/// The kernels of LIF neurons.
extension Kernels {
  package static func lif(
    current: Region<Float>, currentStride: Int, vectors: Int, steps: Int, neuron: NeuronConstants,
    membranes: Region<Float>?, trains: TrainRegion
  ) {
    require(current, rows: steps, stride: currentStride, width: 16 * vectors)
    require(trains, steps: steps, width: 16 * vectors)
    if let membranes { require(membranes: membranes, vectors: vectors, steps: steps) }
    var constants = neuron.structure
    unsafe spike_lif(
      &constants, current.pointer, Int32(currentStride), Int32(vectors), Int32(steps),
      membranes?.pointer, trains.words.pointer, Int32(trains.stride))
  }

  package static func constantMembranes(
    current: Region<Float>, neurons: Region<Int32>, steps: Int, neuron: NeuronConstants,
    membranes: Region<Float>
  ) {
    require(membranes: membranes, vectors: (neurons.count + 15) / 16, steps: steps)
    requireIndices(neurons, below: current.count)
    var constants = neuron.structure
    unsafe spike_constant_membranes(
      &constants, current.pointer, neurons.pointer, Int32(neurons.count), Int32(steps),
      membranes.pointer)
  }

  package static func lifCounting(
    current: Region<Float>, currentStride: Int, vectors: Int, steps: Int, neuron: NeuronConstants,
    trains: TrainRegion
  ) -> Int {
    require(current, rows: steps, stride: currentStride, width: 16 * vectors)
    require(trains, steps: steps, width: 16 * vectors)
    var (constants, updates) = (neuron.structure, Int64(0))
    unsafe spike_lif_counting(
      &constants, current.pointer, Int32(currentStride), Int32(vectors), Int32(steps),
      trains.words.pointer, Int32(trains.stride), &updates)
    return Int(updates)
  }

  package static func surrogateMembrane(_ columns: ColumnBlock, slope: SurrogateSlope) {
    var block = unsafe columns.checked()
    let (kind, constant) = slope.numbers
    unsafe spike_surrogate_membrane(&block, kind, constant)
  }
}

extension NeuronConstants {
  /// The constants as the C kernels take them.
  var structure: spike_neuron {
    spike_neuron(beta: beta, threshold: threshold, reset: reset.rawValue)
  }
}
