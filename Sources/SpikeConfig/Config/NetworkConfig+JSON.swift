import SpikeFiles
import SpikeSim
import SpikeTraining

extension NetworkConfig {
  init(_ resolved: ResolvedReader) {
    let shared = LIFParameters(
      beta: resolved["beta"].float, threshold: resolved["threshold"].float,
      reset: resolved["reset"].named(Reset.self))
    lif = shared
    initialisation = Initialisation.declarations.read(choice: resolved["initialisation"])
    let layers = LayerSpec.declarations(shared: shared)
    self.layers = resolved["layers"].elements.map { layers.read(choice: $0) }
    // A network without spikes has no time.
    steps = self.layers.contains(.relu) ? 1 : resolved["steps"].integer
  }

  package var json: JSONValue {
    let declarations = LayerSpec.declarations(shared: lif)
    let neurons: [(String, JSONValue?)] = [
      ("steps", .number(steps)), ("beta", .number(lif.beta)),
      ("threshold", .number(lif.threshold)), ("reset", .string(lif.reset.rawValue)),
    ]
    return .object(
      (isSpiking ? neurons : []) + [
        ("initialisation", Initialisation.declarations.json(initialisation, .resolved)),
        (
          "layers",
          .array(
            layers.map { layer in
              // As short as it can be written.
              layer == .lif(lif) ? "lif" : declarations.json(layer, .resolved)
            })
        ),
      ])
  }

  /// The network with every LIF layer's parameters written at the layer, and nowhere else: however
  /// a config spreads them over layers and `network`, the same network has the same form.
  var explicitJSON: JSONValue {
    let declarations = LayerSpec.declarations(shared: nil)
    return .object([
      ("steps", .number(steps)),
      ("layers", .array(layers.map { declarations.json($0, .identity) })),
      (
        "initialisation",
        ConfigForm.identity.value(initialisation.explicit, default: .pytorch) {
          Initialisation.declarations.json($0, .identity)
        }
      ),
    ])
  }
}
