extension GoldenNetwork {
  /// The files of rules of LFP, by name.
  public static let feedbackNames = [
    "lenet-lfp-epsilon", "lenet-z-plus-z-minus-contribution", "lenet-z-plus-z-minus-path",
    "mlp-alpha-beta-contribution", "mlp-alpha-beta-path", "mlp-lfp-0", "mlp-lfp-epsilon",
    "mlp-z-plus-z-minus-contribution", "mlp-z-plus-z-minus-path",
  ]

  /// Files of LFP of neurons that are integrated one step at a time.
  public static let stepwiseFeedbackNames = ["mlp-recurrent-lfp-epsilon"]
  /// The same, of gradients.
  public static let stepwiseGradientNames = [
    "mlp-recurrent-surrogate", "mlp-recurrent-diagonal-surrogate", "mlp-synaptic-surrogate",
    "mlp-learnable-surrogate",
  ]

  /// The rule that a file's feedback follows. Without a name it is the one of the authors' package.
  public var rule: LiteralRule {
    let epsilon = Double(file.metadata["epsilon"] ?? "") ?? .nan
    let membrane = LiteralRule.Membrane(rawValue: file.metadata["membrane"] ?? "")
    switch (file.metadata["rule"], membrane) {
    case (nil, nil): return .epsilon(epsilon)
    // The equations' own files name no ε where it is the paper's 10⁻⁶.
    case ("lfp-epsilon", _): return .epsilon(epsilon.isNaN ? 1e-6 : epsilon)
    case ("lfp-0", _): return .zero(epsilon: epsilon)
    case ("lfp-z-plus-z-minus", let membrane?):
      return .zPlusZMinus(membrane: membrane, epsilon: epsilon)
    case ("lfp-alpha-beta", let membrane?):
      let alpha = Double(file.metadata["alpha"] ?? "") ?? .nan
      return .alphaBeta(alpha: alpha, membrane: membrane, epsilon: epsilon)
    case (let rule, _): preconditionFailure("a fixture of the rule \(rule ?? "without a name")")
    }
  }

  /// The reading of A.16 that a file's reward follows; the authors' package has its own.
  public var reward: LiteralReward {
    file.metadata["reward"] == "sequence" ? .sequence : .released
  }

  /// The literal feedback of the file's batch.
  public func literalFeedback() throws -> LiteralLFP.Feedback {
    let input = try file.floats("input").map(Double.init)
    let size = network.inputs
    return LiteralLFP(
      network, parameters, rules: parameters.layers.map { _ in rule }
    ).run(
      labels.indices.map { Array(input[$0 * size..<($0 + 1) * size]) }, labels: labels,
      judge: LiteralJudge { reward($0, $1) })
  }
}
