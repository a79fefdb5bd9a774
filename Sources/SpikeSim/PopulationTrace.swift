import SpikeKernels

/// What one population of neurons did for a batch: its spikes, and its membranes where they were
/// kept.
public final class PopulationTrace: Sendable {
  /// Number of neurons N.
  public let neurons: Int
  /// Neurons with padding: the stride of every row.
  public let padded: Int
  /// Steps T.
  public let steps: Int
  /// Words of 32 steps in a spike train.
  public let words: Int
  /// U[t], [samples][steps][padded]; empty where not kept.
  public let membranes: Buffer<Float>
  /// Spike trains, one bit a step: [samples][words][padded].
  public let trains: Buffer<UInt32>
  /// The neurons that spiked at all in each sample.
  public let active: NeuronLists
  /// Spikes of all neurons at each step: [samples][steps].
  public let spikesPerStep: Buffer<Int32>

  init(stage: Stage, steps: Int, samples: Int, keepsMembranes: Bool) {
    neurons = stage.shape.outputs
    padded = stage.shape.paddedOutputs
    self.steps = steps
    words = (steps + 31) / 32
    membranes = Buffer(count: keepsMembranes ? samples * steps * padded : 0, repeating: 0)
    trains = Buffer(count: samples * words * padded, repeating: 0)
    active = NeuronLists(samples: samples, neurons: neurons, width: stage.shape.width)
    spikesPerStep = Buffer(count: samples * steps, repeating: 0)
  }

  /// Membranes of one sample from neuron `first` on: rows ``padded`` apart, one a step.
  package func membranes(_ sample: Int, from first: Int = 0) -> Region<Float> {
    membranes.region(sample * steps * padded + first, steps * padded - first)
  }

  /// Trains of one sample from neuron `first` on.
  package func trains(_ sample: Int, from first: Int = 0) -> TrainRegion {
    TrainRegion(
      words: trains.region(sample * words * padded + first, words * padded - first),
      stride: padded, count: words)
  }

  /// Spikes at each step of one sample.
  package func spikesPerStep(_ sample: Int) -> Region<Int32> {
    spikesPerStep.region(sample * steps, steps)
  }

  /// Whether a neuron spiked at a step.
  public func spiked(sample: Int, step: Int, neuron: Int) -> Bool {
    precondition(neuron < neurons && step < steps, "no neuron \(neuron) or step \(step)")
    return trains(sample).spiked(neuron, at: step)
  }

  /// U[t] of a neuron.
  public func membrane(sample: Int, step: Int, neuron: Int) -> Float {
    membranes(sample)[step * padded + neuron]
  }

  /// How often a neuron spiked in a sample.
  public func spikeCount(sample: Int, neuron: Int) -> Int {
    let trains = trains(sample)
    return (0..<words).reduce(0) { $0 + trains.words[$1 * padded + neuron].nonzeroBitCount }
  }

  /// Spikes of all neurons in some samples, over all steps.
  public func spikeCount(samples: Range<Int>) -> Int {
    samples.reduce(0) { $0 + spikesPerStep($1).elements.reduce(0) { $0 + Int($1) } }
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
