import SpikeKernels
import SpikeSim

extension Evaluator {
  /// Simulates one image again, with the chance it has in an evaluation with the default batch size.
  ///
  /// - Parameters:
  ///   - index: Which image of the samples.
  ///   - samples: The images.
  ///   - network: The network.
  ///   - parameters: The network's weights, biases and learnt constants.
  ///   - seed: The run's.
  ///   - membranes: Which to keep.
  /// - Returns: A trace of one sample.
  public static func replay(
    _ index: Int, of samples: Samples, network: Network, parameters: Parameters, seed: UInt64,
    membranes: MembraneKeeping = .none
  ) -> Trace {
    precondition((0..<samples.count).contains(index), "image \(index) of \(samples.count)")
    let workers = Workers(threads: 1)
    let trace = Trace(network: network, capacity: 1, membranes: membranes)
    samples.load([index], into: trace, using: workers)
    let (batch, place) = index.quotientAndRemainder(dividingBy: defaultBatchSize)
    Simulator(network: network, capacity: 1, workers: workers).simulate(
      trace, parameters: parameters, samples: 1,
      chance: chance(seed: seed, batch: batch, firstSample: place))
    return trace
  }

  /// Numbers of their own for each batch, that no batch of a training has.
  package static func chance(seed: UInt64, batch: Int, firstSample: Int) -> Simulator.Chance {
    Simulator.Chance(seed: seed, batch: 1 << 32 + UInt64(batch), firstSample: firstSample)
  }
}
