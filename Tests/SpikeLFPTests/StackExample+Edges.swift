import SpikeSim

extension StackExample {
  /// Shapes at the edge of what a network may have.
  static let edges: [String: Stack] = {
    func lif(_ beta: Float) -> LayerSpec { .lif(LIFParameters(beta: beta, threshold: 1)) }
    return [
      // A kernel that sees part of its input, from a single position, and one over the edge.
      "one position": Stack(
        [2, 9, 9],
        [
          .conv2d(Convolution(channels: 20, kernel: 5, stride: 6)), lif(0.9), .flatten,
          .dense(units: 3), lif(0.8),
        ]),
      "one position over the edge": Stack(
        [1, 5, 4],
        [
          .conv2d(Convolution(channels: 17, kernel: 4, stride: 6, padding: 1)), .maxPool(size: 1),
          lif(0.9), .flatten, .dense(units: 3), lif(0.8),
        ]),
      "one position behind spikes": Stack(
        [1, 6, 6],
        [
          .conv2d(Convolution(channels: 3, kernel: 2)), lif(0.9),
          .conv2d(Convolution(channels: 18, kernel: 3, stride: 4, padding: 1)), lif(0.8), .flatten,
          .dense(units: 3), lif(0.9),
        ]),
      // More places in a window than a byte can count.
      "wide max pool of a constant input": Stack(
        [1, 18, 18],
        [
          .conv2d(Convolution(channels: 4, kernel: 2)), .maxPool(size: 17), lif(0.9), .flatten,
          .dense(units: 3), lif(0.8),
        ]),
      "wide max pool of spikes": Stack(
        [1, 18, 18],
        [
          // Kernels wide enough that no two places have the same spikes by chance: which of equal sums
          // is the largest is a matter of rounding.
          .conv2d(Convolution(channels: 4, kernel: 3, padding: 1)), lif(0.9),
          .conv2d(Convolution(channels: 2, kernel: 2)), .maxPool(size: 17), lif(0.8), .flatten,
          .dense(units: 3), lif(0.9),
        ]),
    ]
  }()
}
