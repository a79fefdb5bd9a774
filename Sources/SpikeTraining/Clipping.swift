/// What bounds a step before the optimiser sees it.
public enum Clipping: Hashable, Sendable {
  /// Nothing.
  case none
  /// Adaptive gradient clipping (Brock et al. 2021): per unit, ‖g‖ ≤ limit · max(‖w‖, floor), of some
  /// connections.
  ///
  /// A unit is the weights into one neuron or channel; the biases of a connection are one unit. Brock et
  /// al. leave out the last linear layer: ``ClippedLayers/hidden``.
  case adaptive(limit: Float, floor: Float = Self.standardFloor, layers: ClippedLayers = .all)

  /// The floor of Brock et al.: units with smaller weights are bounded as if they had this norm, so that
  /// what starts at 0 can move.
  public static let standardFloor: Float = 1e-3
}

/// Which connections are clipped.
public enum ClippedLayers: Hashable, Sendable {
  /// All.
  case all
  /// All but the last.
  case hidden
  /// Those of these numbers, counted from 0 at the input.
  case listed([Int])

  /// Whether a connection is clipped.
  public func contains(_ connection: Int, of connections: Int) -> Bool {
    switch self {
    case .all: true
    case .hidden: connection < connections - 1
    case .listed(let numbers): numbers.contains(connection)
    }
  }
}
