import SpikeSim

extension ConfigSchema {
  static let network = ObjectSchema([
    .key(
      "steps", .integer(1...Network.maximumSteps), default: 25,
      "Steps T that a sample is simulated for."),
    .key(
      "beta", .number(.unitWithoutZero), default: 0.9,
      "Membrane decay β per step, for LIF layers that give none; 1 is a perfect integrator."),
    .key(
      "threshold", .number(.positive), default: 1,
      "Firing threshold θ, for LIF layers that give none."),
    .key(
      "reset", reset, default: .string(Reset.subtract.rawValue),
      "What a spike does to the membrane one step later, for LIF layers that give nothing."),
    .key(
      "initialisation", initialisation, default: "pytorch", "How weights and biases start."),
    .key(
      "layers", .array(of: layer, count: 1...1_000),
      default: [["dense": 1000], "lif", ["dense": 1000], "lif", ["dense": 10], "lif"],
      "Layers from input to output; every dense and conv2d layer is followed by \"lif\", with at "
        + "most a pool between."),
  ])

  private static let reset = Schema.enumeration(
    Reset.allCases.map { SchemaName($0.rawValue, $0.meaning) })

  private static let initialisation = Schema.choice([
    SchemaAlternative(
      "pytorch", "PyTorch's default: weights and biases uniform on ±1/√fan-in."),
    SchemaAlternative(
      "kaiming", "He et al. 2015: weights uniform on ±√(6/fan-in), biases 0."),
    SchemaAlternative(
      "firingRate", .number(.openUnit),
      "PyTorch's default, then each layer scaled so that its neurons fire at this mean rate (spikes "
        + "a neuron and step, over the whole layer) on the first training images."),
  ])

  static let layer = Schema.choice([
    SchemaAlternative(
      "dense", .integer(1...1_000_000), "Dense layer of N outputs, each with a bias."),
    SchemaAlternative(
      "conv2d", .object(convolution), "Two-dimensional convolution, a bias for each channel."),
    SchemaAlternative(
      "maxPool", .integer(1...largestWindow),
      "The largest value of each window of N × N; the first of equals in row-major order."),
    SchemaAlternative("averagePool", .integer(1...largestWindow), "The mean of each N × N window."),
    SchemaAlternative("flatten", "All cells side by side; a dense layer does so by itself."),
    SchemaAlternative(
      "dropout", .number(.unitWithoutOne),
      "In training each cell is left out at each step with this probability, the others scaled up."),
    SchemaAlternative(
      "lif",
      .object(
        ObjectSchema([
          .optional("beta", .number(.unitWithoutZero), "Membrane decay β; network.beta if absent."),
          .optional(
            "threshold", .number(.positive), "Threshold θ; network.threshold if absent."),
          .optional("reset", reset, "Reset mechanism; network.reset if absent."),
          .optional(
            "adaptation", .object(adaptation),
            "A threshold θ + b·a[t] that rises with spikes: a[t] = ρ·a[t-1] + S[t-1]. The same at "
              + "every step if absent."),
        ])), "Leaky integrate-and-fire neurons, one per output of the layer before."),
  ])

  private static let adaptation = ObjectSchema([
    .required("decay", .number(.unitWithoutOne), "Decay ρ of the adaptation per step."),
    .required(
      "strength", .number(NumberRange(lower: 0)),
      "Strength b: what a spike adds to the threshold of the next step."),
  ])

  private static let convolution = ObjectSchema([
    .required("channels", .integer(1...largestChannels), "Output channels."),
    .required("kernel", .integer(1...largestWindow), "Height and width of the kernel."),
    .key("stride", .integer(1...largestWindow), default: 1, "Step between two positions."),
    .key(
      "padding", .integer(0...largestWindow), default: 0,
      "Rows and columns of zeros around the input, below the kernel's size."),
  ])

  private static let largestWindow = 1_000
  private static let largestChannels = 10_000
}

extension Reset {
  fileprivate var meaning: String {
    switch self {
    case .subtract: "The threshold is taken away."
    case .zero: "The membrane is emptied."
    case .none: "Nothing."
    }
  }
}
