extension NetworkBuilder {
  mutating func addUnits(_ index: Int) throws(NetworkError) {
    guard connection != nil else {
      throw .layer(index, "\"relu\" needs a connection (dense, conv2d) before it")
    }
    if index + 1 < spec.layers.count, case .maxPool(let size) = spec.layers[index + 1] {
      try addPool(.largest, size, index)
    }
    try addNeurons(Self.units, .relu, index)
  }
}
