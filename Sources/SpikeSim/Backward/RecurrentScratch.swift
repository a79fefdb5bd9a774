import SpikeKernels

/// The scratch memory of one worker for the sums of recurrent weights.
final class RecurrentScratch: Sendable {
  /// Where the spikes of each neuron begin, and the spikes.
  let begins: Buffer<Int32>
  let offsets: Buffer<Int32>
  /// Columns of one tile, side by side.
  let packed: Buffer<Float>

  init(_ network: Network) {
    let counts = Self.counts(network)
    begins = Buffer(count: counts.begins, repeating: 0)
    offsets = Buffer(count: counts.offsets, repeating: 0)
    packed = Buffer(count: counts.packed, repeating: 0)
  }

  /// Bytes of one.
  static func bytes(_ network: Network) -> Double {
    let counts = counts(network)
    return Buffer<Int32>.bytes(count: counts.begins) + Buffer<Int32>.bytes(count: counts.offsets)
      + Buffer<Float>.bytes(count: counts.packed)
  }

  /// Samples whose columns of a tile are together: a share of the L1 cache.
  static func samples(steps: Int) -> Int { max(1, 120 / steps) }

  private static func counts(_ network: Network) -> (begins: Int, offsets: Int, packed: Int) {
    let shapes = network.layers.compactMap { $0.loop?.layer.shape }
    guard let inputs = shapes.map(\.inputs).max(), let width = shapes.map(\.width).max() else {
      return (0, 0, 0)
    }
    let rows = samples(steps: network.steps) * network.steps
    return (inputs + 1, inputs * rows, width * rows)
  }
}
