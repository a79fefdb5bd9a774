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

  init(_ layer: Parameters.Layer, isConstant: Bool, capacity: Int, stage: Stage) {
    let shape = layer.shape
    weights = Parameters.Layer(
      shape: shape, weightShape: layer.weightShape,
      weight: Buffer(count: shape.count, repeating: 0),
      bias: Buffer(count: shape.paddedOutputs, repeating: 0))
    let samples = isConstant && stage.isDense ? capacity : 0
    input = Buffer(count: samples * shape.inputs, repeating: 0)
    packed = samples > 0 ? ConstantInput(inputs: shape.inputs, capacity: samples) : nil
    columnSums = Buffer(count: samples > 0 ? shape.paddedOutputs : 0, repeating: 0)
    contributions = Buffer(count: samples * stage.layout.padded, repeating: 0)
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
