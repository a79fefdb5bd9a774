import SpikeData
import SpikeFiles

/// A data set that a config can name, and what it takes to make it.
public enum DataSource: Hashable, Sendable {
  /// MNIST, from files.
  case mnist
  /// Procedural digits of a seed, 0 to 2⁵³ − 1; the seed of the data, not of the run.
  case digits(seed: UInt64)
  /// CIFAR-10, from files.
  case cifar10

  /// What its samples are, and how they are loaded.
  public var dataset: any NamedDataset {
    switch self {
    case .mnist: MNIST()
    case .digits(let seed): ProceduralDigits(seed: seed)
    case .cifar10: CIFAR10()
    }
  }

  /// What can be downloaded.
  public static let downloads: [DatasetDownload] = [.mnist, .cifar10]

  /// The data sets that a config can name.
  static let declarations = Declarations<DataSource>([
    .init(
      MNIST(), "Handwritten digits, 28×28, read from files.", read: { _ in .mnist },
      write: { $0 == .mnist ? [:] : JSONValue?.none }),
    .init(
      ProceduralDigits(), "Procedurally drawn digits, 28×28; no files needed.",
      keys: [
        .key(
          "seed", ConfigSchema.seed, default: .number(Int(ProceduralDigits.defaultSeed)),
          "Seed the digits are drawn from.")
      ],
      read: { .digits(seed: $0["seed"].seed) },
      write: { source in
        guard case .digits(let seed) = source else { return JSONValue?.none }
        return ["seed": .number(Int(seed))]
      }),
    .init(
      CIFAR10(), "Colour photographs of ten kinds of things, 32×32, read from files.",
      read: { _ in .cifar10 }, write: { $0 == .cifar10 ? [:] : JSONValue?.none }),
  ])
}
