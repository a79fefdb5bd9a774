import SpikeSim

/// A copy of what a step of the optimiser changes, to take the step back.
final class TrainingState {
  private let parameters: Parameters
  private let moments: [Parameters]
  private var steps = 0

  init(_ network: Network, moments count: Int) {
    parameters = Parameters(zerosFor: network)
    moments = (0..<count).map { _ in Parameters(zerosFor: network) }
  }

  /// Bytes of a copy with so many moments.
  static func bytes(_ network: Network, moments count: Int) -> Double {
    Double(1 + count) * Parameters.bytes(for: network)
  }

  func copy(from other: Parameters, _ optimizer: Optimizer) {
    parameters.copy(from: other)
    for (mine, theirs) in zip(moments, optimizer.moments) { mine.copy(from: theirs) }
    steps = optimizer.steps
  }

  func restore(_ other: Parameters, _ optimizer: Optimizer) {
    other.copy(from: parameters)
    for (mine, theirs) in zip(moments, optimizer.moments) { theirs.copy(from: mine) }
    optimizer.steps = steps
  }
}
