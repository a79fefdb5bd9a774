import SpikeFiles
import SpikeTraining

extension OptimizerSpec {
  /// The optimisers that a config can name.
  static let declarations = Declarations<OptimizerSpec>([
    .init(
      "adam", "Adam (Kingma and Ba 2015).",
      keys: [
        .key("learningRate", .number(.positive), default: 0.001, "Step size η.")
          .example(0.0005),
        .key(
          "beta1", .number(.unitWithoutOne), default: 0.9, "Decay of the mean of gradients."
        ).example(0.8),
        .key(
          "beta2", .number(.unitWithoutOne), default: 0.999,
          "Decay of the mean of their squares."
        ).example(0.99),
        .key("epsilon", .number(.denominator), default: 1e-8, "Added to every denominator.")
          .example(1e-6),
      ],
      read: {
        .adam(
          learningRate: $0["learningRate"].float, beta1: $0["beta1"].float,
          beta2: $0["beta2"].float, epsilon: $0["epsilon"].float)
      },
      write: { optimizer, _ in
        guard case .adam(let learningRate, let beta1, let beta2, let epsilon) = optimizer else {
          return JSONValue?.none
        }
        return [
          "learningRate": .number(learningRate), "beta1": .number(beta1), "beta2": .number(beta2),
          "epsilon": .number(epsilon),
        ]
      }),
    .init(
      "sgd", "Stochastic gradient descent with momentum.",
      keys: [
        .key("learningRate", .number(.positive), default: 0.01, "Step size η.").example(0.1),
        .key("momentum", .number(.unitWithoutOne), default: 0, "Momentum μ.").example(0.9),
        MomentumForm.key(
          "form", default: .pytorch,
          "What momentum makes of the directions so far; steps of pytorch are up to 1 / (1 − μ) "
            + "times as large."),
      ],
      read: {
        .sgd(
          learningRate: $0["learningRate"].float, momentum: $0["momentum"].float,
          form: $0["form"].named(MomentumForm.self))
      },
      write: { optimizer, form in
        guard case .sgd(let learningRate, let momentum, let momentumForm) = optimizer else {
          return JSONValue?.none
        }
        return .object([
          ("learningRate", .number(learningRate)), ("momentum", .number(momentum)),
          ("form", form.value(momentumForm, default: .pytorch) { .string($0.rawValue) }),
        ])
      }),
  ])
}

extension MomentumForm: ConfigName {
  var meaning: String {
    switch self {
    case .pytorch: "A sum that fades, as PyTorch's: v = μ·v + g, w = w − η·v."
    case .average: "An average, as in equation 5: v = μ·v + (1 − μ)·g, w = w − η·v."
    }
  }
}
