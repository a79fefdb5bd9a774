import SpikeFiles
import SpikeLFP
import SpikeSim
import SpikeSurrogate

extension LearningConfig {
  init(_ resolved: ResolvedReader) {
    let normalization = resolved["normalization"].named(Normalization.self)
    guard resolved["rule"].string != "gradient" else {
      self = .gradient(normalization: normalization)
      return
    }
    guard resolved["rule"].string != "surrogate" else {
      self = .surrogate(
        SurrogateFunction.declarations.read(resolved, by: "surrogate"),
        loss: LossFunction.declarations.read(choice: resolved["loss"]),
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
        [("rule", "surrogate")]
          + SurrogateFunction.declarations.members(function, by: "surrogate", form) + [
            (
              "loss",
              form.value(loss, default: .countCrossEntropy) {
                LossFunction.declarations.json($0, form)
              }
            ),
            ("normalization", name(normalization)),
          ])
    case .gradient(let normalization):
      return .object([("rule", "gradient"), ("normalization", name(normalization))])
    }
  }

  /// The learning of a network without spikes: there is no membrane, so that the ε-rule has the sign of Σz, and
  /// the reward looks at logits.
  ///
  /// - Parameter isRewardWritten: Whether the config names a reward: else it is (7).
  func withoutSpikes(isRewardWritten: Bool) -> LearningConfig {
    guard case .lfp(let composition, let reward, let normalization, let reduction) = self else {
      return self
    }
    return .lfp(
      composition.withoutMembranes, reward: isRewardWritten ? reward : .logistic,
      normalization: normalization, reduction: reduction)
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
  /// The rules of a network whose units have no membrane.
  fileprivate var withoutMembranes: LFPComposition {
    func rule(_ rule: LFPRule) -> LFPRule {
      switch rule {
      case .epsilon(let epsilon): .signedEpsilon(epsilon)
      case .alphaBeta(let alpha, _, let epsilon):
        .alphaBeta(alpha: alpha, membrane: .contribution, epsilon: epsilon)
      case .zPlusZMinus(_, let epsilon): .zPlusZMinus(membrane: .contribution, epsilon: epsilon)
      // Others are of no membrane.
      default: rule
      }
    }
    return switch self {
    case .uniform(let one): .uniform(rule(one))
    case .byKind(let dense, let conv2d):
      .byKind(dense: dense.map(rule), conv2d: conv2d.map(rule))
    case .byConnection(let rules): .byConnection(rules.map(rule))
    }
  }

  private static func rule(_ resolved: ResolvedReader) -> LFPRule {
    LFPRule.declarations.read(resolved, by: "rule")
  }

  /// Reads a rule, or the `rules` of a composite.
  init(_ resolved: ResolvedReader) {
    guard resolved["rule"].string == "lfp-composite" else {
      self = .uniform(Self.rule(resolved))
      return
    }
    let rules = resolved["rules"]
    self =
      rules.value.array != nil
      ? .byConnection(rules.elements.map(Self.rule))
      : .byKind(
        dense: rules.optional("dense").map(Self.rule),
        conv2d: rules.optional("conv2d").map(Self.rule))
  }

  func members(_ form: ConfigForm) -> [(String, JSONValue?)] {
    func members(_ rule: LFPRule) -> [(String, JSONValue?)] {
      LFPRule.declarations.members(rule, by: "rule", form)
    }
    func json(_ rule: LFPRule) -> JSONValue { .object(members(rule)) }
    return switch self {
    case .uniform(let rule): members(rule)
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
