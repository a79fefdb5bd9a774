import SpikeData
import SpikeFiles

extension DataSource {
  /// The data sets that a config can name.
  static let declarations = Declarations<DataSource>([
    .init(
      DatasetName.mnist.rawValue, "Handwritten digits, 28×28, read from files.",
      keys: subset(train: 60_000, test: 10_000), read: { _ in .mnist },
      write: { source, _ in source == .mnist ? [:] : JSONValue?.none }),
    .init(
      DatasetName.digits.rawValue, "Procedurally drawn digits, 28×28; no files needed.",
      keys: [
        .key(
          "seed", ConfigSchema.seed, default: .number(Int(ProceduralDigits.defaultSeed)),
          "Seed the digits are drawn from.")
      ] + subset(train: 10_000, test: 2_000),
      read: { .digits(seed: $0["seed"].seed) },
      write: { source, _ in
        guard case .digits(let seed) = source else { return JSONValue?.none }
        return ["seed": .number(Int(seed))]
      }),
  ])

  /// How many images to use of a data set of so many.
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
