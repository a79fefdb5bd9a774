import SpikeKernels

/// What a layer of a network without spikes hands to the values it read: Σ_j w_ij·g_j.
extension LayerBackward {
  /// A dense layer: one product with the transposed weights.
  func handDownDensely(_ workers: Workers) {
    guard let handed = memory.values?.handed[layer.index] else { return }
    let padded = layer.layout.padded
    for (index, part) in parts.enumerated() {
      let weights = memory.values?.transposed[layer.index][index]
      let blocks = SampleBlocks(samples)
      workers.forEach(blocks.count) { block, _ in
        let range = blocks[block]
        weights?.product(
          of: part.memory.timeSums.region(range.lowerBound * padded, range.count * padded),
          rows: range.count, adding: index > 0, into: handed[range])
      }
    }
  }

  /// A convolution: what every position hands to its patch is added up.
  func handDown(_ sample: Int, _ totals: [Region<Float>], _ scratch: BackwardScratch) {
    guard let values = memory.values, let handed = values.handed[layer.index],
      let sliding = layer.patches.sliding
    else { return }
    let (positions, cells) = (layer.outputs.positions, handed[sample])
    let framed = sliding.frame.map { scratch.framed.region(0, $0.count) } ?? cells
    framed.fill(0)
    for (index, total) in totals.enumerated() {
      let weights = values.transposed[layer.index][index]
      let patches = scratch.handedPatches.all
      weights.product(of: total, rows: positions, adding: false, into: patches)
      let stride = weights.shape.paddedOutputs
      Kernels.slidingAdd(patches, stride: stride, of: sliding.regions, to: framed)
    }
    if let frame = sliding.frame { Kernels.unframe(framed, frame, into: cells) }
  }
}
