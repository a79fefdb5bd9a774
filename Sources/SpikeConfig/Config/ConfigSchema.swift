import SpikeData
import SpikeFiles
import SpikeSim

/// The shape of a config: every key, its bounds, its default and what it means.
///
/// The defaults are the paper's MLP experiment (arXiv 2308.12053, appendix A), so a config says
/// only what it does differently.
public enum ConfigSchema {
  package static let experiment = ObjectSchema([
    .optional("$schema", .text, "Where editors find this schema. Ignored.")
      .example("schema.json"),
    .required("name", .text, "What people call the experiment. No part of its identity.")
      .example("beta-0.5"),
    .key(
      "seed", seed, default: 0, "Seed of the initial weights and the order of batches."
    ).example(1),
    .required("data", .object(data), "What is learnt from.").example(["dataset": "mnist"]),
    Encoding.key(
      "encoding", default: .constant, "How an image becomes the input of T steps."),
    .key("network", .object(network), default: [:], "The spiking network.")
      .example(["steps": 10]),
    .key(
      "learning", learning, default: [:],
      "The learning rule; or a list of rules that learn one after another, each but the last with its iterations or epochs."
    ).example(["rule": "surrogate"]),
    .key("training", .object(training), default: [:], "How long and with which optimiser.")
      .example(["epochs": 10]),
    // ConfigLoader lays these over the rest of the file and takes them away before checking.
    .optional(
      "variants", .array(of: .object(ObjectSchema([])), count: 1...mostVariants),
      "Experiments to compare, each laid over the rest of the file: objects merge key by key, "
        + "lists and other choices replace."
    ).example([["name": "lfp"], ["name": "surrogate", "learning": ["rule": "surrogate"]]]),
  ])

  /// Most variants one file may hold.
  static let mostVariants = 1_000

  /// Greatest whole number that every JSON reader keeps exact, 2⁵³ − 1.
  static let seed = Schema.integer(0...9_007_199_254_740_991)

  static let data = ObjectSchema(
    [],
    selector: SchemaSelector(
      key: "dataset", standard: nil, documentation: "The data set.",
      cases: DataSource.declarations.cases()))
}
