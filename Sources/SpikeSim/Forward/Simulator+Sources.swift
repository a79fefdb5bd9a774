import SpikeKernels

/// What connections read that is neither the input as it is nor the spikes of a population.
extension Simulator {
  /// Takes the outputs of the units below to a later layer of a network without spikes.
  func carry(to layer: Layer, of trace: Trace, _ samples: Int, _ chance: Chance) {
    guard let carried = trace.carried[layer.index] else { return }
    let below = trace.populations[layer.index - 1]
    workers.forEach(samples) { sample, _ in
      var generator = chance.isTraining ? chance.generator(sample, 1 + layer.index) : nil
      carried.carry(sample, from: below.currents(sample..<sample + 1), chance: &generator)
    }
  }

  func encode(
    _ input: Buffer<Float>, by encoding: Encoding, into spikes: SpikeTrains, _ samples: Int,
    _ chance: Chance
  ) {
    let inputs = network.inputs
    workers.forEach(samples) { sample, _ in
      var generator = chance.generator(sample, 0)
      encoding.encode(
        input.region(sample * inputs, inputs), sample: sample, into: spikes, &generator)
    }
  }
}
