import SpikeConfig

/// A rule that is compared.
enum ComparedRule: String, CaseIterable, Sendable {
  case epsilon = "lfp-epsilon"
  case zero = "lfp-0"
  case zPlusZMinus = "lfp-z-plus-z-minus"
  case surrogate

  /// Its name for people.
  var label: String {
    switch self {
    case .epsilon: "LFP-ε"
    case .zero: "LFP-0"
    case .zPlusZMinus: "LFP-z⁺z⁻"
    case .surrogate: "surrogate"
    }
  }

  /// The rules of LFP.
  static let lfp: [ComparedRule] = [.epsilon, .zero, .zPlusZMinus]

  /// Random axes of its own, as a sweep file has them.
  var axes: [String] {
    switch self {
    case .epsilon, .zero, .zPlusZMinus:
      [#""learning.reward": { "choice": ["sequence", "sequence-released", "logistic"] }"#]
    case .surrogate:
      [
        #""learning.slope": { "logUniform": [1, 50] }"#,
        #""learning.loss": { "choice": ["cross-entropy-count", "cross-entropy-rate", "mean-squared-count"] }"#,
      ]
    }
  }

  /// The rule of a run; nil of one that is not compared.
  init?(_ config: ExperimentConfig) { self.init(rawValue: config.learning.ruleName) }

  /// What the axes of its own came to, in words: `reward sequence`.
  static func words(_ config: ExperimentConfig) -> String {
    let learning = config.resolved["learning"] ?? .null
    return ["reward", "loss", "slope"].compactMap { key in
      learning[key].map { value in
        "\(key) " + (value.string ?? value.object?.members.first?.key ?? value.lineText)
      }
    }.joined(separator: ", ")
  }
}
