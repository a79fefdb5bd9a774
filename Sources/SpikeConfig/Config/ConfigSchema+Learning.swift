import SpikeFiles
import SpikeLFP
import SpikeSim

extension ConfigSchema {
  static let learning = ObjectSchema(
    [],
    selector: SchemaSelector(
      key: "rule", standard: "lfp-epsilon", documentation: "The learning rule.",
      cases: rules.map { .init($0.name, $0.documentation, $0.rest.keys + feedback) } + [
        .init(
          "lfp-composite", "Layer-wise Feedback Propagation by several rules.",
          [
            .required(
              "rules",
              .either(
                list: .array(of: .object(oneRule), count: 1...1_000),
                object: .object(
                  ObjectSchema([
                    .optional("dense", .object(oneRule), "The rule of dense layers."),
                    .optional("conv2d", .object(oneRule), "The rule of conv2d layers."),
                  ]))),
              "A list with the rule of every dense and conv2d layer from input to output, or one "
                + "rule for each kind of layer.")
          ] + feedback),
        .init(
          "surrogate", "Back-propagation through time with a surrogate derivative of the spike.",
          rest: ObjectSchema([loss, normalization], selector: surrogate)),
      ]))

  // MARK: LFP

  /// A rule inside of a composite.
  private static let oneRule = ObjectSchema(
    [],
    selector: SchemaSelector(
      key: "rule", standard: nil, documentation: "The rule of LFP.", cases: rules))

  private static let rules: [SchemaSelector.Case] = [
    .init(
      "lfp-epsilon", "Layer-wise Feedback Propagation by the ε-rule, equations 8 and 9.",
      [
        epsilon,
        .key(
          "denominator",
          .enumeration([
            SchemaName("membrane", "|U[t-1]| + |ΔU| + ε, as the authors' code."),
            SchemaName("signed", "Σz + ε·sign Σz, as printed."),
          ]), default: "membrane", "What a contribution is divided by."),
      ]),
    .init("lfp-0", "LFP-0, equations 2 to 4: r = z / Σz · R.", [epsilon]),
    .init(
      "lfp-alpha-beta",
      "LFP-αβ, equations 10 and 11: r = α·z / Σz⁺ · sign(Σz)·R for z > 0, −β·z / Σz⁻ · sign(Σz)·R "
        + "for z < 0.",
      [
        .key(
          "alpha", .number(NumberRange(lower: 1)), default: 2,
          "α, the weight of positive contributions; alpha − beta is 1."),
        .key(
          "beta", .number(NumberRange(lower: 0)), default: 1,
          "β, the weight of negative contributions; alpha − beta is 1."),
        membrane(.path), epsilon,
      ]),
    .init(
      "lfp-z-plus-z-minus",
      "LFP-z⁺z⁻, equations 12 and 13: r = z / Σ|z| · sign(Σz)·R, for contributions of both signs.",
      [membrane(.contribution), epsilon]),
  ]

  /// - Parameter standard: What learnt better on MNIST without normalization (Results/rules.md).
  private static func membrane(_ standard: MembraneTreatment) -> SchemaKey {
    .key(
      "membrane",
      .enumeration([
        SchemaName(
          MembraneTreatment.path.rawValue,
          "The neuron first divides its reward between membrane and current, and the rule divides "
            + "what the current receives."),
        SchemaName(
          MembraneTreatment.contribution.rawValue, "The membrane is one more contribution."),
      ]), default: .string(standard.rawValue), "What the membrane β·U[t-1] is to the rule.")
  }

  private static let epsilon = SchemaKey.key(
    "epsilon", .number(.positive), default: 1e-6, "ε, which keeps denominators away from zero.")

  /// Keys of every rule of LFP.
  private static let feedback: [SchemaKey] = [
    .key(
      "reward", .enumeration(RewardSpec.allCases.map { SchemaName($0.rawValue, $0.meaning) }),
      default: .string(RewardSpec.sequence.rawValue), "The reward that output spikes receive."),
    normalization,
    .key(
      "reduction", .enumeration(Reduction.allCases.map { SchemaName($0.rawValue, $0.meaning) }),
      default: .string(Reduction.sum.rawValue), "How the samples of a batch make one direction."),
  ]

  private static let normalization = SchemaKey.key(
    "normalization",
    .enumeration(Normalization.allCases.map { SchemaName($0.rawValue, $0.meaning) }),
    default: .string(Normalization.none.rawValue),
    "What is divided by its largest magnitude in the batch on the way back.")

  // MARK: Surrogate

  private static let surrogate = SchemaSelector(
    key: "surrogate", standard: "fast-sigmoid",
    documentation: "What stands in for the derivative of the spike.",
    cases: [
      .init(
        "fast-sigmoid", "1 / (1 + k·|U − θ|)².", [slope(25, "Slope k; the paper's is 25.")]),
      .init(
        "arctangent", "(α/2) / (1 + (π·α·(U − θ)/2)²).",
        [.key("alpha", .number(.positive), default: 2, "Width α; snnTorch's default is 2.")]),
      .init(
        "sigmoid", "k·s·(1 − s) with s = 1 / (1 + exp(−k·(U − θ))).",
        [slope(25, "Slope k; snnTorch's default is 25.")]),
      .init(
        "triangular", "k·max(0, 1 − k·|U − θ|).", [slope(1, "Slope k; the area is always 1.")]),
      .init("straight-through", "1.", []),
    ])

  private static func slope(_ standard: JSONValue, _ documentation: String) -> SchemaKey {
    .key("slope", .number(.positive), default: standard, documentation)
  }

  private static let loss = SchemaKey.key(
    "loss",
    .choice([
      SchemaAlternative("cross-entropy-count", "Cross-entropy of the summed output spikes."),
      SchemaAlternative(
        "cross-entropy-rate", "Mean over the steps of the cross-entropy of each step's spikes."),
      SchemaAlternative(
        "mean-squared-count",
        .object(
          ObjectSchema([
            .key(
              "correct", .number(.unit), default: 1,
              "Share of the steps at which the right class is to spike."),
            .key(
              "wrong", .number(.unit), default: 0,
              "Share of the steps at which the others are to spike."),
          ])), "Mean squared difference of spike counts and targets, over T."),
    ]), default: "cross-entropy-count", "What is minimised.")
}

extension RewardSpec {
  fileprivate var meaning: String {
    switch self {
    case .sequence: "Equation A.16 as printed."
    case .sequenceReleased: "Equation A.16 as the authors' released code computes it."
    case .logistic: "Equation 7, of the spike count."
    case .sign:
      "+1 for the true class if the sample is classified correctly, −1 if not; nothing for others "
        + "(A.1)."
    }
  }
}

extension Reduction {
  fileprivate var meaning: String {
    switch self {
    case .sum: "Their sum."
    case .mean: "Their mean."
    }
  }
}

extension Normalization {
  fileprivate var meaning: String {
    switch self {
    case .none: "Nothing."
    case .largest: "What each layer hands down, over all steps at once."
    case .step:
      "What counts at every layer and step, what arrives and what the membrane carries there, the "
        + "output included, as the authors' trainer for spiking networks did."
    }
  }
}
