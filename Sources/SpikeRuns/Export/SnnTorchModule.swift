import SpikeConfig
import SpikeFiles
import SpikeSim

/// A Python module that builds a run's network of PyTorch's and snnTorch's layers and loads its
/// checkpoint: the same neurons, encoding, and order of pools and neurons.
struct SnnTorchModule {
  let origin: String
  let config: ExperimentConfig
  let checkpoint: String
  let network: Network
  private(set) var layers: [String] = []
  private(set) var forward: [String] = []
  private(set) var loading: [String] = []

  /// Writes down a network.
  ///
  /// - Throws: ``ExportError/unsupported(place:what:why:)``.
  init(_ export: RunExport, note: (String) -> Void) throws(ExportError) {
    (origin, config) = (export.origin, export.directory.config)
    network = export.trained.network
    checkpoint = export.isBest ? export.directory.bestPath : export.directory.checkpointPath
    // What the next module of the list is applied to.
    var value = "x"
    for (place, part) in network.parts {
      switch part {
      case .flatten: value += ".flatten(1)"
      case .unflatten(let shape): value += ".unflatten(1, \(Self.tuple(shape)))"
      case .dense(let layer, let hasBias):
        let shape = network.layers[layer].weightShape
        add("fc\(layer)", "nn.Linear(\(shape[1]), \(shape[0])\(hasBias ? "" : ", bias=False"))")
        load("fc\(layer)", layer, hasBias)
        value = "self.fc\(layer)(\(value))"
      case .conv2d(let layer, let convolution, let input):
        add("conv\(layer)", Self.text(convolution, channels: input[0]))
        load("conv\(layer)", layer, convolution.hasBias)
        value = "self.conv\(layer)(\(value))"
      case .maxPool(let size): value = "F.max_pool2d(\(value), \(size))"
      case .averagePool(let size): value = "F.avg_pool2d(\(value), \(size))"
      case .dropout(let rate): value = "F.dropout(\(value), \(rate), self.training)"
      case .lif(let layer, let neurons, let shape):
        add("lif\(layer)", try Self.text(neurons, shape, place))
        loadNeurons(layer, neurons, shape)
        forward.append("x = self.lif\(layer)(\(value))")
        value = "x"
      case .relu:
        forward.append("x = \(value).relu()")
        value = "x"
      }
    }
    let isPlane = network.layers.last?.layout.shape.count == 3
    forward.append("return \(value)" + (isPlane ? ".flatten(1)" : ""))
    if config.encoding == .rate {
      note(
        "rate encoding draws at random: the module's spikes are others, with the same probabilities"
      )
    }
  }

  private mutating func add(_ name: String, _ module: String) {
    layers.append("self.\(name) = \(module)")
  }

  private mutating func load(_ name: String, _ layer: Int, _ hasBias: Bool) {
    for part in ["weight"] + (hasBias ? ["bias"] : []) {
      loading.append(#"state["\#(name).\#(part)"] = saved["layers.\#(layer).\#(part)"]"#)
    }
  }

  private mutating func loadNeurons(_ layer: Int, _ neurons: LIFParameters, _ shape: [Int]) {
    func add(_ target: String, _ source: String, _ suffix: String = "") {
      loading.append(
        #"state["lif\#(layer).\#(target)"] = saved["layers.\#(layer).\#(source)"]\#(suffix)"#)
    }
    switch neurons.recurrence {
    case .allToAll:
      add("recurrent.weight", "recurrent.weight")
      add("recurrent.bias", "recurrent.bias")
    case .oneToOne:
      // The module has the tensor under two names.
      add("V", "recurrent.weight")
      add("recurrent.V", "recurrent.weight")
    case nil: break
    }
    guard let learned = neurons.learned else { return }
    let isGrid = learned.sharing == .neuron && shape.count == 3
    for constant in LearnedConstants.Constant.allCases where learned.constants.contains(constant) {
      add(constant.rawValue, constant.rawValue, isGrid ? ".view\(Self.tuple(shape))" : "")
    }
  }

  // MARK: Layers

  private static func tuple(_ numbers: [Int]) -> String {
    "(" + numbers.map(String.init).joined(separator: ", ") + (numbers.count == 1 ? ",)" : ")")
  }

  private static func text(_ convolution: Convolution, channels: Int) -> String {
    var arguments = ["\(channels)", "\(convolution.channels)", "\(convolution.kernel)"]
    if convolution.stride != 1 { arguments.append("stride=\(convolution.stride)") }
    if convolution.padding != 0 { arguments.append("padding=\(convolution.padding)") }
    if !convolution.hasBias { arguments.append("bias=False") }
    return "nn.Conv2d(\(arguments.joined(separator: ", ")))"
  }

  private static func text(
    _ neurons: LIFParameters, _ shape: [Int], _ place: Int
  ) throws(ExportError) -> String {
    if neurons.adaptation != nil {
      throw .unsupported(
        place: place, what: "has an adaptive threshold", why: "snnTorch 1.0 has no such neurons")
    }
    if neurons.reset == .zero && (neurons.recurrence != nil || neurons.synapticDecay != nil) {
      throw .unsupported(
        place: place, what: "resets recurrent or synaptic neurons to zero",
        why:
          "snnTorch 1.0 leaves out what such a neuron receives in the step of its reset, SpikeLab does not"
      )
    }
    var arguments: [String] = []
    if let alpha = neurons.synapticDecay { arguments.append("alpha=\(alpha)") }
    func constant(_ name: LearnedConstants.Constant, _ value: Float) -> String {
      guard let learned = neurons.learned, learned.constants.contains(name) else {
        return "\(name.rawValue)=\(value)"
      }
      let size = learned.sharing == .neuron ? shape : [1]
      return
        "\(name.rawValue)=torch.full(\(tuple(size)), \(value)), learn_\(name.rawValue)=True"
    }
    arguments.append(constant(.beta, neurons.beta))
    switch neurons.recurrence {
    case .allToAll: arguments.append("linear_features=\(shape[0])")
    case .oneToOne: arguments.append("all_to_all=False, V=torch.ones(\(shape[0]))")
    case nil: break
    }
    arguments += [
      constant(.threshold, neurons.threshold),
      "reset_mechanism=\"\(neurons.reset.rawValue)\"", "init_hidden=True",
    ]
    let name =
      (neurons.recurrence == nil ? "" : "R") + (neurons.synapticDecay == nil ? "Leaky" : "Synaptic")
    return "snn.\(name)(\(arguments.joined(separator: ", ")))"
  }
}
