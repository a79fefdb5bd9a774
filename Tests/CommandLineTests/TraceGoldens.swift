import SpikeSim
import TestSupport
import Testing

extension CommandLineTests.TraceTests {
  /// A fixture and the config that belongs to it.
  struct Golden: Sendable, CustomTestStringConvertible {
    let name: String
    let learning: String
    var testDescription: String { name }

    private static func lif(_ neurons: LIFParameters) -> String {
      if let recurrence = neurons.recurrence {
        return "{ \"lif\": { \"recurrent\": \"\(recurrence.rawValue)\" } }"
      }
      if let decay = neurons.synapticDecay { return "{ \"lif\": { \"synapticDecay\": \(decay) } }" }
      return neurons.learned == nil
        ? "\"lif\"" : "{ \"lif\": { \"learn\": [\"beta\", \"threshold\"], \"per\": \"layer\" } }"
    }

    /// The config, with layers, steps, β and θ as the fixture's metadata has them.
    func config(_ golden: GoldenNetwork) throws -> String {
      let layers = golden.network.spec.layers.map { layer in
        switch layer {
        case .dense(let units, _): "{ \"dense\": \(units) }"
        case .conv2d(let layer):
          "{ \"conv2d\": { \"channels\": \(layer.channels), \"kernel\": \(layer.kernel) } }"
        case .maxPool(let size): "{ \"maxPool\": \(size) }"
        case .relu: "\"relu\""
        case .lif(let neurons): Self.lif(neurons)
        default: "\"flatten\""
        }
      }
      let metadata = golden.file.metadata
      guard golden.network.spec.isSpiking else {
        return """
          { "name": "golden", "data": { "dataset": "mnist" },
            "network": { "layers": [ \(layers.joined(separator: ", ")) ] },
            "learning": \(learning) }
          """
      }
      let isEvents = metadata["encoding"] == "events"
      return """
        { "name": "golden", "data": { "dataset": "\(isEvents ? "nmnist" : "mnist")" },
          "encoding": "\(isEvents ? "events" : "constant")",
          "network": {
            "steps": \(try #require(metadata["steps"])), "beta": \(try #require(metadata["beta"])),
            "threshold": \(try #require(metadata["threshold"])),
            "layers": [ \(layers.joined(separator: ", ")) ] },
          "learning": \(learning) }
        """
    }
  }

  /// Of neurons that are integrated one step at a time, and of event streams.
  static let stepwiseGoldens =
    [
      "mlp-recurrent-surrogate", "mlp-recurrent-diagonal-surrogate", "mlp-synaptic-surrogate",
      "mlp-learnable-surrogate", "mlp-events-surrogate", "mlp-events-recurrent-surrogate",
    ].map {
      Golden(
        name: $0, learning: #"{ "rule": "surrogate", "surrogate": "fast-sigmoid", "slope": 25 }"#)
    }
    + [
      "mlp-recurrent-lfp-epsilon", "mlp-events-lfp-epsilon", "mlp-events-recurrent-lfp-epsilon",
    ].map {
      Golden(
        name: $0, learning: #"{ "rule": "lfp-epsilon", "epsilon": 1e-6, "reward": "sequence" }"#)
    }

  /// Of networks without spikes.
  static let unitGoldens = [
    Golden(name: "relu-mlp-lfp-epsilon", learning: #"{ "rule": "lfp-epsilon" }"#),
    Golden(name: "relu-mlp-lfp-0", learning: #"{ "rule": "lfp-0", "reward": "logistic" }"#),
    Golden(name: "relu-mlp-lfp-z-plus-z-minus", learning: #"{ "rule": "lfp-z-plus-z-minus" }"#),
    Golden(name: "relu-mlp-lfp-alpha-beta", learning: #"{ "rule": "lfp-alpha-beta" }"#),
    Golden(name: "relu-lenet-lfp-epsilon", learning: #"{ "rule": "lfp-epsilon" }"#),
    Golden(name: "relu-mlp-gradient", learning: #"{ "rule": "gradient" }"#),
    Golden(name: "relu-lenet-gradient", learning: #"{ "rule": "gradient" }"#),
  ]

  static let goldens = [
    Golden(
      name: "mlp-lfp-epsilon",
      learning: #"{ "rule": "lfp-epsilon", "epsilon": 1e-6, "reward": "sequence-released" }"#),
    Golden(
      name: "mlp-surrogate-fast-sigmoid",
      learning: #"{ "rule": "surrogate", "surrogate": "fast-sigmoid", "slope": 25 }"#),
    Golden(
      name: "mlp-surrogate-atan",
      learning: #"{ "rule": "surrogate", "surrogate": "arctangent", "alpha": 2 }"#),
    Golden(
      name: "lenet-lfp-epsilon",
      learning: #"{ "rule": "lfp-epsilon", "epsilon": 1e-6, "reward": "sequence-released" }"#),
    Golden(
      name: "lenet-surrogate-fast-sigmoid",
      learning: #"{ "rule": "surrogate", "surrogate": "fast-sigmoid", "slope": 25 }"#),
    Golden(
      name: "mlp-lfp-0", learning: #"{ "rule": "lfp-0", "epsilon": 1e-6, "reward": "sequence" }"#),
    Golden(
      name: "mlp-alpha-beta-path",
      learning:
        #"{ "rule": "lfp-alpha-beta", "alpha": 2, "beta": 1, "membrane": "path", "reward": "sequence" }"#
    ),
    Golden(
      name: "mlp-alpha-beta-contribution",
      learning:
        #"{ "rule": "lfp-alpha-beta", "alpha": 2, "beta": 1, "membrane": "contribution", "reward": "sequence" }"#
    ),
    Golden(
      name: "mlp-z-plus-z-minus-path",
      learning: #"{ "rule": "lfp-z-plus-z-minus", "membrane": "path", "reward": "sequence" }"#),
    Golden(
      name: "mlp-z-plus-z-minus-contribution",
      learning:
        #"{ "rule": "lfp-z-plus-z-minus", "membrane": "contribution", "reward": "sequence" }"#),
    Golden(
      name: "lenet-z-plus-z-minus-path",
      learning: #"{ "rule": "lfp-z-plus-z-minus", "membrane": "path", "reward": "sequence" }"#),
    Golden(
      name: "lenet-z-plus-z-minus-contribution",
      learning:
        #"{ "rule": "lfp-z-plus-z-minus", "membrane": "contribution", "reward": "sequence" }"#),
  ]
}
