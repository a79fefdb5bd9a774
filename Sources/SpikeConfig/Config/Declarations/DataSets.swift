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
  /// Fashion-MNIST, from files.
  case fashionMNIST
  /// Grey images in IDX files of one's own.
  case idx(folder: OwnFolder, rows: Int, columns: Int, classes: Int)
  /// Points of a line, generated.
  case line(step: Float, seed: UInt64)
  /// The order of two digits, generated event streams.
  case digitOrder(DigitOrder)
  /// N-MNIST, event streams from files.
  case nmnist(EventFraming)
  /// Event streams in files of one's own.
  case events(
    folder: OwnFolder, channels: Int, rows: Int, columns: Int, classes: Int, framing: EventFraming)

  /// What its samples are, and how they are loaded.
  public var dataset: any NamedDataset {
    switch self {
    case .mnist: IDXImages.mnist
    case .digits(let seed): ProceduralDigits(seed: seed)
    case .cifar10: CIFAR10()
    case .fashionMNIST: IDXImages.fashionMNIST
    case .idx(let folder, let rows, let columns, let classes):
      IDXImages(folders: folder.places, rows: rows, columns: columns, classes: classes)
    case .line(let step, let seed): LineDataset(step: step, seed: seed)
    case .digitOrder(let order): order
    case .nmnist(let framing): NMNIST(framing)
    case .events(let folder, let channels, let rows, let columns, let classes, let framing):
      EventRecordings(
        folders: folder.places, channels: channels, rows: rows, columns: columns, classes: classes,
        framing: framing)
    }
  }

  /// What tells it apart from others in a few words: its name, and the folder or step of one's own.
  package var label: String {
    switch self {
    case .idx(let folder, _, _, _), .events(let folder, _, _, _, _, _):
      "\(dataset.name) \(JSONText.cut(JSONText.printable(folder.name)))"
    case .line(let step, _): "line \(step)"
    case .mnist, .digits, .cifar10, .fashionMNIST, .digitOrder, .nmnist: dataset.name
    }
  }

  /// What can be downloaded.
  public static let downloads: [DatasetDownload] = [.mnist, .cifar10, .fashionMNIST]

  /// The data sets that a config can name.
  static let declarations = Declarations<DataSource>([
    .init(
      IDXImages.mnist, "Handwritten digits, 28×28, read from files.", read: { _ in .mnist },
      write: { $0 == .mnist ? [:] : JSONValue?.none }),
    .init(
      ProceduralDigits(), "Procedurally drawn digits, 28×28; no files needed.",
      keys: [
        .key(
          "seed", ConfigSchema.seed, default: .number(Int(ProceduralDigits.defaultSeed)),
          "Seed the digits are drawn from."
        ).example(1)
      ],
      read: { .digits(seed: $0["seed"].seed) },
      write: { source in
        guard case .digits(let seed) = source else { return JSONValue?.none }
        return ["seed": .number(Int(seed))]
      }),
    .init(
      CIFAR10(), "Colour photographs of ten kinds of things, 32×32, read from files.",
      read: { _ in .cifar10 }, write: { $0 == .cifar10 ? [:] : JSONValue?.none }),
    .init(
      IDXImages.fashionMNIST, "Articles of clothing, 28×28, read from files.",
      read: { _ in .fashionMNIST }, write: { $0 == .fashionMNIST ? [:] : JSONValue?.none }),
    .init(
      IDXImages(folders: [], rows: 1, columns: 1, classes: 1),
      "Grey images of any size in four IDX files, named as MNIST's are, plain or gzip.",
      keys: [
        OwnFolder.key, OwnFolder.configKey,
        .required("rows", .integer(1...4_096), "The height of an image in pixels.").example(16),
        .required("columns", .integer(1...4_096), "The width of an image in pixels.").example(16),
        .required("classes", .integer(1...256), "The number of classes; labels are below it.")
          .example(10),
      ],
      read: {
        .idx(
          folder: OwnFolder($0), rows: $0["rows"].integer, columns: $0["columns"].integer,
          classes: $0["classes"].integer)
      },
      write: { source in
        guard case .idx(let folder, let rows, let columns, let classes) = source else {
          return JSONValue?.none
        }
        return .object(
          folder.members + [
            ("rows", .number(rows)), ("columns", .number(columns)), ("classes", .number(classes)),
          ])
      }),
    .init(
      LineDataset(step: LineDataset.finest),
      "Points x of a line from -4 to 4, fed as they are, with the side of 0 as class; generated.",
      keys: [
        .key(
          "step",
          .number(NumberRange(lower: Double(LineDataset.finest), upper: 1)), default: 0.0005,
          "How far two neighbours lie apart."
        ).example(0.01),
        .key(
          "seed", ConfigSchema.seed, default: .number(Int(LineDataset.defaultSeed)),
          "Seed that the points held out are drawn from."
        ).example(1),
      ],
      test: "How many points are held out to test with, drawn from the seed. 100 when absent.",
      read: { .line(step: $0["step"].float, seed: $0["seed"].seed) },
      write: { source in
        guard case .line(let step, let seed) = source else { return JSONValue?.none }
        return ["step": .number(step), "seed": .number(Int(seed))]
      }
    ).example(beside: ["network": twoClasses]),
    .digitOrder, .nmnist, .events,
  ])

  /// A network of two outputs, which examples have of data sets of two classes.
  static let twoClasses: JSONValue = ["layers": [["dense": 100], "lif", ["dense": 2], "lif"]]
}
