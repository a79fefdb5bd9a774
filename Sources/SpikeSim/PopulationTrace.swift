import SpikeKernels

/// What one population of neurons did for a batch: its spikes, and its membranes where they were
/// kept. Neurons are counted as PyTorch does: [channels, height, width].
public final class PopulationTrace: Sendable {
  /// The spikes.
  public let spikes: SpikeTrains
  /// U[t], [samples][steps][padded]; empty where not kept.
  public let membranes: Buffer<Float>
  /// Which position of its window each pooled current came from, [samples][rows][padded], a row a
  /// step or one for all; empty without a max pool of currents.
  let poolWinners: Buffer<UInt8>
  let poolWinnerRows: Int

  init(stage: Stage, spec: NetworkSpec, samples: Int, keepsMembranes: Bool) {
    spikes = SpikeTrains(
      layout: stage.layout, width: stage.shape.width, steps: spec.steps, samples: samples)
    let padded = stage.layout.padded
    membranes = Buffer(count: keepsMembranes ? samples * spec.steps * padded : 0, repeating: 0)
    let isConstant = stage.index == 0 && spec.encoding == .constant
    poolWinnerRows = stage.pool?.kind == .largest ? (isConstant ? 1 : spec.steps) : 0
    poolWinners = Buffer(count: samples * poolWinnerRows * padded, repeating: 0)
  }

  /// How the neurons lie.
  public var layout: GridLayout { spikes.layout }
  /// Number of neurons.
  public var neurons: Int { layout.neurons }
  /// Steps T.
  public var steps: Int { spikes.steps }
  /// Whether membranes were kept.
  public var keepsMembranes: Bool { membranes.count > 0 }

  /// Membranes of one sample from the place of a neuron on: rows of the padded neurons, one a step.
  package func membranes(_ sample: Int, from first: Int = 0) -> Region<Float> {
    let padded = layout.padded
    return membranes.region(sample * steps * padded + first, steps * padded - first)
  }

  /// Pool winners of one sample.
  func poolWinners(_ sample: Int) -> Region<UInt8> {
    let count = poolWinnerRows * layout.padded
    return poolWinners.region(sample * count, count)
  }

  /// U[t] of a neuron.
  public func membrane(sample: Int, step: Int, neuron: Int) -> Float {
    membranes(sample)[step * layout.padded + layout.index(ofCounted: neuron)]
  }

  /// Whether a neuron spiked at a step.
  public func spiked(sample: Int, step: Int, neuron: Int) -> Bool {
    spikes.spiked(sample: sample, step: step, neuron: neuron)
  }

  /// How often a neuron spiked in a sample.
  public func spikeCount(sample: Int, neuron: Int) -> Int {
    spikes.spikeCount(sample: sample, neuron: neuron)
  }

  /// Spikes of all neurons in some samples, over all steps.
  public func spikeCount(samples: Range<Int>) -> Int {
    samples.reduce(0) { $0 + spikes.spikeCount(sample: $1) }
  }

  /// One value for each (step, sample, neuron) of the last batch, in that order: PyTorch's.
  public func timeMajor(
    samples: Int, _ value: (_ sample: Int, _ step: Int, _ neuron: Int) -> Float
  ) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(steps * samples * neurons)
    for step in 0..<steps {
      for sample in 0..<samples {
        for neuron in 0..<neurons { values.append(value(sample, step, neuron)) }
      }
    }
    return values
  }
}
