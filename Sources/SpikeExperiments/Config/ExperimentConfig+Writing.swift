import SpikeLFP
import SpikeSim
import SpikeSurrogate
import SpikeTraining

extension ExperimentConfig {
  /// The config as JSON with every default written out, in the shape users write: `network.beta`
  /// once, and per LIF layer only what differs. Reading it gives the same config.
  public var resolved: JSONValue {
    [
      "name": .string(name), "seed": .number(Int(seed)), "data": data.json,
      "encoding": .string(encoding.rawValue), "network": network.json, "learning": learning.json,
      "training": training.json,
    ]
  }
}

extension DataConfig {
  var json: JSONValue {
    var seed: JSONValue?
    if case .digits(let value) = source { seed = .number(Int(value)) }
    return .object([
      ("dataset", .string(source.name)), ("seed", seed),
      ("pixels", [.number(pixels.low), .number(pixels.high)]),
      ("train", train.map(JSONValue.number)), ("test", test.map(JSONValue.number)),
    ])
  }
}

extension NetworkConfig {
  var json: JSONValue {
    [
      "steps": .number(steps), "beta": .number(lif.beta), "threshold": .number(lif.threshold),
      "reset": .string(lif.reset.rawValue), "layers": .array(layers.map { json(of: $0) }),
    ]
  }

  private func json(of layer: LayerSpec) -> JSONValue {
    switch layer {
    case .dense(let units): return ["dense": .number(units)]
    case .lif(let own):
      if own == lif { return "lif" }
      return [
        "lif": .object([
          ("beta", own.beta == lif.beta ? nil : .number(own.beta)),
          ("threshold", own.threshold == lif.threshold ? nil : .number(own.threshold)),
          ("reset", own.reset == lif.reset ? nil : .string(own.reset.rawValue)),
        ])
      ]
    }
  }

  /// The network with every LIF layer's parameters written at the layer, and nowhere else: however
  /// a config spreads them over layers and `network`, the same network has the same form.
  var explicitJSON: JSONValue {
    let layers = layers.map { layer -> JSONValue in
      guard case .lif(let own) = layer else { return json(of: layer) }
      return [
        "lif": [
          "beta": .number(own.beta), "threshold": .number(own.threshold),
          "reset": .string(own.reset.rawValue),
        ]
      ]
    }
    return ["steps": .number(steps), "layers": .array(layers)]
  }
}

extension LearningConfig {
  var json: JSONValue {
    switch self {
    case .lfp(.epsilon(let epsilon), let reward):
      ["rule": "lfp-epsilon", "epsilon": .number(epsilon), "reward": .string(reward.rawValue)]
    case .surrogate(.fastSigmoid(let slope)):
      ["rule": "surrogate", "surrogate": "fast-sigmoid", "slope": .number(slope)]
    case .surrogate(.arctangent(let alpha)):
      ["rule": "surrogate", "surrogate": "arctangent", "alpha": .number(alpha)]
    }
  }
}

extension TrainingConfig {
  var json: JSONValue {
    let movement: JSONValue =
      switch optimizer {
      case .adam(let learningRate, let beta1, let beta2, let epsilon):
        [
          "adam": [
            "learningRate": .number(learningRate), "beta1": .number(beta1),
            "beta2": .number(beta2), "epsilon": .number(epsilon),
          ]
        ]
      case .sgd(let learningRate, let momentum):
        ["sgd": ["learningRate": .number(learningRate), "momentum": .number(momentum)]]
      }
    let bound: JSONValue =
      switch clipping {
      case .none: "none"
      case .adaptive(let limit): ["adaptive": .number(limit)]
      }
    return [
      "epochs": .number(epochs), "batchSize": .number(batchSize), "optimizer": movement,
      "clipping": bound,
    ]
  }
}
