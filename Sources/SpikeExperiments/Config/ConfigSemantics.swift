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
    if !(config.data.pixels.low < config.data.pixels.high), let pixels = resolved["data"]?["pixels"]
    {
      faults.add(
        .contradiction, at: pixels, found: pixels.lineText,
        allowed: "[low, high] with low below high")
    }
    guard let list = resolved["network"]?["layers"], let written = list.array else { return }
    checkLayers(config, list: list, written: written)
  }

  private mutating func checkLayers(
    _ config: ExperimentConfig, list: JSONValue, written: [JSONValue]
  ) {
    let layers = config.network.layers
    for (index, layer) in layers.enumerated() {
      let previous = index > 0 ? layers[index - 1] : nil
      switch (previous, layer) {
      case (nil, .lif):
        fault(
          written[index], "\"lif\" as the first layer", "{ \"dense\": N } before the first \"lif\"")
      case (.lif, .lif):
        fault(written[index], "\"lif\" directly after \"lif\"", "{ \"dense\": N } between them")
      case (.dense, .dense):
        fault(written[index], "a dense layer directly after another", "\"lif\" between them")
      case (nil, .dense), (.lif, .dense), (.dense, .lif): break
      }
    }
    if case .dense = layers.last, let last = written.last {
      fault(last, "a dense layer at the end", "\"lif\" as the last layer")
    }
    let place = layers.lastIndex { if case .dense = $0 { true } else { false } }
    guard checksClasses, let place, case .dense(let units) = layers[place],
      units != config.data.source.classes,
      let value = written[place]["dense"]
    else { return }
    fault(
      value, "\(units) outputs of the last dense layer",
      "\(config.data.source.classes), the classes of the data set \"\(config.data.source.name)\""
    )
  }

  private mutating func fault(_ value: JSONValue, _ found: String, _ allowed: String) {
    faults.add(.contradiction, at: value, found: found, allowed: allowed)
  }
}
