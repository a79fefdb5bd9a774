import SpikeData
import SpikeLFP
import SpikeSim
import SpikeSurrogate
import SpikeTraining

/// Reads typed values from a resolved document.
///
/// The document has passed the schema, so what is not as expected here is a disagreement between
/// the schema and this file, and stops the program: the tests read every case of the schema.
struct ResolvedReader {
  var value: JSONValue

  subscript(_ key: String) -> ResolvedReader { ResolvedReader(value: require(value[key])) }
  func optional(_ key: String) -> ResolvedReader? { value[key].map(ResolvedReader.init) }

  var float: Float { require(value.float) }
  var integer: Int { require(value.integer) }
  var seed: UInt64 { UInt64(integer) }
  var string: String { require(value.string) }
  var elements: [ResolvedReader] { require(value.array).map(ResolvedReader.init) }

  /// The one name and the settings of a choice.
  var choice: (name: String, payload: ResolvedReader) {
    let member = require(value.object?.members.first)
    return (member.key, ResolvedReader(value: member.value))
  }

  func named<Name: RawRepresentable<String>>(_: Name.Type) -> Name {
    require(Name(rawValue: string))
  }

  private func require<Value>(_ value: Value?) -> Value {
    guard let value else {
      preconditionFailure("the schema and its reader disagree at \(self.value.path)")
    }
    return value
  }
}

extension ExperimentConfig {
  init(_ resolved: ResolvedReader) {
    name = resolved["name"].string
    seed = resolved["seed"].seed
    data = DataConfig(resolved["data"])
    encoding = resolved["encoding"].named(Encoding.self)
    network = NetworkConfig(resolved["network"])
    learning = LearningConfig(resolved["learning"])
    training = TrainingConfig(resolved["training"])
  }
}

extension DataConfig {
  init(_ resolved: ResolvedReader) {
    switch resolved["dataset"].named(DatasetName.self) {
    case .mnist: source = .mnist
    case .digits: source = .digits(seed: resolved["seed"].seed)
    }
    let bounds = resolved["pixels"].elements
    pixels = PixelRange(low: bounds[0].float, high: bounds[1].float)
    train = resolved.optional("train")?.integer
    test = resolved.optional("test")?.integer
  }
}

extension NetworkConfig {
  init(_ resolved: ResolvedReader) {
    steps = resolved["steps"].integer
    let shared = LIFParameters(
      beta: resolved["beta"].float, threshold: resolved["threshold"].float,
      reset: resolved["reset"].named(Reset.self))
    lif = shared
    layers = resolved["layers"].elements.map { layer in
      let (name, payload) = layer.choice
      switch name {
      case "dense": return .dense(units: payload.integer)
      case "lif":
        return .lif(
          LIFParameters(
            beta: payload.optional("beta")?.float ?? shared.beta,
            threshold: payload.optional("threshold")?.float ?? shared.threshold,
            reset: payload.optional("reset")?.named(Reset.self) ?? shared.reset))
      default: preconditionFailure("the schema has a layer \(name) that its reader lacks")
      }
    }
  }
}

extension LearningConfig {
  init(_ resolved: ResolvedReader) {
    switch resolved["rule"].string {
    case "lfp-epsilon":
      self = .lfp(
        rule: .epsilon(resolved["epsilon"].float),
        reward: resolved["reward"].named(RewardSpec.self))
    case "surrogate":
      switch resolved["surrogate"].string {
      case "fast-sigmoid": self = .surrogate(.fastSigmoid(slope: resolved["slope"].float))
      case "arctangent": self = .surrogate(.arctangent(alpha: resolved["alpha"].float))
      case let name: preconditionFailure("the schema has a surrogate \(name) that its reader lacks")
      }
    case let name: preconditionFailure("the schema has a rule \(name) that its reader lacks")
    }
  }
}

extension TrainingConfig {
  init(_ resolved: ResolvedReader) {
    epochs = resolved["epochs"].integer
    batchSize = resolved["batchSize"].integer
    let (name, settings) = resolved["optimizer"].choice
    switch name {
    case "adam":
      optimizer = .adam(
        learningRate: settings["learningRate"].float, beta1: settings["beta1"].float,
        beta2: settings["beta2"].float, epsilon: settings["epsilon"].float)
    case "sgd":
      optimizer = .sgd(
        learningRate: settings["learningRate"].float, momentum: settings["momentum"].float)
    default: preconditionFailure("the schema has an optimiser \(name) that its reader lacks")
    }
    let (bound, limit) = resolved["clipping"].choice
    clipping = bound == "adaptive" ? .adaptive(limit: limit.float) : .none
  }
}
