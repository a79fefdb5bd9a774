import SpikeFiles
import SpikeSim

extension LayerSpec {
  /// The layers that a config can name.
  ///
  /// - Parameter shared: What a LIF layer has where it says nothing; nil where everything is written.
  static func declarations(shared: LIFParameters?) -> Declarations<LayerSpec> {
    Declarations<LayerSpec>([
      .init(
        "dense", "Dense layer; a number is its outputs, each with a bias.",
        .shorthand(key: "units", of: ObjectSchema(dense)),
        read: { .dense(units: $0["units"].integer, hasBias: $0["bias"].boolean) },
        write: { layer, _ in
          switch layer {
          case .dense(let units, true): .number(units)
          case .dense(let units, false): ["units": .number(units), "bias": false]
          default: JSONValue?.none
          }
        }
      ).example(before: [], after: ["lif"] + output),
      .init(
        "conv2d", "Two-dimensional convolution.",
        .object(ObjectSchema(convolution)),
        read: {
          .conv2d(
            Convolution(
              channels: $0["channels"].integer, kernel: $0["kernel"].integer,
              stride: $0["stride"].integer, padding: $0["padding"].integer,
              hasBias: $0["bias"].boolean))
        },
        write: { layer, _ in
          guard case .conv2d(let convolution) = layer else { return JSONValue?.none }
          return .object([
            ("channels", .number(convolution.channels)), ("kernel", .number(convolution.kernel)),
            ("stride", .number(convolution.stride)), ("padding", .number(convolution.padding)),
            ("bias", convolution.hasBias ? JSONValue?.none : false),
          ])
        }
      ).example(before: [], after: ["lif"] + output),
      .init(
        "maxPool",
        "The largest value of each window of N × N; the first of equals in row-major order.",
        .integer(1...largestWindow), read: { .maxPool(size: $0.integer) },
        write: { layer, _ in
          if case .maxPool(let size) = layer { .number(size) } else { JSONValue?.none }
        }
      ).example(before: convolved, after: output, 2),
      .init(
        "averagePool", "The mean of each N × N window.", .integer(1...largestWindow),
        read: { .averagePool(size: $0.integer) },
        write: { layer, _ in
          if case .averagePool(let size) = layer { .number(size) } else { JSONValue?.none }
        }
      ).example(before: convolved, after: output, 2),
      .init("flatten", "All cells side by side; a dense layer does so by itself.", is: .flatten)
        .example(before: convolved, after: output),
      .init(
        "dropout",
        "In training each cell is left out at each step with this probability, the others scaled "
          + "up.",
        .number(.unitWithoutOne), read: { .dropout($0.float) },
        write: { layer, _ in
          if case .dropout(let rate) = layer { .number(rate) } else { JSONValue?.none }
        }
      ).example(before: [["dense": 100], "lif"], after: output, 0.2),
      lif(shared: shared),
      .init(
        "relu",
        "Rectified linear units, max(0, z), in networks without spikes: such a network has \"relu\" in place "
          + "of \"lif\", and its last connection gives the logits.", is: .relu
      ).example(before: [["dense": 100]], after: [["dense": 10]]),
    ])
  }

  /// What stands before and after a layer in examples.
  private static let convolved: [JSONValue] = [
    ["conv2d": ["channels": 12, "kernel": 5]], "lif",
  ]
  private static let output: [JSONValue] = [["dense": 10], "lif"]

  private static let dense: [SchemaKey] = [
    .required("units", .integer(1...1_000_000), "Outputs.").example(300),
    .key("bias", .boolean, default: true, "Whether each output has a bias."),
  ]

  private static let convolution: [SchemaKey] = [
    .required("channels", .integer(1...largestChannels), "Output channels.").example(12),
    .required("kernel", .integer(1...largestWindow), "Height and width of the kernel.")
      .example(5),
    .key("stride", .integer(1...largestWindow), default: 1, "Step between two positions.")
      .example(2),
    .key(
      "padding", .integer(0...largestWindow), default: 0,
      "Rows and columns of zeros around the input, below the kernel's size."
    ).example(2),
    .key("bias", .boolean, default: true, "Whether each channel has a bias."),
  ]

  private static let largestWindow = 1_000
  private static let largestChannels = 10_000
}

extension Reset: ConfigName {
  var meaning: String {
    switch self {
    case .subtract: "The threshold is taken away."
    case .zero: "The membrane is emptied."
    case .none: "Nothing."
    }
  }
}

extension Encoding: ConfigName {
  var meaning: String {
    switch self {
    case .constant: "The image is fed as current, the same at every step."
    case .rate: "Each pixel spikes at each step with a probability, its value clamped to 0 … 1."
    case .latency: "Each pixel above 0 spikes once, the brighter the earlier."
    case .events: "Samples are spikes already: of data sets of events, which have no other."
    }
  }
}
