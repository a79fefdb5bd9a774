import SpikeData
import SpikeFiles

extension Declaration<DataSource> {
  static let nmnist = Declaration(
    NMNIST(EventFraming(steps: 1)),
    "Handwritten digits as an event camera saw them, 2 polarities of 34×34 units, read from files.",
    keys: EventFraming.keys(largestCrop: NMNIST.size / 2 - 1, largestScale: NMNIST.size),
    read: { .nmnist(EventFraming($0)) },
    write: { source in
      guard case .nmnist(let framing) = source else { return JSONValue?.none }
      return .object(framing.members)
    }
  ).example(beside: ["encoding": "events"])

  static let digitOrder = Declaration(
    DigitOrder(),
    "Two digits one after another, events on 14×14 units, with their order as class: a task that needs "
      + "memory; generated.",
    keys: [
      .key("digits", .integer(2...10), default: 2, "How many digits there are to show, from 0.")
        .example(4),
      .key(
        "seed", ConfigSchema.seed, default: .number(Int(DigitOrder.defaultSeed)),
        "Seed the digits and their spikes are drawn from."
      ).example(1),
    ],
    read: { .digitOrder(DigitOrder(digits: $0["digits"].integer, seed: $0["seed"].seed)) },
    write: { source in
      guard case .digitOrder(let order) = source else { return JSONValue?.none }
      return ["digits": .number(order.digits), "seed": .number(Int(order.seed))]
    }
  ).example(beside: ["encoding": "events", "network": DataSource.twoClasses])

  static let events = Declaration(
    EventRecordings(
      folders: [], channels: 1, rows: 1, columns: 1, classes: 1, framing: EventFraming(steps: 1)),
    "Events in CSV files or NumPy's .npz, with columns t, x, y and p or t and unit: folders train and test, "
      + "each with a folder a class.",
    keys: [
      OwnFolder.key, OwnFolder.configKey,
      .key("channels", .integer(1...64), default: 1, "Channels of the plane: values of p.")
        .example(2),
      .key("rows", .integer(1...4_096), default: 1, "The height of the plane.").example(34),
      .required("columns", .integer(1...65_536), "The width of the plane.").example(34),
      .required("classes", .integer(1...256), "The number of classes: folders of a split.")
        .example(10),
    ] + EventFraming.keys(largestCrop: 2_047, largestScale: 4_096),
    read: {
      .events(
        folder: OwnFolder($0), channels: $0["channels"].integer, rows: $0["rows"].integer,
        columns: $0["columns"].integer, classes: $0["classes"].integer, framing: EventFraming($0))
    },
    write: { source in
      guard
        case .events(let folder, let channels, let rows, let columns, let classes, let framing) =
          source
      else { return JSONValue?.none }
      return .object(
        folder.members + [
          ("channels", .number(channels)), ("rows", .number(rows)), ("columns", .number(columns)),
          ("classes", .number(classes)),
        ] + framing.members)
    }
  ).example(beside: ["data": ["rows": 34], "encoding": "events"])
}

extension DataSource {
  /// The same with event streams divided into as many steps as a network has.
  func divided(into steps: Int) -> DataSource {
    switch self {
    case .digitOrder(var order):
      order.steps = steps
      return .digitOrder(order)
    case .nmnist(var framing):
      framing.steps = steps
      return .nmnist(framing)
    case .events(
      let folder, let channels, let rows, let columns, let classes, framing: var framing):
      framing.steps = steps
      return .events(
        folder: folder, channels: channels, rows: rows, columns: columns, classes: classes,
        framing: framing)
    default: return self
    }
  }
}
