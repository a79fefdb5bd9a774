import SpikeFiles
import SpikeTraining

extension Clipping {
  init(_ resolved: ResolvedReader) {
    let (bound, settings) = resolved.choice
    self =
      bound == "adaptive"
      ? .adaptive(
        limit: settings["limit"].float, floor: settings["floor"].float,
        layers: ClippedLayers(settings["layers"])) : .none
  }

  /// As short as it can be written, in whatever form but ``ConfigForm/complete``: a number where only
  /// the limit is given, as before there were other settings.
  func json(_ form: ConfigForm) -> JSONValue {
    switch self {
    case .none: "none"
    case .adaptive(let limit, Self.standardFloor, .all) where form != .complete:
      ["adaptive": .number(limit)]
    case .adaptive(let limit, let floor, let layers):
      [
        "adaptive": [
          "limit": .number(limit), "floor": .number(floor), "layers": layers.json,
        ]
      ]
    }
  }

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
  init(_ resolved: ResolvedReader) {
    switch resolved.value.string {
    case "all": self = .all
    case "hidden": self = .hidden
    default: self = .listed(resolved.elements.map(\.integer))
    }
  }

  var json: JSONValue {
    switch self {
    case .all: "all"
    case .hidden: "hidden"
    case .listed(let numbers): .array(numbers.map(JSONValue.number))
    }
  }
}
