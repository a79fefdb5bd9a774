import SpikeLFP

extension ConfigSchema {
  static let learning = ObjectSchema(
    [],
    selector: SchemaSelector(
      key: "rule", standard: "lfp-epsilon", documentation: "The learning rule.",
      cases: [
        .init(
          "lfp-epsilon", "Layer-wise Feedback Propagation by the ε-rule, equations 8 and 9.",
          [
            .key(
              "epsilon", .number(.positive), default: 1e-6,
              "ε, which keeps denominators away from zero."),
            .key(
              "reward",
              .enumeration(RewardSpec.allCases.map { SchemaName($0.rawValue, $0.meaning) }),
              default: .string(RewardSpec.sequence.rawValue),
              "The reward that output spikes receive."),
          ]),
        .init(
          "surrogate", "Back-propagation through time with a surrogate derivative of the spike.",
          rest: ObjectSchema([], selector: surrogate)),
      ]))

  private static let surrogate = SchemaSelector(
    key: "surrogate", standard: "fast-sigmoid",
    documentation: "What stands in for the derivative of the spike.",
    cases: [
      .init(
        "fast-sigmoid", "1 / (1 + k·|U − θ|)².",
        [.key("slope", .number(.positive), default: 25, "Slope k; the paper's is 25.")]),
      .init(
        "arctangent", "(α/2) / (1 + (π·α·(U − θ)/2)²).",
        [.key("alpha", .number(.positive), default: 2, "Width α; snnTorch's default is 2.")]),
    ])

  static let training = ObjectSchema([
    .key(
      "epochs", .integer(0...100_000), default: 3,
      "Passes over the training images; 0 evaluates the initial network."),
    .key("batchSize", .integer(1...60_000), default: 128, "Images per step of the optimiser."),
    .key(
      "optimizer",
      .choice([
        SchemaAlternative("adam", .object(adam), "Adam (Kingma and Ba 2015)."),
        SchemaAlternative(
          "sgd", .object(sgd), "Stochastic gradient descent with PyTorch's momentum."),
      ]), default: "adam", "How parameters move along the direction the rule gives."),
    .key(
      "clipping",
      .choice([
        SchemaAlternative("none", "No clipping."),
        SchemaAlternative(
          "adaptive", .number(.positive),
          "Adaptive clipping (Brock et al. 2021): per unit, ‖g‖ ≤ x · max(‖w‖, 0.001)."),
      ]), default: ["adaptive": 0.01], "What bounds a step before the optimiser sees it."),
  ])

  private static let adam = ObjectSchema([
    .key("learningRate", .number(.positive), default: 0.001, "Step size η."),
    .key(
      "beta1", .number(.unitWithoutOne), default: 0.9, "Decay of the mean of gradients."),
    .key(
      "beta2", .number(.unitWithoutOne), default: 0.999, "Decay of the mean of their squares."),
    .key("epsilon", .number(.positive), default: 1e-8, "Added to every denominator."),
  ])

  private static let sgd = ObjectSchema([
    .key("learningRate", .number(.positive), default: 0.01, "Step size η."),
    .key("momentum", .number(.unitWithoutOne), default: 0, "Momentum μ."),
  ])
}

extension RewardSpec {
  fileprivate var meaning: String {
    switch self {
    case .sequence: "Equation A.16 as printed."
    case .sequenceReleased: "Equation A.16 as the authors' released code computes it."
    }
  }
}
