import SpikeKernels

extension BackwardPass {
  /// What the last walk hands to the input, summed over steps: Σ_t x_i[t]·Σ_j w_ij·g_j[t], cells
  /// counted as PyTorch does. Plain loops: for checks, not for training.
  ///
  /// - Parameter timesInput: Whether each value has a share in what it receives, as under LFP; false for a
  ///   gradient, of values that are the same at every step.
  /// - Precondition: The memory was allocated with `recordsInput`.
  /// - Returns: [samples][inputs].
  public func handedToInput(
    _ trace: Trace, parameters: Parameters, timesInput: Bool = true
  ) -> [Float] {
    let layer = network.layers[0]
    if let encoded = trace.input.spikes, let routed = trace.routed[0] {
      return (0..<trace.samples).flatMap { handed($0, encoded, routed, trace.gain(layer)) }
    }
    precondition(!memory.inputTotals.isEmpty, "the walk recorded nothing of the input")
    return (0..<trace.samples).flatMap { sample in
      handed(sample, layer, parameters.layers[0], trace.values, timesInput)
    }
  }

  /// A constant input: each value times its weights times the coefficients of their sign.
  private func handed(
    _ sample: Int, _ layer: Layer, _ weights: Parameters.Layer, _ input: Buffer<Float>,
    _ timesInput: Bool
  ) -> [Float] {
    let totals = memory.inputTotals.map {
      $0.region(sample * layer.outputs.padded, layer.outputs.padded)
    }
    var handed = [Float](repeating: 0, count: network.inputs)
    for position in 0..<layer.outputs.positions {
      for (cell, row) in layer.patches.patch(position).entries {
        let value = timesInput ? input[sample * network.inputs + cell] : 1
        for output in 0..<layer.shape.outputs {
          let product =
            value * weights.weight[layer.shape.offset(input: row, output: output)]
          let part = product < 0 ? totals[totals.count - 1] : totals[0]
          handed[cell] += product * part[position * layer.outputs.stride + output]
        }
      }
    }
    return handed
  }

  /// An encoded input: what its spikes received.
  private func handed(
    _ sample: Int, _ encoded: SpikeTrains, _ routed: RoutedSpikes, _ gain: Float
  ) -> [Float] {
    let rows = memory.handed(by: 0, sample)
    let before = routed.active.before(sample)
    guard let open = routed.open(sample, below: encoded, atSpikesOnly: true) else { return [] }
    return (0..<network.inputs).map { cell in
      let neuron = encoded.layout.index(ofCounted: cell)
      let destination = Int(routed.destinations[neuron])
      guard destination >= 0, before[destination + 1] > before[destination] else { return 0 }
      let place = Int(before[destination])
      return (0..<network.steps).reduce(Float(0)) { sum, step in
        open.spiked(neuron, at: step) ? sum + gain * rows[place * paddedSteps + step] : sum
      }
    }
  }
}
