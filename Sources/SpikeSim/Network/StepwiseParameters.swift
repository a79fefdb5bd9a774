/// Which of the population's spikes of t − 1 a neuron reads at t.
public enum Recurrence: String, Hashable, Sendable, CaseIterable {
  /// Those of all neurons, by weights [N, N] and a bias of their own: snnTorch's `RLeaky`.
  case allToAll = "all-to-all"
  /// Its own, by a weight: snnTorch's `RLeaky(all_to_all=False)`.
  case oneToOne = "one-to-one"
}

/// Constants of neurons that are learnt like weights.
public struct LearnedConstants: Hashable, Sendable {
  /// A constant that can be learnt.
  public enum Constant: String, Hashable, Sendable, CaseIterable {
    /// Membrane decay β.
    case beta
    /// Threshold θ.
    case threshold

    /// What a step of the optimiser keeps it in.
    public var range: ClosedRange<Float> {
      switch self {
      case .beta: 0.001...1
      case .threshold: 0.001...1000
      }
    }
  }

  /// How many values a constant has.
  public enum Sharing: String, Hashable, Sendable, CaseIterable {
    /// One for all neurons of the layer.
    case layer
    /// One for each neuron.
    case neuron
  }

  /// Which constants are learnt.
  public var constants: Set<Constant>
  /// How many values each has.
  public var sharing: Sharing

  /// Names the constants.
  public init(_ constants: Set<Constant>, per sharing: Sharing) {
    (self.constants, self.sharing) = (constants, sharing)
  }
}

extension LIFParameters {
  /// Whether the population is integrated one step at a time: where its spikes are read again, or its
  /// currents or constants are more than numbers shared by all.
  public var isStepwise: Bool { recurrence != nil || synapticDecay != nil || learned != nil }
}
