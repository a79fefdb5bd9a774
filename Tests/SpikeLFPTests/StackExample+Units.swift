import SpikeSim

extension StackExample {
  /// Networks without spikes: dense, convolutions with stride and padding, pools before and behind the
  /// units.
  static let units: [String: Stack] = [
    "units, dense": Stack(
      [6], steps: 1, [.dense(units: 20), .relu, .dense(units: 9), .relu, .dense(units: 3)]),
    "units, LeNet": Stack(
      [1, 12, 12], steps: 1,
      [
        .conv2d(Convolution(channels: 5, kernel: 3)), .relu, .maxPool(size: 2),
        .conv2d(Convolution(channels: 18, kernel: 2)), .relu, .maxPool(size: 2), .flatten,
        .dense(units: 8), .relu, .dense(units: 3),
      ]),
    "units, pools of sums": Stack(
      [2, 11, 11], steps: 1,
      [
        .conv2d(Convolution(channels: 3, kernel: 3, stride: 2, padding: 1)), .maxPool(size: 2),
        .relu, .conv2d(Convolution(channels: 4, kernel: 2, padding: 1)), .averagePool(size: 2),
        .relu, .dense(units: 3),
      ]),
    "units, means": Stack(
      [1, 9, 9], steps: 1,
      [
        .conv2d(Convolution(channels: 4, kernel: 2)), .relu, .averagePool(size: 2),
        .conv2d(Convolution(channels: 17, kernel: 3, padding: 1)), .relu, .averagePool(size: 4),
        .flatten, .dense(units: 3),
      ]),
    "units, wide": Stack(
      [40], steps: 1, [.dense(units: 70), .relu, .dense(units: 130), .relu, .dense(units: 3)]),
  ]
}
