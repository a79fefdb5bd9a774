import SpikeSim

/// What was counted over some batches, in training or in evaluation.
public struct Tally: Sendable, Hashable {
  /// Samples seen.
  public var samples = 0
  /// Samples whose class spiked most.
  public var correct = 0
  /// Sum over samples of the rule's objective; 0 in evaluation.
  public var objective = 0.0
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
  mutating func add(_ trace: Trace, labels: [Int], forward operations: SynapticOperations) {
    samples += trace.samples
    for (sample, label) in labels.enumerated() where trace.predictedClass(sample: sample) == label {
      correct += 1
    }
    for (index, population) in trace.populations.enumerated() {
      spikes[index] += population.spikeCount(samples: 0..<trace.samples)
    }
    forward += operations
  }

  /// Adds what learning from a batch gave.
  mutating func add(_ lesson: Lesson) {
    objective += lesson.objective
    learning += lesson.operations
  }

  /// Share of samples whose class spiked most, 0 … 1; 0 of none.
  public var accuracy: Double { samples == 0 ? 0 : Double(correct) / Double(samples) }

  /// Mean objective of a sample.
  public var meanObjective: Double { samples == 0 ? 0 : objective / Double(samples) }

  /// Share of (neuron, step) pairs with a spike, for each population.
  public func firingRates(of network: Network) -> [Double] {
    zip(spikes, network.stages).map { count, stage in
      samples == 0
        ? 0 : Double(count) / (Double(samples) * Double(stage.layout.neurons * network.steps))
    }
  }
}
