import SpikeFiles

extension ConfigSemantics {
  /// Checks that the layers to be clipped are there.
  mutating func checkClipping(_ config: ExperimentConfig, _ training: JSONValue) {
    guard let listed = training["clipping"]?["adaptive"]?["layers"]?.array else { return }
    let connections = config.network.isConvolution.count
    for element in listed where element.integer.map({ $0 >= connections }) ?? false {
      fault(
        element, element.brief,
        connections == 1
          ? "0: the network has one dense or conv2d layer"
          : "0 to \(connections - 1): the network has \(connections) dense and conv2d layers")
    }
  }
}
