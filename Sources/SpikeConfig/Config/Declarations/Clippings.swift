import SpikeFiles
import SpikeTraining

extension Clipping {
  /// What a config can name to bound a step.
  static let declarations = Declarations<Clipping>([
    .init("none", "No clipping.", is: .none),
    .init(
      "adaptive",
      "Adaptive clipping (Brock et al. 2021): per unit, ‖g‖ ≤ limit · max(‖w‖, floor). A unit is "
        + "the weights into one neuron or channel; the biases of a layer are one. A number is the "
        + "limit.",
      .shorthand(key: "limit", of: ObjectSchema(adaptive)),
      read: {
        .adaptive(
          limit: $0["limit"].float, floor: $0["floor"].float,
          layers: ClippedLayers($0["layers"]))
      },
      write: { clipping, form in
        switch clipping {
        case .none: JSONValue?.none
        // As short as it can be written, in whatever form but ``ConfigForm/complete``: a number where
        // only the limit is given, as before there were other settings.
        case .adaptive(let limit, standardFloor, .all) where form != .complete: .number(limit)
        case .adaptive(let limit, let floor, let layers):
          ["limit": .number(limit), "floor": .number(floor), "layers": layers.json]
        }
      }),
  ])

  private static let adaptive: [SchemaKey] = [
    .key("limit", .number(.positive), default: 0.01, "Largest share of a unit's norm.")
      .example(0.1),
    .key(
      "floor", .number(.positive), default: .number(standardFloor),
      "The least that a unit's norm counts for."
    ).example(0.01),
    .key(
      "layers",
      .named(
        [
          SchemaName("all", "Every layer."),
          SchemaName("hidden", "All but the last, as Brock et al."),
        ], or: .array(of: .integer(0...999), count: 1...1_000)), default: "all",
      "Which dense and conv2d layers are clipped; a list counts them from the input, from 0."),
  ]

  /// With the layers in the one form that all ways to name the same ones share.
  func explicit(connections: Int) -> Clipping {
    guard case .adaptive(let limit, let floor, let layers) = self else { return self }
    let clipped = (0..<connections).filter { layers.contains($0, of: connections) }
    guard !clipped.isEmpty else { return .none }
    return .adaptive(
      limit: limit, floor: floor, layers: clipped.count == connections ? .all : .listed(clipped))
  }
}

extension ClippedLayers {
  fileprivate init(_ resolved: ResolvedReader) {
    switch resolved.value.string {
    case "all": self = .all
    case "hidden": self = .hidden
    default: self = .listed(resolved.elements.map(\.integer))
    }
  }

  fileprivate var json: JSONValue {
    switch self {
    case .all: "all"
    case .hidden: "hidden"
    case .listed(let numbers): .array(numbers.map(JSONValue.number))
    }
  }
}
