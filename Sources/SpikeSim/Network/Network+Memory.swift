import SpikeKernels

extension Network {
  /// Samples that are simulated and learnt from at a time: as many as take about 128 MB of membranes
  /// and coefficients, so that memory stays small for any T, from 8 to 128. It depends on the network
  /// and on T alone, and no result depends on it.
  public var samplesAtATime: Int {
    let padded = Kernels.paddedSteps(steps)
    let bytes = layers.reduce(0) { bytes, layer in
      let neurons = layer.layout.padded * (layer.isDense ? 2 * steps + padded : steps)
      let stepwise = layer.isStepwise ? 3 * layer.layout.padded * steps : 0
      return bytes + 4 * (neurons + stepwise + layer.route.layout.padded * padded)
    }
    return max(8, min(128, (128 << 20) / max(1, bytes) / 8 * 8))
  }
}
