import SpikeKernels

extension Network {
  /// Samples that are simulated and learnt from at a time: from 8 to 128, as many as take about 20 MB of
  /// membranes and coefficients for each thread. What the way forward writes is then still near when the
  /// way back reads it, and memory stays small for any T.
  ///
  /// It depends on the network, T and the threads; no result depends on it.
  ///
  /// - Parameter threads: Threads that share a batch.
  public func samplesAtATime(threads: Int) -> Int {
    let padded = Kernels.paddedSteps(steps)
    let bytes = layers.reduce(0) { bytes, layer in
      let neurons = layer.layout.padded
      let stepwise = layer.isStepwise ? 3 * neurons * steps : 0
      // Columns and time rows are of layers that spikes feed.
      let own =
        layer.source == .values
        ? neurons * (steps + 2) + layer.route.cells.count
        : neurons * (layer.isDense ? 2 * steps + padded : steps)
          + layer.route.layout.padded * padded
      return bytes + 4 * (own + stepwise)
    }
    return max(8, min(128, threads * (20 << 20) / max(1, bytes) / 8 * 8))
  }
}
