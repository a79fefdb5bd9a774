import SpikeFiles
import SpikeLFP
import SpikeSim

/// What must hold between the values of a config that are right on their own.
struct ConfigSemantics {
  private(set) var faults = FaultList()

  private let checksClasses: Bool

  init(file: String, checksClasses: Bool) {
    self.checksClasses = checksClasses
    faults.file = file
  }

  /// Checks a resolved document and the config read from it.
  mutating func check(_ config: ExperimentConfig, resolved: JSONValue) {
    checkImages(config, resolved)
    checkEvents(config, resolved)
    checkValidation(config, resolved)
    checkPhases(resolved["learning"])
    let written = resolved["learning"].map { $0.array ?? [$0] } ?? []
    // An element without a length has told of it, and is not among the config's rules.
    let rules = written.count == config.rules.count ? Array(zip(config.rules, written)) : []
    if let network = resolved["network"] {
      checkNetworkWithoutSpikes(config, network, resolved["encoding"])
    }
    for (rule, written) in rules { checkSpikes(config, rule, written) }
    if let written = resolved["network"]?["layers"]?.array { checkLayers(config, written) }
    for (rule, written) in rules { checkRules(config, rule, written) }
    if let training = resolved["training"] {
      checkClipping(config, training)
      checkRates(config, training)
    }
  }

  mutating func fault(_ value: JSONValue, _ found: String, _ allowed: String) {
    faults.add(.contradiction, at: value, found: found, allowed: allowed)
  }

  // MARK: Layers

  private mutating func checkLayers(_ config: ExperimentConfig, _ written: [JSONValue]) {
    let layers = config.network.layers
    let connection = "{ \"dense\": N } or { \"conv2d\": {…} }"
    let unit =
      !config.network.isSpiking
      ? "\"relu\"" : layers.contains(where: \.isPopulation) ? "\"lif\"" : "\"lif\" or \"relu\""
    let before = faults.count
    for (index, layer) in layers.enumerated() {
      switch (index > 0 ? layers[index - 1] : nil, layer) {
      case (nil, .lif):
        fault(
          written[index], "\"lif\" as the first layer", "\(connection) before the first \"lif\"")
      case (.lif, .lif):
        fault(written[index], "\"lif\" directly after \"lif\"", "\(connection) between them")
      case (.dense, .dense), (.conv2d, .conv2d):
        fault(
          written[index], "\(layer.words) directly after another", "\(unit) between them")
      case (.dense, .conv2d), (.conv2d, .dense):
        fault(
          written[index], "\(layer.words) directly after \(layers[index - 1].words)",
          "\(unit) between them")
      default: break
      }
      for rule in config.rules {
        checkAdaptation(layer, written[index], rule)
        checkLearned(layer, written[index], rule)
      }
    }
    if let layer = layers.last, let last = written.last, config.network.isSpiking,
      !layer.isPopulation
    {
      fault(last, "\(layer.words) at the end", "\"lif\" as the last layer")
    }
    // Without the data set's shape, the network is checked where its own is known.
    guard checksClasses else { return }
    if config.data.source.dataset.shape.size < 1 { return }
    var classes: Int?
    if faults.count == before {
      do {
        classes = try Network.classes(of: config.networkSpec)
      } catch {
        if case .layer(let index, let why) = error {
          faults.add(.unfitLayer, at: written[index], found: why, allowed: "")
        } else if case .units = error {
          // The encoding has been told of.
        } else {
          preconditionFailure("the schema allows what no network can have: \(error)")
        }
      }
    }
    checkClasses(config, written, classes)
  }

  /// - Parameter classes: The last population's neurons, where they are known.
  private mutating func checkClasses(
    _ config: ExperimentConfig, _ written: [JSONValue], _ classes: Int?
  ) {
    let layers = config.network.layers
    guard let place = layers.lastIndex(where: \.isConnection) else { return }
    var (outputs, value) = (classes, written[place])
    if case .dense(let units, _) = layers[place] {
      (outputs, value) = (units, written[place]["dense"] ?? value)
    }
    let dataset = config.data.source.dataset
    guard let outputs, outputs != dataset.classes else { return }
    let name = if case .dense = layers[place] { "dense" } else { "conv2d" }
    fault(
      value, "\(outputs) outputs of the last \(name) layer",
      "\(dataset.classes), the classes of the data set \"\(dataset.name)\"")
  }
}

extension LayerSpec {
  /// The layer in words for a message.
  fileprivate var words: String {
    switch self {
    case .dense: "a dense layer"
    case .conv2d: "a conv2d layer"
    case .maxPool: "a max pool"
    case .averagePool: "an average pool"
    case .flatten: "\"flatten\""
    case .dropout: "dropout"
    case .lif: "\"lif\""
    case .relu: "\"relu\""
    }
  }

  fileprivate var isConnection: Bool {
    switch self {
    case .dense, .conv2d: true
    default: false
    }
  }

  fileprivate var isPopulation: Bool { if case .lif = self { true } else { false } }
}
