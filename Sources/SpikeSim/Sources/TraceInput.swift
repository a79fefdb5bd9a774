import SpikeKernels

/// The input of a batch.
public enum TraceInput: Sendable {
  /// Values that are fed as current, the same at every step: [samples][inputs], counted as PyTorch does.
  case values(Buffer<Float>)
  /// Such values, and the spikes that an encoder makes of them.
  case encoded(Buffer<Float>, SpikeTrains)
  /// Spikes as they are given: event streams.
  case spikes(SpikeTrains)

  init(_ network: Network, capacity: Int) {
    func values() -> Buffer<Float> { Buffer(count: capacity * network.inputs, repeating: 0) }
    func spikes() -> SpikeTrains {
      SpikeTrains(
        layout: network.layers[0].route.base, steps: network.steps, samples: capacity)
    }
    switch network.spec.input {
    case .values(.constant): self = .values(values())
    case .values: self = .encoded(values(), spikes())
    case .spikes: self = .spikes(spikes())
    }
  }

  /// Bytes that the input of so many samples takes.
  static func bytes(_ network: Network, capacity: Int) -> Double {
    let values = Buffer<Float>.bytes(count: Double(capacity) * Double(network.inputs))
    let spikes = SpikeTrains.bytes(
      layout: network.layers[0].route.base, steps: network.steps, samples: capacity)
    return switch network.spec.input {
    case .values(.constant): values
    case .values: values + spikes
    case .spikes: spikes
    }
  }

  /// The values, [samples][inputs]; nil of event streams.
  public var values: Buffer<Float>? {
    switch self {
    case .values(let values), .encoded(let values, _): values
    case .spikes: nil
    }
  }

  /// The spikes; nil where values are fed as current.
  public var spikes: SpikeTrains? {
    switch self {
    case .values: nil
    case .encoded(_, let spikes), .spikes(let spikes): spikes
    }
  }
}
