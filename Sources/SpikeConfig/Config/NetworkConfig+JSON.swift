import SpikeFiles
import SpikeSim
import SpikeTraining

extension NetworkConfig {
  init(_ resolved: ResolvedReader) {
    steps = resolved["steps"].integer
    let shared = LIFParameters(
      beta: resolved["beta"].float, threshold: resolved["threshold"].float,
      reset: resolved["reset"].named(Reset.self))
    lif = shared
    initialisation = Initialisation(resolved["initialisation"])
    layers = resolved["layers"].elements.map { LayerSpec($0, shared: shared) }
  }

  package var json: JSONValue {
    [
      "steps": .number(steps), "beta": .number(lif.beta), "threshold": .number(lif.threshold),
      "reset": .string(lif.reset.rawValue), "initialisation": initialisation.json,
      "layers": .array(layers.map { $0.json(shared: lif) }),
    ]
  }

  /// The network with every LIF layer's parameters written at the layer, and nowhere else: however
  /// a config spreads them over layers and `network`, the same network has the same form.
  var explicitJSON: JSONValue {
    .object([
      ("steps", .number(steps)), ("layers", .array(layers.map { $0.json(shared: nil) })),
      (
        "initialisation",
        ConfigForm.identity.value(initialisation, default: .pytorch) { $0.json }
      ),
    ])
  }
}

extension LayerSpec {
  /// Reads a layer.
  ///
  /// - Parameter shared: What a LIF layer has where it says nothing.
  init(_ resolved: ResolvedReader, shared: LIFParameters) {
    let (name, payload) = resolved.choice
    switch name {
    case "dense": self = .dense(units: payload.integer)
    case "conv2d":
      self = .conv2d(
        Convolution(
          channels: payload["channels"].integer, kernel: payload["kernel"].integer,
          stride: payload["stride"].integer, padding: payload["padding"].integer))
    case "maxPool": self = .maxPool(size: payload.integer)
    case "averagePool": self = .averagePool(size: payload.integer)
    case "flatten": self = .flatten
    case "dropout": self = .dropout(payload.float)
    case "lif":
      self = .lif(
        LIFParameters(
          beta: payload.optional("beta")?.float ?? shared.beta,
          threshold: payload.optional("threshold")?.float ?? shared.threshold,
          reset: payload.optional("reset")?.named(Reset.self) ?? shared.reset,
          adaptation: payload.optional("adaptation").map {
            Adaptation(decay: $0["decay"].float, strength: $0["strength"].float)
          }))
    default: preconditionFailure("the schema has a layer \(name) that its reader lacks")
    }
  }

  /// The layer, a LIF layer with what differs from `shared`: with everything where that is nil.
  func json(shared: LIFParameters?) -> JSONValue {
    switch self {
    case .dense(let units): return ["dense": .number(units)]
    case .conv2d(let convolution):
      return [
        "conv2d": [
          "channels": .number(convolution.channels), "kernel": .number(convolution.kernel),
          "stride": .number(convolution.stride), "padding": .number(convolution.padding),
        ]
      ]
    case .maxPool(let size): return ["maxPool": .number(size)]
    case .averagePool(let size): return ["averagePool": .number(size)]
    case .flatten: return "flatten"
    case .dropout(let rate): return ["dropout": .number(rate)]
    case .lif(let own):
      if own == shared { return "lif" }
      return [
        "lif": .object([
          ("beta", own.beta == shared?.beta ? nil : .number(own.beta)),
          ("threshold", own.threshold == shared?.threshold ? nil : .number(own.threshold)),
          ("reset", own.reset == shared?.reset ? nil : .string(own.reset.rawValue)),
          (
            "adaptation",
            own.adaptation.map {
              ["decay": .number($0.decay), "strength": .number($0.strength)]
            }
          ),
        ])
      ]
    }
  }
}

extension Initialisation {
  init(_ resolved: ResolvedReader) {
    let (name, payload) = resolved.choice
    switch name {
    case "pytorch": self = .pytorch
    case "kaiming": self = .kaiming
    case "firingRate": self = .firingRate(payload.float)
    default: preconditionFailure("the schema has an initialisation \(name) that its reader lacks")
    }
  }

  var json: JSONValue {
    switch self {
    case .pytorch: "pytorch"
    case .kaiming: "kaiming"
    case .firingRate(let rate): ["firingRate": .number(rate)]
    }
  }
}
