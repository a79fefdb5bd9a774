import SpikeFiles
import SpikeTraining

extension TrainingConfig {
  init(_ resolved: ResolvedReader) {
    epochs = resolved["epochs"].integer
    batchSize = resolved["batchSize"].integer
    optimizer = OptimizerSpec(resolved["optimizer"])
    schedule = Schedule(resolved["schedule"])
    onNonFinite = resolved["onNonFinite"].named(NonFinitePolicy.self)
    stopping = Stopping(resolved["stopping"])
    clipping = Clipping(resolved["clipping"])
  }

  func json(_ form: ConfigForm) -> JSONValue {
    .object([
      ("epochs", .number(epochs)), ("batchSize", .number(batchSize)),
      ("optimizer", optimizer.json(form)),
      ("schedule", form.value(schedule, default: .constant) { $0.json }),
      ("clipping", clipping.json(form)),
      (
        "onNonFinite",
        form.value(onNonFinite, default: .stop) { .string($0.rawValue) }
      ),
      ("stopping", form.value(stopping, default: .none) { $0.json }),
    ])
  }
}

extension OptimizerSpec {
  init(_ resolved: ResolvedReader) {
    let (name, settings) = resolved.choice
    switch name {
    case "adam":
      self = .adam(
        learningRate: settings["learningRate"].float, beta1: settings["beta1"].float,
        beta2: settings["beta2"].float, epsilon: settings["epsilon"].float)
    case "sgd":
      self = .sgd(
        learningRate: settings["learningRate"].float, momentum: settings["momentum"].float,
        form: settings["form"].named(MomentumForm.self))
    default: preconditionFailure("the schema has an optimiser \(name) that its reader lacks")
    }
  }

  func json(_ form: ConfigForm) -> JSONValue {
    switch self {
    case .adam(let learningRate, let beta1, let beta2, let epsilon):
      [
        "adam": [
          "learningRate": .number(learningRate), "beta1": .number(beta1),
          "beta2": .number(beta2), "epsilon": .number(epsilon),
        ]
      ]
    case .sgd(let learningRate, let momentum, let momentumForm):
      [
        "sgd": .object([
          ("learningRate", .number(learningRate)), ("momentum", .number(momentum)),
          ("form", form.value(momentumForm, default: .pytorch) { .string($0.rawValue) }),
        ])
      ]
    }
  }
}

extension Schedule {
  init(_ resolved: ResolvedReader) {
    let (name, settings) = resolved.choice
    switch name {
    case "constant": self = .constant
    case "step":
      self = .step(epochs: settings["epochs"].integer, factor: settings["factor"].float)
    case "cosine": self = .cosine(final: settings["final"].float)
    case "oneCycle":
      self = .oneCycle(
        warmup: settings["warmup"].float, initial: settings["initial"].float,
        final: settings["final"].float)
    default: preconditionFailure("the schema has a schedule \(name) that its reader lacks")
    }
  }

  var json: JSONValue {
    switch self {
    case .constant: "constant"
    case .step(let epochs, let factor):
      ["step": ["epochs": .number(epochs), "factor": .number(factor)]]
    case .cosine(let final): ["cosine": ["final": .number(final)]]
    case .oneCycle(let warmup, let initial, let final):
      [
        "oneCycle": [
          "warmup": .number(warmup), "initial": .number(initial), "final": .number(final),
        ]
      ]
    }
  }
}
