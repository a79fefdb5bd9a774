import SpikeKernels
import SpikeSim

/// Simulates whole splits and counts: no membranes are kept, nothing is learnt.
public final class Evaluator {
  private let batchSize: Int
  private let seed: UInt64
  private let workers: Workers
  private let trace: Trace
  private let simulator: Simulator

  /// Images that chance is drawn for together, and progress told, unless told.
  public static let defaultBatchSize = 250
  /// Images that are simulated at a time.
  public static let samplesAtATime = 64

  /// Allocates the memory for batches of `batchSize` images.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - batchSize: Images that chance is drawn for together, and progress told.
  ///   - seed: What chance is drawn from.
  ///   - countsUpdates: Whether membrane updates are counted, which ``SpikeSim/SpikeStatistics`` need.
  ///   - workers: The threads.
  public init(
    network: Network, batchSize: Int = Evaluator.defaultBatchSize, seed: UInt64 = 0,
    countsUpdates: Bool = false, workers: Workers
  ) {
    self.batchSize = batchSize
    self.seed = seed
    self.workers = workers
    let capacity = min(batchSize, Self.samplesAtATime)
    trace = Trace(network: network, capacity: capacity, membranes: countsUpdates ? .updates : .none)
    simulator = Simulator(network: network, capacity: capacity, workers: workers)
  }

  /// Bytes that an evaluator takes.
  package static func bytes(
    network: Network, batchSize: Int = Evaluator.defaultBatchSize, countsUpdates: Bool = false,
    threads: Int
  ) -> Double {
    Trace.bytes(
      network: network, capacity: min(batchSize, samplesAtATime),
      membranes: countsUpdates ? .updates : .none)
      + Simulator.bytes(network: network, threads: threads)
  }

  /// Runs every image through a network.
  ///
  /// - Parameters:
  ///   - parameters: The network's weights, biases and learnt constants.
  ///   - samples: The samples.
  ///   - statistics: Gain what the spikes were; only where membrane updates are counted.
  ///   - afterBatch: Called with the images done.
  ///   - looking: Called with each part that was simulated, and which samples it holds.
  public func evaluate(
    _ parameters: Parameters, on samples: Samples, adding statistics: SpikeStatistics? = nil,
    afterBatch: (_ done: Int) -> Void = { _ in },
    looking: (_ trace: Trace, _ samples: Range<Int>) -> Void = { _, _ in }
  ) -> Tally {
    precondition(samples.size == trace.network.inputs, "samples of \(samples.size) values")
    var tally = Tally(populations: trace.populations.count)
    for first in stride(from: 0, to: samples.count, by: batchSize) {
      let end = min(samples.count, first + batchSize)
      for start in stride(from: first, to: end, by: trace.capacity) {
        let indices = Array(start..<min(end, start + trace.capacity))[...]
        samples.load(indices, into: trace, using: workers)
        let operations = simulator.simulate(
          trace, parameters: parameters, samples: indices.count,
          chance: Self.chance(seed: seed, batch: first / batchSize, firstSample: start - first),
          parametersStay: start > 0)
        let labels = indices.map { samples.labels[$0] }
        tally.add(trace, labels: labels, forward: operations, using: workers)
        statistics?.add(trace, labels: labels)
        looking(trace, start..<start + indices.count)
      }
      afterBatch(tally.samples)
    }
    return tally
  }
}
