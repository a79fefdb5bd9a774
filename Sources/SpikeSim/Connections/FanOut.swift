import SpikeKernels

/// How many synaptic operations a value at each source of a connection stands for.
///
/// A source that n positions see, by weight rows with w weights other than 0 each, stands for n·w
/// operations. Padding of a convolution is no source: NeuroBench counts it neither.
public struct FanOut: Sendable {
  /// Operations with weights other than 0, by source: spike trains as they lie, or the cells of a constant
  /// input as PyTorch counts them.
  let effective: [Int]
  /// Operations of all sources, weights of 0 included; an average pool's window is one source.
  public let dense: Int
  /// Weights that are 0.
  public let zeros: Int

  /// Counts a connection's.
  ///
  /// - Complexity: O(weights + cells that the positions see).
  public init(_ layer: Layer, _ weights: Parameters.Layer) {
    let shape = layer.shape
    var nonzero = [Int](repeating: 0, count: shape.inputs)
    for tile in 0..<shape.tiles {
      let weights = weights.weightTile(tile)
      // Padding is 0 and so not counted.
      for input in 0..<shape.inputs {
        nonzero[input] += Kernels.countNonzero(
          weights.dropping(input * shape.width, count: shape.width))
      }
    }
    var effective = [Int](repeating: 0, count: layer.sources)
    var seen = 0
    for position in 0..<layer.outputs.positions {
      for (source, row) in layer.patches.patch(position).entries {
        effective[source] += nonzero[row]
        seen += 1
      }
    }
    self.effective = effective
    dense = seen / layer.route.cells.share * shape.outputs
    zeros = shape.inputs * shape.outputs - nonzero.reduce(0, +)
  }
}

extension Layer {
  /// Sources that the connection's entries may name.
  var sources: Int { max(route.layout.padded, route.cells.count) }
}

extension Layer {
  /// For each neuron as it lies, how many neurons read its spikes of one step before by weights other than 0;
  /// and the weights that are 0. Nothing where the population does not read its spikes.
  func recurrentFanOut(_ weights: Parameters.Layer) -> (effective: [Int], zeros: Int) {
    if let loop = loop?.layer, let recurrent = weights.recurrent(of: self) {
      let fanOut = FanOut(loop, recurrent)
      return (fanOut.effective, fanOut.zeros)
    }
    guard let own = weights.ownRecurrent(of: self) else { return ([], 0) }
    let effective = (0..<layout.neurons).map { own[$0] == 0 ? 0 : 1 }
    return (effective, effective.count { $0 == 0 })
  }
}
