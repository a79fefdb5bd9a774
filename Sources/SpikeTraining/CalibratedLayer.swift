/// What ``Initialisation/firingRate(_:)`` made of one layer.
///
/// The rate is a mean over the layer's neurons. A neuron whose currents sum to less than 0 never fires,
/// whatever the factor, so that others fire more for it, and the highest rates cannot be reached; where
/// inputs are few, a rate may also jump over the one asked for.
public struct CalibratedLayer: Hashable, Sendable {
  /// Where the LIF layer stands among ``SpikeSim/NetworkSpec/layers``.
  public var layer: Int
  /// The mean rate asked for, in spikes a neuron and step.
  public var wanted: Float
  /// The mean rate on the calibration batch.
  public var reached: Float
  /// What the weights and biases were multiplied by.
  public var factor: Float
  /// Neurons of the layer.
  public var neurons: Int
  /// Neurons that never fire on the calibration batch.
  public var dead: Int

  /// How far off a rate may be, as a share of the one it is compared with.
  public static let tolerance: Float = 0.1

  /// Whether a rate is within ``tolerance`` of another.
  static func isNear(_ rate: Float, _ other: Float) -> Bool {
    abs(rate - other) <= tolerance * other
  }

  /// Whether the rate is off by more than ``tolerance``.
  public var isMissed: Bool { !Self.isNear(reached, wanted) }

  /// What a user should know of it: nothing, where the rate is met and every neuron fires.
  public var notes: [String] {
    var notes: [String] = []
    if isMissed {
      notes.append(
        "network.layers[\(layer)] fires at a mean rate of \(Self.brief(reached)) with its weights "
          + "scaled by \(Self.brief(factor)), not at the \(Self.brief(wanted)) asked for")
    }
    if dead > 0 {
      notes.append(
        "network.layers[\(layer)]: \(dead) of \(neurons) neurons never fire on the training images that the weights "
          + "were scaled by (network.initialisation firingRate); the rate is a mean over the layer")
    }
    return notes
  }

  /// Three decimals, or the whole number where they would be 0.
  private static func brief(_ number: Float) -> String {
    number < 0.001 ? "\(number)" : "\((number * 1000).rounded() / 1000)"
  }
}
