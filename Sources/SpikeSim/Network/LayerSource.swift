/// What the connection of a layer reads.
public enum LayerSource: Sendable, Hashable {
  /// Values that are the same at every step: an image or a vector, fed as current.
  case values
  /// Spike trains: of the population below, of an encoded input or of an event stream.
  case spikes
}

/// What one sample of a network's input is.
public enum NetworkInput: Sendable, Hashable {
  /// A value for each input, and how they become the input of T steps.
  case values(Encoding)
  /// A spike train for each input: an event stream.
  case spikes

  /// What the first connection reads.
  public var source: LayerSource { self == .values(.constant) ? .values : .spikes }
}
