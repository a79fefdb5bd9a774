import SpikeKernels

extension BackwardPass {
  /// What the last walk hands to the input, summed over steps: Σ_t x_i[t]·Σ_j w_ij·g_j[t], cells
  /// counted as PyTorch does. Plain loops: for checks, not for training.
  ///
  /// - Parameters:
  ///   - trace: The batch that was walked through.
  ///   - parameters: The network's weights, biases and learnt constants.
  ///   - timesInput: Whether each value has a share in what it receives, as under LFP; false for a
  ///     gradient: Σ_t Σ_j w_ij·g_j[t], at silent steps of an input of spikes too.
  /// - Precondition: The memory was allocated with `recordsInput`.
  /// - Returns: [samples][inputs].
  public func handedToInput(
    _ trace: Trace, parameters: Parameters, timesInput: Bool = true
  ) -> [Float] {
    let layer = network.layers[0]
    if let encoded = trace.input.spikes, let routed = trace.routed[0] {
      let gain = trace.gain(layer)
      return (0..<trace.samples).flatMap {
        timesInput
          ? handed($0, encoded, routed, gain) : handedAnywhere($0, encoded, routed, gain)
      }
    }
    precondition(!memory.inputTotals.isEmpty, "the walk recorded nothing of the input")
    let (inputs, weights) = (network.inputs, parameters.layers[0])
    let received = Buffer<Float>(count: trace.samples * inputs, repeating: 0)
    for sample in 0..<trace.samples {
      hand(
        sample, layer, weights, trace.values.region(sample * inputs, inputs), timesInput,
        to: received.region(sample * inputs, inputs))
    }
    return Array(received.elements)
  }

  /// What the last walk hands to the spikes of the input, step by step; cells counted as PyTorch does.
  ///
  /// - Precondition: The network's input are spikes, and the memory was allocated with `recordsInput`.
  /// - Returns: [steps][samples][inputs].
  public func handedToInputByStep(_ trace: Trace) -> [Float] {
    guard let encoded = trace.input.spikes, let routed = trace.routed[0] else {
      preconditionFailure("an input without spikes has no steps")
    }
    let samples = (0..<trace.samples).map { handedByStep($0, encoded, routed, trace.gain(layer0)) }
    return (0..<network.steps).flatMap { step in
      samples.flatMap { rows in rows.map { $0[step] } }
    }
  }

  /// What a rule that hands gradients down makes of Σ_t of one class's output: its derivative by the input.
  ///
  /// - Parameters:
  ///   - classes: The class of each sample.
  ///   - trace: The simulated samples.
  ///   - parameters: The network's weights, biases and learnt constants.
  ///   - rule: A rule of gradients.
  /// - Precondition: The memory was allocated with `recordsInput`, and no batch is begun.
  /// - Returns: [samples][inputs].
  public func classGradient(
    of classes: [Int], _ trace: Trace, parameters: Parameters, rule: some MembraneRule
  ) -> [Float] {
    precondition(classes.count == trace.samples, "\(classes.count) classes of \(trace.samples)")
    let (steps, outputs) = (network.steps, trace.output.neurons)
    _ = setOutput(samples: classes.count) { sample in
      let first = classes[sample] * steps
      return (0, (0..<outputs * steps).map { first..<first + steps ~= $0 ? 1 : 0 })
    }
    let sums = Parameters(zerosFor: network)
    _ = run(trace, parameters: parameters, direction: sums, rule: rule)
    let gradient = handedToInput(trace, parameters: parameters, timesInput: false)
    // Leaves the memory ready for a batch.
    finish(sums, parameters: parameters)
    return gradient
  }

  private var layer0: Layer { network.layers[0] }

  /// A constant input: each value times its weights times the coefficients of their sign.
  private func hand(
    _ sample: Int, _ layer: Layer, _ weights: Parameters.Layer, _ input: Region<Float>,
    _ timesInput: Bool, to handed: Region<Float>
  ) {
    let totals = memory.inputTotals.map {
      $0.region(sample * layer.outputs.padded, layer.outputs.padded)
    }
    for position in 0..<layer.outputs.positions {
      let first = position * layer.outputs.stride
      // Most neurons of a sparse network received nothing.
      let reached = (0..<layer.shape.outputs).filter { output in
        totals.contains { $0[first + output] != 0 }
      }
      guard !reached.isEmpty else { continue }
      for (cell, row) in layer.patches.patch(position).entries {
        let value = timesInput ? input[cell] : 1
        guard value != 0 else { continue }
        for output in reached {
          let product =
            value * weights.weight[layer.shape.offset(input: row, output: output)]
          let part = product < 0 ? totals[totals.count - 1] : totals[0]
          handed[cell] += product * part[first + output]
        }
      }
    }
  }

  /// An encoded input: what its spikes received.
  private func handed(
    _ sample: Int, _ encoded: SpikeTrains, _ routed: RoutedSpikes, _ gain: Float
  ) -> [Float] {
    handedByStep(sample, encoded, routed, gain).map { $0.reduce(0, +) }
  }

  /// The same, step by step: [inputs][steps].
  private func handedByStep(
    _ sample: Int, _ encoded: SpikeTrains, _ routed: RoutedSpikes, _ gain: Float
  ) -> [[Float]] {
    let rows = memory.handed(by: 0, sample)
    let before = routed.active.before(sample)
    let open = routed.open(sample, below: encoded, atSpikesOnly: true)
    return (0..<network.inputs).map { cell in
      let neuron = encoded.layout.index(ofCounted: cell)
      let destination = Int(routed.destinations[neuron])
      guard let open, destination >= 0, before[destination + 1] > before[destination] else {
        return [Float](repeating: 0, count: network.steps)
      }
      let place = Int(before[destination])
      return (0..<network.steps).map { step in
        open.spiked(neuron, at: step) ? gain * rows[place * paddedSteps + step] : 0
      }
    }
  }

  /// What the steps of every input received together, whether it spiked or not: of rules by which every
  /// spike train receives from every neuron.
  private func handedAnywhere(
    _ sample: Int, _ encoded: SpikeTrains, _ routed: RoutedSpikes, _ gain: Float
  ) -> [Float] {
    let rows = memory.handed(by: 0, sample)
    let open = routed.open(sample, below: encoded, atSpikesOnly: false)
    return (0..<network.inputs).map { cell in
      let neuron = encoded.layout.index(ofCounted: cell)
      let destination = Int(routed.destinations[neuron])
      guard destination >= 0 else { return 0 }
      return (0..<network.steps).reduce(Float(0)) { sum, step in
        open?.spiked(neuron, at: step) ?? true
          ? sum + gain * rows[destination * paddedSteps + step] : sum
      }
    }
  }
}
