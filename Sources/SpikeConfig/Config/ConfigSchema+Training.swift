import SpikeTraining

extension ConfigSchema {
  static let training = ObjectSchema([
    .key(
      "epochs", .integer(0...100_000), default: 3,
      "Passes over the training images; 0 evaluates the initial network."),
    .key("batchSize", .integer(1...60_000), default: 128, "Images per step of the optimiser."),
    .key(
      "optimizer",
      .choice([
        SchemaAlternative("adam", .object(adam), "Adam (Kingma and Ba 2015)."),
        SchemaAlternative("sgd", .object(sgd), "Stochastic gradient descent with momentum."),
      ]), default: "adam", "How parameters move along the direction the rule gives."),
    .key(
      "schedule", schedule, default: "constant",
      "How the learning rate changes: a factor of the optimiser's."),
    .key(
      "clipping",
      .choice([
        SchemaAlternative("none", "No clipping."),
        SchemaAlternative(
          "adaptive", .shorthand(key: "limit", of: adaptive),
          "Adaptive clipping (Brock et al. 2021): per unit, ‖g‖ ≤ limit · max(‖w‖, floor). A unit is "
            + "the weights into one neuron or channel; the biases of a layer are one. A number is the "
            + "limit."),
      ]), default: ["adaptive": 0.01], "What bounds a step before the optimiser sees it."),
    .key(
      "onNonFinite",
      .enumeration(NonFinitePolicy.allCases.map { SchemaName($0.rawValue, $0.meaning) }),
      default: .string(NonFinitePolicy.stop.rawValue),
      "What to do about a batch that would bring NaN or infinity into the network."),
    .key("stopping", stopping, default: "none", "When training ends before its last epoch."),
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
    .key(
      "form", .enumeration(MomentumForm.allCases.map { SchemaName($0.rawValue, $0.meaning) }),
      default: .string(MomentumForm.pytorch.rawValue),
      "What momentum makes of the directions so far; steps of pytorch are up to 1 / (1 − μ) times "
        + "as large."),
  ])

  private static let adaptive = ObjectSchema([
    .key("limit", .number(.positive), default: 0.01, "Largest share of a unit's norm."),
    .key(
      "floor", .number(.positive), default: .number(Clipping.standardFloor),
      "The least that a unit's norm counts for."),
    .key(
      "layers",
      .named(
        [
          SchemaName("all", "Every layer."),
          SchemaName("hidden", "All but the last, as Brock et al."),
        ], or: .array(of: .integer(0...999), count: 1...1_000)), default: "all",
      "Which dense and conv2d layers are clipped; a list counts them from the input, from 0."),
  ])

  private static let schedule = Schema.choice([
    SchemaAlternative("constant", "The same throughout."),
    SchemaAlternative(
      "step",
      .object(
        ObjectSchema([
          .key("epochs", .integer(1...100_000), default: 1, "Epochs between two changes."),
          .key("factor", .number(.positive), default: 0.5, "What each change multiplies by."),
        ])), "Multiplied every few epochs."),
    SchemaAlternative(
      "cosine",
      .object(
        ObjectSchema([
          .key("final", .number(.unit), default: 0, "The factor at the end.")
        ])), "From 1 along half a cosine, over all epochs."),
    SchemaAlternative(
      "oneCycle",
      .object(
        ObjectSchema([
          .key(
            "warmup", .number(.unit), default: 0.3, "Share of the training in which it rises."),
          .key(
            "initial", .number(.unit), default: 0.04,
            "The factor at the beginning; 1 / div_factor of PyTorch's OneCycleLR."),
          .key(
            "final", .number(.unit), default: 0.000004,
            "The factor at the end; 1 / (div_factor · final_div_factor) of PyTorch's OneCycleLR."),
        ])), "Up to 1 and down again, both along half a cosine (Smith and Topin 2019)."),
  ])
}

extension MomentumForm {
  fileprivate var meaning: String {
    switch self {
    case .pytorch: "A sum that fades, as PyTorch's: v = μ·v + g, w = w − η·v."
    case .average: "An average, as in equation 5: v = μ·v + (1 − μ)·g, w = w − η·v."
    }
  }
}

extension NonFinitePolicy {
  fileprivate var meaning: String {
    switch self {
    case .stop: "The run fails; it says where the number is and keeps the last checkpoint."
    case .warn: "The batch is left out, with a warning. Holds parameters and moments twice."
    }
  }
}
