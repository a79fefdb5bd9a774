import SpikeKernels

/// A network whose layers have been checked and given shapes: a list of stages, each a dense layer
/// and the population of LIF neurons it feeds.
public struct Network: Sendable, Hashable {
  /// What it was made from.
  public let spec: NetworkSpec
  /// Stages from input to output.
  public let stages: [Stage]

  /// Gives every layer its shape.
  ///
  /// - Throws: ``NetworkError`` naming the layer that does not fit.
  public init(_ spec: NetworkSpec) throws(NetworkError) {
    guard spec.steps >= 1 && spec.steps <= Self.maximumSteps else {
      throw .steps(found: spec.steps)
    }
    guard let elements = Self.product(spec.inputShape), elements > 0 else {
      throw .inputShape(found: spec.inputShape)
    }
    var stages: [Stage] = []
    var inputs = elements
    var pending: TileShape?
    for (index, layer) in spec.layers.enumerated() {
      switch layer {
      case .dense(let units):
        guard pending == nil else {
          throw .layer(index, "a dense layer needs a lif layer after it")
        }
        guard units >= 1, let weights = Self.product([inputs, (units + 63) / 64 * 64]),
          weights <= Int(Int32.max)
        else {
          throw .layer(index, "\(inputs) inputs × \(units) units is no size a layer can have")
        }
        pending = TileShape(inputs: inputs, outputs: units)
      case .lif(let neurons):
        guard let shape = pending else {
          throw .layer(index, "a lif layer needs a dense layer before it")
        }
        guard neurons.beta > 0 && neurons.beta <= 1 else {
          throw .layer(index, "beta is \(neurons.beta), allowed is 0 < beta ≤ 1")
        }
        guard neurons.threshold > 0 && neurons.threshold.isFinite else {
          throw .layer(index, "threshold is \(neurons.threshold), allowed is a positive number")
        }
        stages.append(Stage(index: stages.count, shape: shape, neurons: neurons))
        inputs = shape.outputs
        pending = nil
      }
    }
    guard pending == nil, !stages.isEmpty else {
      throw .layer(max(0, spec.layers.count - 1), "a network ends with a lif layer")
    }
    self.spec = spec
    self.stages = stages
  }

  /// The most steps a network may be simulated for.
  public static let maximumSteps = 100_000

  /// Steps T of a simulation.
  public var steps: Int { spec.steps }
  /// Values in one input sample.
  public var inputs: Int { stages[0].shape.inputs }
  /// Neurons of the last population.
  public var classes: Int { stages[stages.count - 1].shape.outputs }
  /// Number of weights and biases.
  public var parameterCount: Int {
    stages.reduce(0) { $0 + ($1.shape.inputs + 1) * $1.shape.outputs }
  }

  private static func product(_ factors: [Int]) -> Int? {
    var result = 1
    for factor in factors {
      let (next, overflow) = result.multipliedReportingOverflow(by: factor)
      guard factor > 0 && !overflow else { return nil }
      result = next
    }
    return result
  }
}

/// A dense layer and the LIF neurons it feeds.
public struct Stage: Sendable, Hashable {
  /// Position among the stages; its parameters are named `layers.index.weight` and `.bias`.
  public let index: Int
  /// How the weights lie in memory.
  public let shape: TileShape
  /// Constants of the neurons.
  public let neurons: LIFParameters
}

/// Why a network cannot be made.
public enum NetworkError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Steps out of range.
  case steps(found: Int)
  /// The input is empty or too large.
  case inputShape(found: [Int])
  /// The layer at a position of the list does not fit, and why.
  case layer(Int, String)

  /// One sentence.
  public var description: String {
    switch self {
    case .steps(let found): "network.steps is \(found), allowed is 1 … \(Network.maximumSteps)"
    case .inputShape(let found): "an input of shape \(found) has no usable size"
    case .layer(let index, let why): "network.layers[\(index)]: \(why)"
    }
  }
}
