import SpikeKernels

/// What a walk with ``Normalization/step`` keeps of a layer: what arrives at every (step, column) of
/// every sample, what membranes carry of a reward of 1, and the rewards of the step at hand.
///
/// Allocated for the widest layer: 8 · T · N bytes a sample.
final class StepFactors: Sendable {
  let arriving: SampleBuffers<Float>
  let carry: SampleBuffers<Float>
  let rewards: SampleBuffers<Float>
  /// What the reward of each step is multiplied by.
  let factors: Buffer<Float>

  init(network: Network, capacity: Int) {
    let (padded, size) = Self.sizes(network)
    arriving = SampleBuffers(samples: capacity, size: size, repeating: 0)
    carry = SampleBuffers(samples: capacity, size: size, repeating: 0)
    rewards = SampleBuffers(samples: capacity, size: padded, repeating: 0)
    factors = Buffer(count: network.steps, repeating: 1)
  }

  /// Columns of the widest layer, and floats of a sample.
  private static func sizes(_ network: Network) -> (padded: Int, size: Int) {
    let padded = network.layers.map(\.layout.padded).max() ?? 0
    return (padded, padded * network.steps + BackwardMemory.slack)
  }

  /// Bytes that are kept for so many samples.
  static func bytes(network: Network, capacity: Int) -> Double {
    let (padded, size) = sizes(network)
    return 2 * SampleBuffers<Float>.bytes(samples: capacity, size: size)
      + SampleBuffers<Float>.bytes(samples: capacity, size: padded)
      + Buffer<Float>.bytes(count: network.steps)
  }
}

extension LayerBackward {
  /// Finds what the reward of each step is to be multiplied by, so that none of the batch is larger
  /// than 1.
  ///
  /// From the last step to the first, since what one step carries to the one before is divided too.
  func findFactors(_ memory: StepFactors, _ workers: Workers) {
    let columns = workers.map(samples, filler: 0) { sample, worker in
      prepare(sample, memory, scratch[worker])
    }
    for step in (0..<steps).reversed() {
      let isLast = step == steps - 1
      let largest =
        workers.map(samples, filler: Float(0)) { sample, _ in
          let stride = columns[sample]
          guard stride > 0 else { return 0 }
          return Kernels.carryRewards(
            arriving: memory.arriving[sample].dropping(step * stride, count: stride),
            carry: isLast
              ? nil : memory.carry[sample].dropping((step + 1) * stride, count: stride),
            factor: isLast ? 1 : memory.factors[step + 1], vectors: stride / 16,
            rewards: memory.rewards[sample])
        }.max() ?? 0
      memory.factors[step] = largest > Normalization.smallest ? 1 / largest : 1
    }
  }

  /// What arrives at a sample's columns, and what their membranes carry.
  ///
  /// - Returns: The stride of the columns.
  private func prepare(
    _ sample: Int, _ memory: StepFactors, _ scratch: BackwardScratch
  ) -> Int {
    let listing = listing(sample)
    guard listing.columns.count > 0 else { return 0 }
    if case .spikes(let routed) = input {
      findContributions(listing, sample, routed, scratch)
    } else if let row = constantContributions(sample, scratch) {
      Kernels.pickColumns(
        row, rowStride: 0, first: 0, columns: listing.columns, steps: steps,
        stride: listing.stride, local: scratch.contributions.all)
    }
    coefficients(
      sample, listing.columns, stride: listing.stride, scratch,
      locals: [memory.arriving[sample], memory.carry[sample]], carry: memory.carry[sample])
    return listing.stride
  }
}
