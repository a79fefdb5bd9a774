import SpikeKernels

/// |W| and |b| of one connection, for rules that divide by the sum of all contributions' magnitudes.
final class WeightMagnitudes: Sendable {
  /// |W| and |b|.
  let weights: Parameters.Layer
  /// |x| of a constant input to a dense layer, and Σ|z| of its neurons, [samples][padded].
  private let input: Buffer<Float>
  private let packed: ConstantInput?
  private let columnSums: Buffer<Float>
  let contributions: Buffer<Float>

  init(_ stage: Stage, of network: Network, capacity: Int) {
    let shape = stage.shape
    weights = Parameters.Layer(zerosFor: shape, weightShape: stage.weightShape)
    let samples = Self.samples(stage, network, capacity)
    input = Buffer(count: samples * shape.inputs, repeating: 0)
    packed = samples > 0 ? ConstantInput(inputs: shape.inputs, capacity: samples) : nil
    columnSums = Buffer(count: samples > 0 ? shape.paddedOutputs : 0, repeating: 0)
    contributions = Buffer(count: samples * stage.layout.padded, repeating: 0)
  }

  /// Samples that sums are kept of: those of a dense layer under constant input.
  private static func samples(_ stage: Stage, _ network: Network, _ capacity: Int) -> Int {
    stage.index == 0 && network.spec.encoding == .constant && stage.isDense ? capacity : 0
  }

  /// Bytes that the magnitudes of a stage's weights take.
  static func bytes(_ stage: Stage, of network: Network, capacity: Int) -> Double {
    let (shape, samples) = (stage.shape, samples(stage, network, capacity))
    func floats(_ count: Int) -> Double {
      Buffer<Float>.bytes(count: Double(samples) * Double(count))
    }
    return Parameters.Layer.bytes(shape: shape) + floats(shape.inputs)
      + (samples > 0 ? ConstantInput.bytes(inputs: shape.inputs, capacity: samples) : 0)
      + Buffer<Float>.bytes(count: samples > 0 ? shape.paddedOutputs : 0)
      + floats(stage.layout.padded)
  }

  /// Copies the magnitudes of the weights.
  func copy(_ layer: Parameters.Layer, _ workers: Workers) {
    workers.forEach(layer.shape.tiles) { tile, _ in
      Kernels.magnitudes(of: layer.weightTile(tile), into: weights.weightTile(tile))
    }
    Kernels.magnitudes(of: layer.bias.all, into: weights.bias.all)
  }

  /// Finds Σ|z| of every neuron of a dense layer under constant input.
  ///
  /// - Parameter x: [samples][inputs].
  func findContributions(_ x: Region<Float>, samples: Int, _ workers: Workers) {
    guard let packed else { preconditionFailure("only a constant input has such sums") }
    let inputs = weights.shape.inputs
    workers.forEach(samples) { sample, _ in
      let (from, to) = (x.dropping(sample * inputs), input.all.dropping(sample * inputs))
      for k in 0..<inputs { to[k] = abs(from[k]) }
    }
    packed.currents(
      of: input.region(0, samples * inputs), weights, samples: samples,
      columnSums: columnSums.all, into: contributions.all, workers)
  }
}
