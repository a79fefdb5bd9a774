import SpikeKernels

/// Adds up what a network's spikes were over many samples, from the traces that simulations leave.
///
/// Works on spike trains of one bit a step: a few operations for sixteen neurons, or for those that spiked. Each thread
/// counts for itself, in integers, so that the sums do not depend on the number of threads.
public final class SpikeStatistics {
  private let network: Network
  private let workers: Workers
  /// What each thread has counted.
  private let counters: [Counters]
  private var samples = 0
  private var updates = 0
  private var confusion: [[Int]]

  /// Allocates the counters.
  public init(network: Network, workers: Workers) {
    self.network = network
    self.workers = workers
    counters = (0..<workers.threads).map { _ in Counters(network) }
    let row = [Int](repeating: 0, count: network.classes)
    confusion = [[Int]](repeating: row, count: network.classes)
  }

  /// Bytes that the counters of so many threads take.
  package static func bytes(network: Network, threads: Int) -> Double {
    Double(threads)
      * network.layers.reduce(0) {
        $0 + PopulationCounter.bytes($1, steps: network.steps, classes: network.classes)
          + SynapseCounter.bytes($1)
      }
  }

  /// Bytes that ``counts(with:)`` takes for a moment, lists of whole numbers by source and neuron.
  package static func bytesOfCounts(network: Network) -> Double {
    network.layers.reduce(0) {
      $0 + 8 * Double($1.shape.inputs + $1.sources + 2 * $1.layout.padded + 3 * network.steps)
    }
  }

  /// What one thread counts.
  struct Counters: Sendable {
    let populations: [PopulationCounter]
    let sources: [SynapseCounter]

    init(_ network: Network) {
      populations = network.layers.map {
        PopulationCounter($0, steps: network.steps, classes: network.classes)
      }
      sources = network.layers.map { SynapseCounter($0) }
    }
  }

  /// The parts of a trace that threads read.
  struct Batch: Sendable {
    let network: Network
    /// Of each connection that reads values, these.
    let values: [Buffer<Float>?]
    let populations: [PopulationTrace]
    let routed: [RoutedSpikes?]
  }

  /// What is found in one sample.
  private struct Found: BitwiseCopyable {
    var answer = 0
    var updates = 0
  }

  /// Adds a simulated batch.
  ///
  /// - Parameters:
  ///   - trace: The batch.
  ///   - labels: The class of each sample of the trace.
  /// - Precondition: The trace counts membrane updates, see ``MembraneKeeping/updates``.
  public func add(_ trace: Trace, labels: [Int]) {
    precondition(trace.network == network, "a trace of another network")
    precondition(labels.count == trace.samples, "\(labels.count) labels")
    let counters = counters
    let batch = Batch(
      network: network,
      values: network.layers.map { $0.source == .values ? trace.values(of: $0) : nil },
      populations: trace.populations, routed: trace.routed)
    let output = trace.output
    let found = workers.map(trace.samples, filler: Found()) { sample, worker in
      for (layer, counter) in zip(batch.network.layers, counters[worker].sources) {
        counter.add(batch, layer, sample)
      }
      for (index, counter) in counters[worker].populations.enumerated() {
        counter.add(batch, index, sample, label: labels[sample])
      }
      return Found(
        answer: output.mostActive(sample: sample),
        updates: batch.populations.reduce(0) { $0 + $1.membraneUpdates(sample: sample) })
    }
    samples += trace.samples
    for (label, found) in zip(labels, found) {
      confusion[label][found.answer] += 1
      updates += found.updates
    }
  }

  /// What was counted so far.
  ///
  /// - Parameter parameters: The network's, by which the batches were simulated.
  /// - Complexity: O(parameters + cells that the positions see).
  public func counts(with parameters: Parameters) -> SpikeCounts {
    var operations = SynapticOperations()
    var (dense, zeros) = (0, 0)
    for (index, layer) in network.layers.enumerated() {
      let fanOut = FanOut(layer, parameters.layers[index])
      let sources = counters.map { $0.sources[index] }
      let effective = SynapseCounter.sum(
        sources, populations: index == 0 ? [] : counters.map { $0.populations[index - 1] },
        fanOut, steps: network.steps)
      if sources.contains(where: \.isGraded) {
        operations.multiplyAdds += effective
      } else {
        operations.additions += effective
      }
      let recurrent = layer.recurrentFanOut(parameters.layers[index])
      operations.additions += recurrent.effective.enumerated().reduce(0) { sum, fan in
        counters.reduce(sum) {
          let counter = $1.populations[index]
          return $0 + fan.element * Int(counter.neurons[fan.offset] - counter.unread[fan.offset])
        }
      }
      dense += (fanOut.dense + layer.recurrentWeights) * network.steps * samples
      zeros += fanOut.zeros + recurrent.zeros
    }
    return SpikeCounts(
      samples: samples, steps: network.steps,
      populations: network.layers.map { layer in
        PopulationCounts(
          counters.map { $0.populations[layer.index] }, layer, steps: network.steps)
      },
      membraneUpdates: updates, effective: operations, denseOperations: dense,
      zeroWeights: zeros, confusion: confusion)
  }
}

/// What the spikes of a network were over many samples.
public struct SpikeCounts: Sendable, Hashable {
  /// Samples.
  public var samples: Int
  /// Steps T.
  public var steps: Int
  /// The populations from input to output.
  public var populations: [PopulationCounts]
  /// Membranes that changed, over all samples and steps; all count at the first step.
  public var membraneUpdates: Int
  /// Synaptic operations as NeuroBench counts them: values of the input and of average pools that
  /// meet weights other than 0 as multiply-adds, spikes that do as additions.
  public var effective: SynapticOperations
  /// Synaptic operations with zeros included.
  public var denseOperations: Int
  /// Weights of all connections that are 0.
  public var zeroWeights: Int
  /// Samples by label (row) and answer (column).
  public var confusion: [[Int]]

  /// Counts as they are.
  public init(
    samples: Int, steps: Int, populations: [PopulationCounts], membraneUpdates: Int,
    effective: SynapticOperations, denseOperations: Int, zeroWeights: Int, confusion: [[Int]]
  ) {
    (self.samples, self.steps, self.populations) = (samples, steps, populations)
    (self.membraneUpdates, self.effective) = (membraneUpdates, effective)
    (self.denseOperations, self.zeroWeights) = (denseOperations, zeroWeights)
    self.confusion = confusion
  }
}
