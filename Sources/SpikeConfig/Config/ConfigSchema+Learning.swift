import SpikeFiles
import SpikeLFP
import SpikeSim
import SpikeSurrogate

extension ConfigSchema {
  /// A rule by itself.
  static let oneLearning = ObjectSchema(
    [],
    selector: SchemaSelector(
      key: "rule", standard: "lfp-epsilon", documentation: "The learning rule.",
      cases: LFPRule.declarations.cases(further: feedback) + [
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
                    .optional("conv2d", .object(oneRule), "The rule of conv2d layers.")
                      .example(beside: ["learning": ["rules": oneRuleForDense]]),
                  ]))),
              "A list with the rule of every dense and conv2d layer from input to output, or one "
                + "rule for each kind of layer."
            ).example(oneRuleForDense)
          ] + feedback),
        .init(
          "surrogate", "Back-propagation through time with a surrogate derivative of the spike.",
          rest: ObjectSchema(
            [
              .key(
                "loss", LossFunction.declarations.choice, default: "cross-entropy-count",
                "What is minimised."),
              normalization,
            ],
            selector: SchemaSelector(
              key: "surrogate", standard: "fast-sigmoid",
              documentation: "What stands in for the derivative of the spike.",
              cases: SurrogateFunction.declarations.cases()))),
        .init(
          "gradient",
          "Back-propagation of the cross-entropy of the logits, in networks without spikes.",
          [normalization]
        ).example(beside: withoutSpikes),
      ]))

  private static let oneRuleForDense: JSONValue = ["dense": ["rule": "lfp-0"]]

  /// A network without spikes, which examples have that need one.
  private static let withoutSpikes: JSONValue = [
    "network": ["layers": [["dense": 100], "relu", ["dense": 10]]]
  ]

  /// A rule inside of a composite.
  private static let oneRule = ObjectSchema(
    [],
    selector: SchemaSelector(
      key: "rule", standard: nil, documentation: "The rule of LFP.",
      cases: LFPRule.declarations.cases()))

  /// Keys of every rule of LFP.
  private static let feedback: [SchemaKey] = [
    RewardSpec.key(
      "reward", default: .sequence,
      "The reward that output spikes receive; \"logistic\" for the logits of a network without spikes, unless told."
    ),
    normalization,
    Reduction.key(
      "reduction", default: .sum, "How the samples of a batch make one direction."),
  ]

  private static let normalization = Normalization.key(
    "normalization", default: .none,
    "What is divided by its largest magnitude in the batch on the way back.")
}
