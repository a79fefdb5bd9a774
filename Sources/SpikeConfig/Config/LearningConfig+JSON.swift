import SpikeFiles
import SpikeLFP
import SpikeSim
import SpikeSurrogate

extension LearningConfig {
  init(_ resolved: ResolvedReader) {
    let normalization = resolved["normalization"].named(Normalization.self)
    guard resolved["rule"].string != "surrogate" else {
      self = .surrogate(
        SurrogateFunction(resolved), loss: LossFunction(resolved["loss"]),
        normalization: normalization)
      return
    }
    self = .lfp(
      LFPComposition(resolved), reward: resolved["reward"].named(RewardSpec.self),
      normalization: normalization, reduction: resolved["reduction"].named(Reduction.self))
  }

  func json(_ form: ConfigForm) -> JSONValue {
    func name(_ normalization: Normalization) -> JSONValue? {
      form.value(normalization, default: .none) { .string($0.rawValue) }
    }
    switch self {
    case .lfp(let composition, let reward, let normalization, let reduction):
      return .object(
        composition.members(form) + [
          ("reward", .string(reward.rawValue)), ("normalization", name(normalization)),
          ("reduction", form.value(reduction, default: .sum) { .string($0.rawValue) }),
        ])
    case .surrogate(let function, let loss, let normalization):
      return .object(
        [("rule", "surrogate")] + function.members + [
          ("loss", form.value(loss, default: .countCrossEntropy) { $0.json }),
          ("normalization", name(normalization)),
        ])
    }
  }

  /// With the rules of LFP given one by one, unless all are the same: however a config spreads
  /// them over kinds of layers, the same learning has the same form.
  func explicit(isConvolution: [Bool]) -> LearningConfig {
    guard case .lfp(let composition, let reward, let normalization, let reduction) = self,
      let rules = composition.rules(isConvolution: isConvolution), let first = rules.first
    else { return self }
    return .lfp(
      rules.allSatisfy { $0 == first } ? .uniform(first) : .byConnection(rules),
      reward: reward, normalization: normalization, reduction: reduction)
  }
}

extension LFPComposition {
  /// Reads a rule, or the `rules` of a composite.
  init(_ resolved: ResolvedReader) {
    guard resolved["rule"].string == "lfp-composite" else {
      self = .uniform(LFPRule(resolved))
      return
    }
    let rules = resolved["rules"]
    self =
      rules.value.array != nil
      ? .byConnection(rules.elements.map { LFPRule($0) })
      : .byKind(
        dense: rules.optional("dense").map { LFPRule($0) },
        conv2d: rules.optional("conv2d").map { LFPRule($0) })
  }

  func members(_ form: ConfigForm) -> [(String, JSONValue?)] {
    func json(_ rule: LFPRule) -> JSONValue { .object(rule.members(form)) }
    return switch self {
    case .uniform(let rule): rule.members(form)
    case .byKind(let dense, let conv2d):
      [
        ("rule", "lfp-composite"),
        (
          "rules",
          .object([("dense", dense.map { json($0) }), ("conv2d", conv2d.map { json($0) })])
        ),
      ]
    case .byConnection(let rules):
      [("rule", "lfp-composite"), ("rules", .array(rules.map { json($0) }))]
    }
  }
}

extension LFPRule {
  init(_ resolved: ResolvedReader) {
    let epsilon = resolved["epsilon"].float
    switch resolved["rule"].string {
    case "lfp-0": self = .zero(epsilon: epsilon)
    case "lfp-epsilon":
      self =
        resolved["denominator"].string == "signed" ? .signedEpsilon(epsilon) : .epsilon(epsilon)
    case "lfp-alpha-beta":
      self = .alphaBeta(
        alpha: resolved["alpha"].float,
        membrane: resolved["membrane"].named(MembraneTreatment.self), epsilon: epsilon)
    case "lfp-z-plus-z-minus":
      self = .zPlusZMinus(
        membrane: resolved["membrane"].named(MembraneTreatment.self), epsilon: epsilon)
    case let name: preconditionFailure("the schema has a rule \(name) that its reader lacks")
    }
  }

  /// The rule's name in a config.
  package var name: String {
    switch self {
    case .zero: "lfp-0"
    case .epsilon, .signedEpsilon: "lfp-epsilon"
    case .alphaBeta: "lfp-alpha-beta"
    case .zPlusZMinus: "lfp-z-plus-z-minus"
    }
  }

  func members(_ form: ConfigForm) -> [(String, JSONValue?)] {
    let head: [(String, JSONValue?)] = [("rule", .string(name))]
    switch self {
    case .zero(let epsilon): return head + [("epsilon", .number(epsilon))]
    case .zPlusZMinus(let membrane, let epsilon):
      return head + [("membrane", .string(membrane.rawValue)), ("epsilon", .number(epsilon))]
    case .epsilon(let epsilon):
      return head + [
        ("epsilon", .number(epsilon)),
        ("denominator", form.value("membrane", default: "membrane") { .string($0) }),
      ]
    case .signedEpsilon(let epsilon):
      return head + [("epsilon", .number(epsilon)), ("denominator", "signed")]
    case .alphaBeta(let alpha, let membrane, let epsilon):
      return head + [
        ("alpha", .number(alpha)), ("beta", .number(Self.beta(of: alpha))),
        ("membrane", .string(membrane.rawValue)), ("epsilon", .number(epsilon)),
      ]
    }
  }

  /// α − 1 of the decimal that α was written as: 0.3 for 1.3, not 0.29999995.
  static func beta(of alpha: Float) -> Float {
    Float((Double(alpha.description) ?? Double(alpha)) - 1)
  }
}

extension SurrogateFunction {
  init(_ resolved: ResolvedReader) {
    switch resolved["surrogate"].string {
    case "fast-sigmoid": self = .fastSigmoid(slope: resolved["slope"].float)
    case "arctangent": self = .arctangent(alpha: resolved["alpha"].float)
    case "sigmoid": self = .sigmoid(slope: resolved["slope"].float)
    case "triangular": self = .triangular(slope: resolved["slope"].float)
    case "straight-through": self = .straightThrough
    case let name: preconditionFailure("the schema has a surrogate \(name) that its reader lacks")
    }
  }

  var members: [(String, JSONValue?)] {
    switch self {
    case .fastSigmoid(let slope): [("surrogate", "fast-sigmoid"), ("slope", .number(slope))]
    case .arctangent(let alpha): [("surrogate", "arctangent"), ("alpha", .number(alpha))]
    case .sigmoid(let slope): [("surrogate", "sigmoid"), ("slope", .number(slope))]
    case .triangular(let slope): [("surrogate", "triangular"), ("slope", .number(slope))]
    case .straightThrough: [("surrogate", "straight-through")]
    }
  }
}

extension LossFunction {
  init(_ resolved: ResolvedReader) {
    let (name, targets) = resolved.choice
    switch name {
    case "cross-entropy-count": self = .countCrossEntropy
    case "cross-entropy-rate": self = .rateCrossEntropy
    case "mean-squared-count":
      self = .meanSquaredCount(correct: targets["correct"].float, wrong: targets["wrong"].float)
    default: preconditionFailure("the schema has a loss \(name) that its reader lacks")
    }
  }

  var json: JSONValue {
    switch self {
    case .countCrossEntropy: "cross-entropy-count"
    case .rateCrossEntropy: "cross-entropy-rate"
    case .meanSquaredCount(let correct, let wrong):
      ["mean-squared-count": ["correct": .number(correct), "wrong": .number(wrong)]]
    }
  }
}
