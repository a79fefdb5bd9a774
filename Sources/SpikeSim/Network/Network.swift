import SpikeKernels

/// A network whose layers have been checked and given shapes: a list of layers, each a connection
/// and the population of LIF neurons it feeds.
public struct Network: Sendable {
  /// What it was made from.
  public let spec: NetworkSpec
  /// Stages from input to output.
  public let layers: [Layer]

  /// Gives every layer its shape.
  ///
  /// - Throws: ``NetworkError`` naming the layer that does not fit, or with which the positions see
  ///   more than ``mostSeenCells``; nothing was allocated then.
  /// - Complexity: O(cells that the positions see), in time and memory.
  public init(_ spec: NetworkSpec) throws(NetworkError) {
    self.spec = spec
    layers = try Self.checked(spec).make()
  }

  /// Neurons of the last population of a network that is not made: whether a specification is sound, and ends with
  /// as many classes as there are.
  ///
  /// - Throws: ``NetworkError`` as ``init(_:)`` does.
  /// - Complexity: O(layers and positions along the edges of their grids) in time, O(layers) in memory.
  public static func classes(of spec: NetworkSpec) throws(NetworkError) -> Int {
    try checked(spec).classes
  }

  /// The plan of all layers, each of which fits.
  private static func checked(_ spec: NetworkSpec) throws(NetworkError) -> NetworkBuilder {
    guard spec.steps >= 1 && spec.steps <= maximumSteps else {
      throw .steps(found: spec.steps)
    }
    var builder = try NetworkBuilder(spec)
    for (index, layer) in spec.layers.enumerated() { try builder.add(layer, index) }
    guard spec.isSpiking || spec.steps == 1 && spec.input == .values(.constant) else {
      throw .units(steps: spec.steps)
    }
    try builder.finish()
    return builder
  }

  private init(spec: NetworkSpec, layers: [Layer]) {
    self.spec = spec
    self.layers = layers
  }

  /// The network that ends with one of this one's populations; the same as this one up to there.
  ///
  /// - Parameter count: Stages it has, 1 … as many as there are.
  /// - Complexity: O(layers): what the layers keep is shared.
  public func prefix(layers count: Int) -> Network {
    precondition(1...layers.count ~= count, "\(count) of \(layers.count) layers")
    var spec = spec
    spec.layers.removeSubrange((spec.populations[count - 1] + 1)...)
    return Network(spec: spec, layers: Array(layers.prefix(count)))
  }

  /// The most steps a network may be simulated for.
  public static let maximumSteps = 10_000
  /// Most cells that the positions of all connections may see together, a cell behind an average
  /// pool counted as often as its window is large.
  ///
  /// What a network keeps of them is a dozen bytes each at most; LeNet's see 34 624. The bound keeps
  /// a specification from taking more memory than there is before anything runs.
  public static let mostSeenCells = 1 << 24

  /// Steps T of a simulation.
  public var steps: Int { spec.steps }
  /// Values in one input sample.
  public var inputs: Int { spec.inputShape.reduce(1, *) }
  /// Neurons of the last population.
  public var classes: Int { layers[layers.count - 1].layout.neurons }
  /// Number of weights, biases and learnt constants.
  public var parameterCount: Int {
    layers.reduce(0) {
      $0 + ($1.shape.inputs + ($1.hasBias ? 1 : 0)) * $1.shape.outputs
        + Parameters.Layer.countOfNeurons(of: $1)
    }
  }
}

extension Network: Hashable {
  /// Networks of the same specification are the same.
  public static func == (left: Network, right: Network) -> Bool { left.spec == right.spec }

  /// See ``==(_:_:)``.
  public func hash(into hasher: inout Hasher) { hasher.combine(spec) }
}

/// Why a network cannot be made.
public enum NetworkError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Steps out of range.
  case steps(found: Int)
  /// A network without spikes has one step and reads values as they are.
  case units(steps: Int)
  /// The input is empty or too large.
  case inputShape(found: [Int])
  /// The layer at a position of the list does not fit, and why.
  case layer(Int, String)

  /// One sentence.
  public var description: String {
    switch self {
    case .steps(let found): "network.steps is \(found), allowed is 1 … \(Network.maximumSteps)"
    case .units(let steps):
      "a network without spikes has 1 step and reads values as they are (constant "
        + "encoding); steps found: \(steps)"
    case .inputShape(let found):
      "an input of shape \(found) cannot be simulated; allowed are [features] and "
        + "[channels, height, width]"
    case .layer(let index, let why): "network.layers[\(index)]: \(why)"
    }
  }
}
