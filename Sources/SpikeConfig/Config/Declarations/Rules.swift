import SpikeFiles
import SpikeLFP

extension LFPRule {
  /// The rules of LFP that a config can name.
  static let declarations = Declarations<LFPRule>([
    .init(
      "lfp-epsilon", "Layer-wise Feedback Propagation by the ε-rule, equations 8 and 9.",
      keys: [
        epsilon,
        .key(
          "denominator",
          .enumeration([
            SchemaName(
              "membrane",
              "|U[t-1]| + |ΔU| + ε: the neuron's membrane before the step and its change in it, as the "
                + "authors' code."),
            SchemaName("signed", "Σz + ε·sign Σz, the sum of contributions, as equations 8 and 9."),
          ]), default: "membrane",
          "What an input's contribution z to a neuron is divided by; \"signed\" in a network without spikes, unless "
            + "told."),
      ],
      read: {
        let epsilon = $0["epsilon"].float
        return $0["denominator"].string == "signed" ? .signedEpsilon(epsilon) : .epsilon(epsilon)
      },
      write: { rule, form in
        switch rule {
        case .epsilon(let epsilon):
          .object([
            ("epsilon", .number(epsilon)),
            ("denominator", form.value("membrane", default: "membrane") { .string($0) }),
          ])
        case .signedEpsilon(let epsilon):
          ["epsilon": .number(epsilon), "denominator": "signed"]
        default: JSONValue?.none
        }
      }),
    .init(
      "lfp-0", "LFP-0, equations 2 to 4: r = z / Σz · R.", keys: [epsilon],
      read: { .zero(epsilon: $0["epsilon"].float) },
      write: { rule, _ in
        guard case .zero(let epsilon) = rule else { return JSONValue?.none }
        return ["epsilon": .number(epsilon)]
      }),
    .init(
      "lfp-alpha-beta",
      "LFP-αβ, equations 10 and 11: r = α·z / Σz⁺ · sign(Σz)·R for z > 0, −β·z / Σz⁻ · sign(Σz)·R "
        + "for z < 0.",
      keys: [
        .key(
          "alpha", .number(NumberRange(lower: 1)), default: 2,
          "α, the weight of positive contributions; alpha − beta is 1."
        ).example(1.5, beside: ["learning": ["beta": 0.5]]),
        .key(
          "beta", .number(NumberRange(lower: 0)), default: 1,
          "β, the weight of negative contributions; alpha − beta is 1."
        ).example(0.5, beside: ["learning": ["alpha": 1.5]]),
        // What learnt better on MNIST without normalization (Results/rules.md).
        membrane(.path), epsilon,
      ],
      read: {
        .alphaBeta(
          alpha: $0["alpha"].float, membrane: $0["membrane"].named(MembraneTreatment.self),
          epsilon: $0["epsilon"].float)
      },
      write: { rule, _ in
        guard case .alphaBeta(let alpha, let membrane, let epsilon) = rule else {
          return JSONValue?.none
        }
        return [
          "alpha": .number(alpha), "beta": .number(beta(of: alpha)),
          "membrane": .string(membrane.rawValue), "epsilon": .number(epsilon),
        ]
      }),
    .init(
      "lfp-z-plus-z-minus",
      "LFP-z⁺z⁻, equations 12 and 13: r = z / Σ|z| · sign(Σz)·R, for contributions of both signs.",
      keys: [membrane(.contribution), epsilon],
      read: {
        .zPlusZMinus(
          membrane: $0["membrane"].named(MembraneTreatment.self), epsilon: $0["epsilon"].float)
      },
      write: { rule, _ in
        guard case .zPlusZMinus(let membrane, let epsilon) = rule else { return JSONValue?.none }
        return ["membrane": .string(membrane.rawValue), "epsilon": .number(epsilon)]
      }),
  ])

  private static let epsilon = SchemaKey.key(
    "epsilon", .number(.denominator), default: 1e-6, "ε, which keeps denominators away from zero."
  ).example(1e-4)

  private static func membrane(_ standard: MembraneTreatment) -> SchemaKey {
    MembraneTreatment.key(
      "membrane", default: standard, "What the membrane β·U[t-1] is to the rule.")
  }

  /// α − 1 of the decimal that α was written as: 0.3 for 1.3, not 0.29999995.
  static func beta(of alpha: Float) -> Float {
    Float((Double(alpha.description) ?? Double(alpha)) - 1)
  }

  /// The rule's name in a config.
  package var name: String { Self.declarations.name(of: self) }
}

extension MembraneTreatment: ConfigName {
  var meaning: String {
    switch self {
    case .path:
      "The neuron first divides its reward between membrane and current, and the rule divides "
        + "what the current receives."
    case .contribution: "The membrane is one more contribution."
    }
  }
}
