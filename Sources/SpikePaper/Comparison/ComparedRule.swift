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
  /// - Parameter isStratified: Whether the search is the stratified one, which tries the two readings of equation A.16 alone:
  ///   with the reward of equation (7), which looks at spike counts, no run of a spiking network on MNIST has learnt.
  func axes(isStratified: Bool) -> [String] {
    switch self {
    case .epsilon, .zero, .zPlusZMinus:
      [
        #""learning.reward": { "choice": ["sequence", "sequence-released"\#(isStratified ? "" : #", "logistic""#)] }"#
      ]
    case .surrogate:
      [
        #""learning.slope": { "logUniform": \#(isStratified ? "[0.3, 30]" : "[1, 50]") }"#,
        #""learning.loss": { "choice": ["cross-entropy-count", "cross-entropy-rate", "mean-squared-count"] }"#,
      ]
    }
  }

  /// The rule of a run; nil of one that is not compared.
  init?(_ config: ExperimentConfig) { self.init(rawValue: config.learning.ruleName) }

  /// What the axes of its own came to, in words: `reward sequence`.
  static func words(_ config: ExperimentConfig) -> String {
    words(config, of: ["reward", "loss", "slope"])
  }

  /// The reward or loss alone: `reward sequence`.
  static func choice(_ config: ExperimentConfig) -> String {
    words(config, of: ["reward", "loss"])
  }

  private static func words(_ config: ExperimentConfig, of keys: [String]) -> String {
    let learning = config.resolved["learning"] ?? .null
    return keys.compactMap { key in
      learning[key].map { value in
        "\(key) " + (value.string ?? value.object?.members.first?.key ?? value.lineText)
      }
    }.joined(separator: ", ")
  }
}
