import SpikeFiles
import SpikeLFP
import SpikeSim

extension ConfigSemantics {
  /// Checks the rules of LFP: those of a composite fit the network, and α − β is 1.
  mutating func checkRules(
    _ config: ExperimentConfig, _ rule: LearningConfig, _ learning: JSONValue
  ) {
    let parts = Self.parts(of: learning)
    for rule in parts.isEmpty ? [learning] : parts where rule["rule"]?.string == "lfp-alpha-beta" {
      checkAlphaBeta(rule)
    }
    guard let rules = learning["rules"], case .lfp(let composition, _, _, _) = rule else { return }
    let isConvolution = config.network.isConvolution
    switch composition {
    case .uniform: break
    case .byConnection(let list):
      guard list.count != isConvolution.count else { return }
      fault(
        rules, "a list of \(list.count) rules",
        "\(isConvolution.count), one for each dense and conv2d layer")
    case .byKind(let dense, let conv2d):
      for (kind, rule, isUsed) in [
        ("dense", dense, isConvolution.contains(false)),
        ("conv2d", conv2d, isConvolution.contains(true)),
      ] where isUsed && rule == nil {
        fault(
          rules, "no rule for \(kind) layers", "\"\(kind)\": {…} too: the network has such layers")
      }
    }
  }

  /// The rules of a composite; none of another rule.
  private static func parts(of learning: JSONValue) -> [JSONValue] {
    let rules = learning["rules"]
    return rules?.array ?? rules?.object?.members.map(\.value) ?? []
  }

  /// A gradient that passes through adaptive thresholds too is not divided step by step.
  mutating func checkAdaptation(
    _ layer: LayerSpec, _ written: JSONValue, _ learning: LearningConfig
  ) {
    guard case .lif(let neurons) = layer, neurons.adaptation != nil,
      case .surrogate(_, _, .step) = learning
    else { return }
    fault(
      written["lif"]?["adaptation"] ?? written,
      "an adaptive threshold under a surrogate with learning.normalization \"step\"",
      "the normalization \"none\" or \"largest\", or a rule of LFP")
  }

  /// A threshold is learnt by its gradient: LFP hands it nothing.
  mutating func checkLearned(
    _ layer: LayerSpec, _ written: JSONValue, _ learning: LearningConfig
  ) {
    guard case .lif(let neurons) = layer, case .lfp = learning,
      neurons.learned?.constants.contains(.threshold) == true
    else { return }
    fault(
      written["lif"]?["learn"] ?? written, "\"threshold\" is learnt under a rule of LFP",
      "\"beta\" alone, or the rule \"surrogate\": LFP hands a threshold no reward")
  }

  static let without = "in a network without spikes (\"relu\")"

  /// What a network without spikes does without.
  mutating func checkNetworkWithoutSpikes(
    _ config: ExperimentConfig, _ network: JSONValue, _ encoding: JSONValue?
  ) {
    guard !config.network.isSpiking else { return }
    let without = Self.without
    for key in ["steps", "beta", "threshold", "reset"] {
      if let value = network[key], value.isWritten {
        fault(value, "\"\(key)\" \(without)", "no such key: its units have no time and no membrane")
      }
    }
    if config.encoding != .constant, let encoding {
      fault(encoding, "the encoding \(encoding.brief) \(without)", "\"constant\"")
    }
    if case .firingRate = config.network.initialisation, let value = network["initialisation"] {
      fault(
        value, "a firing rate \(without)",
        "\"pytorch\", \"kaiming\", or a run or file to start from")
    }
  }

  /// What a rule of a network without spikes does without, and what one with spikes does.
  mutating func checkSpikes(
    _ config: ExperimentConfig, _ learning: LearningConfig, _ written: JSONValue
  ) {
    let rule = written["rule"] ?? written
    guard !config.network.isSpiking else {
      if case .gradient = learning {
        fault(
          rule, "\"gradient\" for a network that spikes",
          "\"surrogate\" or a rule of LFP, or \"relu\" in place of \"lif\"")
      }
      return
    }
    let without = Self.without
    for rule in [written] + Self.parts(of: written) {
      for (key, wrong, right) in [
        ("membrane", "path", "contribution"), ("denominator", "membrane", "signed"),
      ] {
        if let value = rule[key], value.isWritten, value.string == wrong {
          fault(value, "\"\(wrong)\" \(without)", "\"\(right)\": its units have no membrane")
        }
      }
    }
    if let value = written["normalization"], value.isWritten, value.string == "step" {
      fault(value, "\"step\" \(without)", "\"largest\": it has one step")
    }
    switch learning {
    case .surrogate: fault(rule, "\"surrogate\" \(without)", "\"gradient\" or a rule of LFP")
    case .lfp(_, let reward, _, _) where reward != .logistic && reward != .sign:
      fault(
        written["reward"] ?? written, "the reward \"\(reward.rawValue)\" \(without)",
        "\"logistic\" or \"sign\", which look at logits")
    case .lfp, .gradient: break
    }
  }

  /// Every rule of a list but the last says how long it learns, in one way.
  mutating func checkPhases(_ learning: JSONValue?) {
    guard let elements = learning?.array else { return }
    for (place, element) in elements.enumerated() {
      let lengths = ["iterations", "epochs"].compactMap { element[$0] }
      if place == elements.count - 1 {
        for length in lengths {
          fault(length, length.brief, "no length of the last rule, which learns to the end")
        }
      } else if lengths.count == 2 {
        fault(lengths[1], "\"epochs\" beside \"iterations\"", "one of the two")
      } else if lengths.isEmpty {
        fault(
          element, "a rule without a length",
          "\"iterations\" or \"epochs\", after which the next rule learns")
      }
    }
  }

  private mutating func checkAlphaBeta(_ rule: JSONValue) {
    guard let alpha = rule["alpha"], let beta = rule["beta"], let high = alpha.double,
      let low = beta.double, !(abs(high - low - 1) <= 1e-6 * high)
    else { return }
    let isBetaWritten = beta.isWritten
    fault(
      isBetaWritten ? beta : alpha,
      "alpha \(alpha.brief) and beta \(beta.brief)\(isBetaWritten ? "" : " (the default)")",
      "alpha and beta with alpha - beta = 1")
  }
}

extension JSONValue {
  /// Whether a config names it, rather than a default.
  var isWritten: Bool { if case .none = origin { false } else { true } }
}
