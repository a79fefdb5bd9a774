import SpikeSim

/// One thing that a network's values go through, as PyTorch and NIR count them.
enum NetworkPart {
  /// A grid becomes a list.
  case flatten(from: [Int])
  /// A list becomes a grid of a single position.
  case unflatten(to: [Int])
  /// The connection of a layer, dense, by its number.
  case dense(layer: Int, hasBias: Bool)
  /// The connection of a layer, a convolution, by its number, and the shape that it reads.
  case conv2d(layer: Int, Convolution, input: [Int])
  /// Maxima of windows.
  case maxPool(size: Int)
  /// Means of windows.
  case averagePool(size: Int)
  /// Left out at random in training.
  case dropout(Float)
  /// Neurons of a layer, by its number, and their shape.
  case lif(layer: Int, LIFParameters, shape: [Int])
  /// Units of a network without spikes.
  case relu
}

extension Network {
  /// What values go through from the input to the output, each with its place in `network.layers`.
  ///
  /// Windows of a single value are left out; a flatten stands where a dense layer reads a grid.
  var parts: [(place: Int, part: NetworkPart)] {
    var parts: [(place: Int, part: NetworkPart)] = []
    var shape = inputPlane
    var layer = 0
    for (place, spec) in spec.layers.enumerated() {
      func add(_ part: NetworkPart) { parts.append((place, part)) }
      switch spec {
      case .dense(let units, let hasBias):
        if shape.count == 3 { add(.flatten(from: shape)) }
        add(.dense(layer: layer, hasBias: hasBias))
        shape = [units]
        layer += 1
      case .conv2d(let convolution):
        if shape.count == 1 {
          shape = [shape[0], 1, 1]
          add(.unflatten(to: shape))
        }
        add(.conv2d(layer: layer, convolution, input: shape))
        let outputs = layers[layer].outputs
        shape = [outputs.channels, outputs.height, outputs.width]
        layer += 1
      case .maxPool(1), .averagePool(1), .flatten: break
      case .maxPool(let size):
        add(.maxPool(size: size))
        shape = [shape[0], shape[1] / size, shape[2] / size]
      case .averagePool(let size):
        add(.averagePool(size: size))
        shape = [shape[0], shape[1] / size, shape[2] / size]
      case .dropout(let rate): add(.dropout(rate))
      case .lif(let neurons): add(.lif(layer: layer - 1, neurons, shape: shape))
      case .relu: add(.relu)
      }
    }
    return parts
  }

  /// The shape of one sample, [channels, height, width] or [features].
  var inputPlane: [Int] {
    switch spec.inputShape.count {
    case 2: [1] + spec.inputShape
    case 3: spec.inputShape
    default: [inputs]
    }
  }
}
