import SpikeData
import SpikeFiles
import SpikeSim

/// The shape of a config: every key, its bounds, its default and what it means.
///
/// The defaults are the paper's MLP experiment (arXiv 2308.12053, appendix A), so a config says
/// only what it does differently.
public enum ConfigSchema {
  package static let experiment = ObjectSchema([
    .optional("$schema", .text, "Where editors find this schema. Ignored."),
    .required("name", .text, "What people call the experiment. No part of its identity."),
    .key(
      "seed", seed, default: 0, "Seed of the initial weights and the order of batches."),
    .required("data", .object(data), "What is learnt from."),
    .key(
      "encoding", .enumeration(Encoding.allCases.map { SchemaName($0.rawValue, $0.meaning) }),
      default: .string(Encoding.constant.rawValue), "How an image becomes the input of T steps."),
    .key("network", .object(network), default: [:], "The spiking network."),
    .key("learning", .object(learning), default: [:], "The learning rule."),
    .key("training", .object(training), default: [:], "How long and with which optimiser."),
    // ConfigLoader lays these over the rest of the file and takes them away before checking.
    .optional(
      "variants", .array(of: .object(ObjectSchema([])), count: 1...mostVariants),
      "Experiments to compare, each laid over the rest of the file: objects merge key by key, "
        + "lists and other choices replace."),
  ])

  /// Most variants one file may hold.
  static let mostVariants = 1_000

  /// Greatest whole number that every JSON reader keeps exact, 2⁵³ − 1.
  private static let seed = Schema.integer(0...9_007_199_254_740_991)

  static let data = ObjectSchema(
    [
      .key(
        "pixels", .array(of: .number(.finite), count: 2...2), default: [-1, 1],
        "What black and white become: [low, high], low below high.")
    ],
    selector: SchemaSelector(
      key: "dataset", standard: nil, documentation: "The data set.",
      cases: DatasetName.allCases.map { name in
        switch name {
        case .mnist:
          .init(
            name.rawValue, "Handwritten digits, 28×28, read from files.",
            subset(train: 60_000, test: 10_000))
        case .digits:
          .init(
            name.rawValue, "Procedurally drawn digits, 28×28; no files needed.",
            [
              .key(
                "seed", seed, default: .number(Int(ProceduralDigits.defaultSeed)),
                "Seed the digits are drawn from.")
            ] + subset(train: 10_000, test: 2_000))
        }
      }))

  private static func subset(train: Int, test: Int) -> [SchemaKey] {
    [
      .optional(
        "train", .integer(1...train),
        "How many training images to use, from the first. All when absent."),
      .optional(
        "test", .integer(1...test), "How many test images to use, from the first. All when absent."),
      .optional(
        "validation", .integer(1...(train - 1)),
        "How many of these training images, the last, to keep out of training and measure after "
          + "every epoch. None when absent."),
    ]
  }
}

extension Encoding {
  fileprivate var meaning: String {
    switch self {
    case .constant: "The image is fed as current, the same at every step."
    case .rate: "Each pixel spikes at each step with a probability, its value clamped to 0 … 1."
    case .latency: "Each pixel above 0 spikes once, the brighter the earlier."
    }
  }
}
