import SpikeFiles
import SpikeLFP
import SpikeSim

extension ConfigSemantics {
  /// Checks the rules of LFP: those of a composite fit the network, and α − β is 1.
  mutating func checkRules(_ config: ExperimentConfig, _ learning: JSONValue) {
    let rules = learning["rules"]
    let single = rules?.array ?? rules?.object?.members.map(\.value) ?? [learning]
    for rule in single where rule["rule"]?.string == "lfp-alpha-beta" { checkAlphaBeta(rule) }
    guard let rules, case .lfp(let composition, _, _, _) = config.learning else { return }
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

  private mutating func checkAlphaBeta(_ rule: JSONValue) {
    guard let alpha = rule["alpha"], let beta = rule["beta"], let high = alpha.double,
      let low = beta.double, !(abs(high - low - 1) <= 1e-6 * high)
    else { return }
    let isBetaWritten = if case .none = beta.origin { false } else { true }
    fault(
      isBetaWritten ? beta : alpha,
      "alpha \(alpha.brief) and beta \(beta.brief)\(isBetaWritten ? "" : " (the default)")",
      "alpha and beta with alpha - beta = 1")
  }
}
