import SpikeKernels

/// What the way back through a network without spikes keeps of a trace beside the sums.
final class ValueMemory: Sendable {
  /// What each layer but the first hands to the values it read, [samples][cells with padding].
  let handed: [SampleBuffers<Float>?]
  /// What arrives at the units of each layer but the last, as they lie: [samples][units].
  let arriving: [SampleBuffers<Float>?]
  /// The weights of each layer but the first, for every part of its contributions, turned over.
  let transposed: [[TransposedWeights]]

  /// - Returns: nil for a network that spikes.
  init?(_ network: Network, capacity: Int, needs: [ContributionSums]) {
    guard !network.spec.isSpiking else { return nil }
    let last = network.layers.count - 1
    handed = network.layers.map {
      $0.index == 0
        ? nil : SampleBuffers(samples: capacity, size: Self.handedSize($0), repeating: 0)
    }
    arriving = network.layers.map {
      $0.index == last
        ? nil : SampleBuffers(samples: capacity, size: $0.layout.padded, repeating: 0)
    }
    transposed = network.layers.map { layer in
      layer.index == 0
        ? [] : (0..<needs[layer.index].parts).map { _ in TransposedWeights(layer) }
    }
  }

  private static func handedSize(_ layer: Layer) -> Int {
    layer.isDense ? TransposedWeights.shape(layer).paddedOutputs : layer.route.cells.count
  }

  /// Bytes that it takes.
  static func bytes(_ network: Network, capacity: Int, needs: [ContributionSums]) -> Double {
    guard !network.spec.isSpiking else { return 0 }
    let last = network.layers.count - 1
    return network.layers.reduce(0.0) { sum, layer in
      var bytes = sum
      if layer.index > 0 {
        bytes += SampleBuffers<Float>.bytes(samples: capacity, size: handedSize(layer))
        bytes += Double(needs[layer.index].parts) * TransposedWeights.bytes(layer)
      }
      if layer.index < last {
        bytes += SampleBuffers<Float>.bytes(samples: capacity, size: layer.layout.padded)
      }
      return bytes
    }
  }
}

/// The weights of a connection turned over: a row for each output, so that what is handed to the inputs is
/// a product like any other.
final class TransposedWeights: Sendable {
  let shape: TileShape
  private let weights: Buffer<Float>
  private let zeros: Buffer<Float>
  /// Which input each output is, where that is not its number: a convolution's in the order of the values it
  /// reads, so that those side by side are handed something side by side.
  private let order: [Int]?

  init(_ layer: Layer) {
    shape = Self.shape(layer)
    order = layer.isDense ? nil : layer.patches.sliding?.regions.order
    weights = Buffer(count: shape.count, repeating: 0)
    zeros = Buffer(count: shape.width, repeating: 0)
  }

  /// An input for each output of the layer, with padding; an output for each of its inputs.
  static func shape(_ layer: Layer) -> TileShape {
    TileShape(inputs: layer.shape.paddedOutputs, outputs: layer.shape.inputs)
  }

  static func bytes(_ layer: Layer) -> Double {
    let shape = shape(layer)
    return Buffer<Float>.bytes(count: shape.count) + Buffer<Float>.bytes(count: shape.width)
  }

  /// Copies weights; of stacked ones (``ContributionWeights``) the first rows, which values that are not
  /// negative meet.
  func copy(_ layer: Parameters.Layer, _ workers: Workers) {
    let (shape, weights, from, order) = (shape, weights, layer.shape, order)
    workers.forEach(shape.tiles) { tile, _ in
      let first = tile * shape.width
      let out = weights.region(tile * shape.tileCount, shape.tileCount)
      let inputs = first..<min(first + shape.width, shape.outputs)
      if order == nil && Kernels.paddedSteps(inputs.count) == shape.width {
        for tile in 0..<from.tiles {
          // As columns are turned over into rows along time.
          Kernels.timeRows(
            local: layer.weightTile(tile).dropping(first * from.width), stride: from.width,
            count: from.width, steps: inputs.count,
            rows: out.dropping(tile * from.width * shape.width))
        }
        return
      }
      for input in inputs {
        for tile in 0..<from.tiles {
          let row = layer.weightTile(tile).dropping(
            (order?[input] ?? input) * from.width, count: from.width)
          for lane in 0..<from.width {
            out[(tile * from.width + lane) * shape.width + input - first] = row[lane]
          }
        }
      }
    }
  }

  /// Rows of coefficients of the outputs times the weights.
  ///
  /// - Parameters:
  ///   - rows: [rows][outputs with padding].
  ///   - adding: Whether the product is added to what is there.
  ///   - out: [rows][inputs with padding].
  func product(of values: Region<Float>, rows: Int, adding: Bool, into out: Region<Float>) {
    let stride = shape.paddedOutputs
    let sum = adding ? Buffer<Float>(count: rows * stride, repeating: 0).all : out
    for tile in 0..<shape.tiles {
      Kernels.denseCurrent(
        weights: weights.region(tile * shape.tileCount, shape.tileCount), bias: zeros.all,
        vectors: shape.vectors, inputs: shape.inputs, x: values, samples: rows,
        current: sum.dropping(tile * shape.width), currentStride: stride)
    }
    guard adding else { return }
    for index in 0..<rows * stride { out[index] += sum[index] }
  }
}
