/// One layer of a network, as a config names it.
public enum LayerSpec: Hashable, Sendable {
  /// A dense layer: `units` outputs, each with a bias.
  case dense(units: Int)
  /// A population of leaky integrate-and-fire neurons, one per output of the layer before it.
  case lif(LIFParameters)
}

/// The constants of one population of LIF neurons (A.14, A.15).
public struct LIFParameters: Hashable, Sendable {
  /// Membrane decay per step, in (0, 1]; 1 is a perfect integrator.
  public var beta: Float
  /// Firing threshold θ, positive and finite.
  public var threshold: Float
  /// What a spike does to the membrane one step later.
  public var reset: Reset

  /// Describes a population.
  ///
  /// - Parameters:
  ///   - beta: Membrane decay, in (0, 1]. 0.9 unless told.
  ///   - threshold: Firing threshold. 1 unless told.
  ///   - reset: The reset mechanism. By subtraction unless told.
  public init(beta: Float = 0.9, threshold: Float = 1, reset: Reset = .subtract) {
    self.beta = beta
    self.threshold = threshold
    self.reset = reset
  }
}

/// What a spike does to the membrane, one step after it.
public enum Reset: String, Hashable, Sendable, CaseIterable {
  /// θ is taken away: U\[t\] = β·U\[t-1\] + I\[t\] − θ·H(U\[t-1\] − θ).
  case subtract
}

/// How an image becomes the input of T steps.
public enum Encoding: String, Hashable, Sendable, CaseIterable {
  /// The image is fed as current, the same at every step (the paper's).
  case constant
}

/// A network: the shape of one input sample, the number of steps, and the layers from input to
/// output.
public struct NetworkSpec: Hashable, Sendable {
  /// Shape of one sample, such as [1, 28, 28] or [784]. A dense layer flattens it.
  public var inputShape: [Int]
  /// Steps T that one sample is simulated for, at least 1.
  public var steps: Int
  /// Layers from input to output.
  public var layers: [LayerSpec]

  /// Describes a network; ``Network`` checks it.
  public init(inputShape: [Int], steps: Int, layers: [LayerSpec]) {
    self.inputShape = inputShape
    self.steps = steps
    self.layers = layers
  }
}
