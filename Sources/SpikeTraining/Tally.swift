import SpikeKernels
import SpikeSim

/// What was counted over some batches, in training or in evaluation.
public struct Tally: Sendable, Hashable {
  /// Samples seen.
  public var samples = 0
  /// Samples whose class spiked most.
  public var correct = 0
  /// Sum over samples of the rule's objective; 0 in evaluation. Where rules follow one another, of the
  /// samples that the last of them learnt from.
  public var objective = 0.0
  /// Samples that an earlier rule learnt from, of those seen.
  public var samplesOfEarlierRules = 0
  /// Spikes of each population.
  public var spikes: [Int]
  /// Synaptic operations forward.
  public var forward = SynapticOperations()
  /// Synaptic operations of learning.
  public var learning = SynapticOperations()

  /// Nothing counted yet.
  public init(populations: Int) {
    spikes = [Int](repeating: 0, count: populations)
  }

  /// Adds a simulated batch.
  mutating func add(
    _ trace: Trace, labels: [Int], forward operations: SynapticOperations, using workers: Workers
  ) {
    samples += trace.samples
    let kinds = trace.populations.count + 1
    let (populations, output) = (trace.populations, trace.output)
    let counts = workers.map(trace.samples * kinds, filler: 0) { item, _ in
      let (sample, kind) = item.quotientAndRemainder(dividingBy: kinds)
      return kind < populations.count
        ? populations[kind].spikeCount(samples: sample..<sample + 1)
        : output.mostActive(sample: sample) == labels[sample] ? 1 : 0
    }
    for (item, count) in counts.enumerated() {
      let kind = item % kinds
      if kind < spikes.count { spikes[kind] += count } else { correct += count }
    }
    forward += operations
  }

  /// Adds what learning from a batch gave.
  mutating func add(_ lesson: Lesson) {
    objective += lesson.objective
    learning += lesson.operations
  }

  /// Begins the objective of another rule.
  mutating func beginObjective() {
    (objective, samplesOfEarlierRules) = (0, samples)
  }

  /// Share of samples whose class spiked most, 0 … 1; 0 of none.
  public var accuracy: Double { samples == 0 ? 0 : Double(correct) / Double(samples) }

  /// Mean objective of a sample that the last rule learnt from.
  public var meanObjective: Double {
    let own = samples - samplesOfEarlierRules
    return own == 0 ? 0 : objective / Double(own)
  }

  /// Share of (neuron, step) pairs with a spike, for each population.
  public func firingRates(of network: Network) -> [Double] {
    zip(spikes, network.layers).map { count, layer in
      samples == 0
        ? 0 : Double(count) / (Double(samples) * Double(layer.layout.neurons * network.steps))
    }
  }
}
