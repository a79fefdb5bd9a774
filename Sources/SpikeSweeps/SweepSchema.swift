import SpikeConfig
import SpikeFiles

/// The shape of a sweep file: every key, its bounds, its default and what it means.
public enum SweepSchema {
  /// Most runs that one sweep may hold.
  public static let mostRuns = 100_000
  /// Most values that are drawn for the random axes of one sweep, all together.
  static let mostSamples = 1_000_000

  static let sweep = ObjectSchema(
    [
      .optional("$schema", .text, "Where editors find this schema. Ignored."),
      .required("name", .text, "What people call the sweep. No part of its runs' identity."),
      .required(
        "base", .file(or: .dictionary(of: .anything)),
        "The experiment that every run starts from: a config file, found from the sweep file's "
          + "folder, or a config written out."),
    ] + block + [
      .optional(
        "blocks", .array(of: .object(ObjectSchema(block)), count: 1...1_000),
        "Several parts of one sweep. What stands outside of them holds in each: its axes are "
          + "crossed with every block's."),
      .optional("halving", .object(halving), "Successive halving: weak runs stop early."),
      .key("slurm", .object(slurm), default: [:], "What `--launcher slurm` asks for."),
    ])

  private static let block: [SchemaKey] = [
    .optional(
      "set", .dictionary(of: .anything), "Values that are the same in every run, by key path."),
    .optional(
      "grid",
      .dictionary(
        of: .either(
          list: values,
          object: .object(
            ObjectSchema([
              .required("values", values, "The axis's values."),
              .required("when", condition, "The axis exists only in runs where this holds."),
            ])))),
      "Axes by key path, each with its values; every combination is a run."),
    .optional(
      "zip", .array(of: .dictionary(of: values), count: 1...100),
      "Groups of axes that advance together: the lists of a group have the same length."),
    .optional(
      "runs", .array(of: .dictionary(of: .anything), count: 1...SweepSchema.mostRuns),
      "An axis whose values are written out: each sets some key paths together."),
    .optional("random", .object(random), "An axis of random samples."),
    .optional("when", condition, "Only combinations where this holds are runs."),
  ]

  private static let values = Schema.array(of: .anything, count: 1...10_000)

  /// Key paths, each with the value or the list of values it may have.
  private static let condition = Schema.dictionary(of: .anything)

  private static let random = ObjectSchema([
    .required("count", .integer(1...mostRuns), "How many samples are drawn."),
    .key("seed", .integer(0...9_007_199_254_740_991), default: 0, "Seed they are drawn from."),
    .key(
      "stratified", .boolean, default: false,
      "Whether each range has a sample in each of `count` equal parts, in an order of its own (a Latin hypercube), and each value of a list its share of every stretch of the first range named before it: few samples then leave no part out."
    ),
    .required(
      "axes",
      .dictionary(
        of: .choice([
          SchemaAlternative(
            "uniform", .array(of: .number(.finite), count: 2...2), "A number, evenly spread."),
          SchemaAlternative(
            "logUniform", .array(of: .number(.positive), count: 2...2),
            "A number whose logarithm is evenly spread."),
          SchemaAlternative(
            "integer",
            .array(of: .integer(-9_007_199_254_740_991...9_007_199_254_740_991), count: 2...2),
            "A whole number, both ends included."),
          SchemaAlternative("choice", values, "One of a list."),
        ])),
      "What is drawn, by key path. Numbers are rounded to four significant digits."),
  ])

  private static let halving = ObjectSchema([
    .key("epochs", .integer(1...100_000), default: 1, "Epochs until the first comparison."),
    .key(
      "factor", .integer(2...100), default: 3,
      "The best 1/factor go on, to factor times as many epochs until the next comparison."),
  ])

  private static let slurm = ObjectSchema([
    .optional("partition", .text, "The partition."),
    .optional("time", .text, "Time limit of a task, as sbatch takes it: `2:00:00`."),
    .optional("memory", .text, "Memory of a task, as sbatch takes it: `4G`."),
    .key("cpus", .integer(1...1_024), default: 1, "Cores of a task, and threads of its run."),
    .optional(
      "concurrent", .integer(1...1_000_000), "Most tasks at a time. No limit when absent."),
    .optional(
      "arguments", .array(of: .text, count: 1...100),
      "Further options of sbatch, each whole: a job's resources, place, time and mail."),
  ])

  /// The schema in JSON Schema draft 7; what `spikelab schema --sweep` prints and
  /// `Configs/sweep-schema.json` holds. Ends with a line break.
  public static var jsonSchema: String {
    let head: [(String, JSONValue?)] = [
      ("$schema", "http://json-schema.org/draft-07/schema#"), ("$id", "urn:spikelab:sweep"),
      ("title", "SpikeLab sweep"),
    ]
    return JSONValue.object(head + sweep.draft7()).prettyText
  }
}
