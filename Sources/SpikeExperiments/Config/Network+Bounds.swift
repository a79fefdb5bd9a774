import SpikeSim

extension Network {
  /// Most cells that the positions of all connections see together.
  ///
  /// A network keeps a list of them; LeNet's has 34 624. The bound keeps a config from asking for
  /// more memory than there is before anything runs.
  static let mostSeenCells = 1 << 24

  /// Gives every layer its shape, unless the lists that this takes are too long.
  init(bounded spec: NetworkSpec) throws(NetworkError) {
    try Self.checkSize(spec)
    try self.init(spec)
  }

  /// Stops where a layer does not fit: the builder says that better.
  private static func checkSize(_ spec: NetworkSpec) throws(NetworkError) {
    // [height, width] is one channel; whatever is neither that nor a grid of channels is a list.
    let shape = spec.inputShape
    var (channels, height, width) =
      switch shape.count {
      case 2: (1, shape[0], shape[1])
      case 3: (shape[0], shape[1], shape[2])
      default: (shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }, 1, 1)
      }
    var seen = 0.0
    /// Cells behind each cell of the signal: more than one behind an average pool.
    var share = 1.0
    for (index, layer) in spec.layers.enumerated() {
      var positions = 0.0
      var patch = 0.0
      switch layer {
      case .dense(let units):
        (positions, patch) = (1, Double(channels) * Double(height) * Double(width))
        (channels, height, width) = (units, 1, 1)
      case .conv2d(let layer):
        let (padding, stride) = (2 * layer.padding, layer.stride)
        guard stride >= 1, layer.kernel >= 1, layer.padding < layer.kernel,
          min(height, width) + padding >= layer.kernel
        else { return }
        height = (height + padding - layer.kernel) / stride + 1
        width = (width + padding - layer.kernel) / stride + 1
        positions = Double(height) * Double(width)
        patch = Double(channels) * Double(layer.kernel * layer.kernel)
        channels = layer.channels
      case .maxPool(let size), .averagePool(let size):
        guard size >= 1, size <= height, size <= width else { return }
        (height, width) = (height / size, width / size)
        if case .averagePool = layer { share *= Double(size * size) }
      case .lif: share = 1
      case .flatten, .dropout: break
      }
      seen += positions * patch * share
      guard seen <= Double(mostSeenCells) else {
        throw .layer(
          index, "its positions see more cells than the \(mostSeenCells) that a network may keep")
      }
    }
  }
}
