import SpikeKernels

/// One of the parts into which a rule divides a layer's contributions, each with a coefficient g of its
/// own: all contributions, or those of one sign.
///
/// The walk back treats every part alike: Σ_t x[t]·g[t] is added to `sums`, and Σ_j w_ij·g_j[t] by
/// `weights` is handed down.
struct ContributionPart: Sendable {
  /// The weights of these contributions, 0 where a contribution belongs to another part.
  let weights: Parameters.Layer
  /// Receives the sums over a batch.
  let sums: Parameters.Layer
  let memory: PartMemory
}

/// The memory of one part of a layer that lasts for a whole trace.
final class PartMemory: Sendable {
  /// Coefficients of the listed neurons of a dense layer that spikes feed, as columns and as time rows.
  let columns: SampleBuffers<Float>
  let feedback: SampleBuffers<Float>
  /// 1 for each sample of such a layer with a coefficient other than 0. By LFP-αβ with β = 0 those of
  /// negative contributions are all 0.
  let hasNonzero: Buffer<Int32>
  /// Σ_t g of a dense layer, [samples][padded].
  let timeSums: Buffer<Float>
  /// Products of a dense layer that reads values.
  let product: WeightProduct?
  /// Sums of a convolution for each group of samples.
  let groups: [PartialSums]
  private let padded: Int

  /// - Parameters:
  ///   - shape: That of the part's weights.
  ///   - inputs: Of a dense layer that reads values, what it is fed.
  init(
    _ layer: Layer, _ shape: TileShape, _ inputs: PackedInputs?, of network: Network, capacity: Int
  ) {
    let samples = Self.samples(layer, network, capacity)
    padded = layer.layout.padded
    columns = SampleBuffers(
      samples: samples, size: Self.columnCount(layer, network.steps), repeating: 0)
    feedback = SampleBuffers(
      samples: samples, size: padded * Kernels.paddedSteps(network.steps), repeating: 0)
    hasNonzero = Buffer(count: samples, repeating: 0)
    timeSums = Buffer(count: layer.isDense ? capacity * padded : 0, repeating: 0)
    product = inputs.map { WeightProduct(shape, of: $0, capacity: capacity) }
    groups = layer.isDense ? [] : (0..<BackwardMemory.groups).map { _ in PartialSums(shape) }
  }

  /// Samples whose coefficients are kept: those of dense layers that spikes feed.
  private static func samples(_ layer: Layer, _ network: Network, _ capacity: Int) -> Int {
    layer.isDense && layer.source == .spikes ? capacity : 0
  }

  /// Floats of a sample's columns.
  static func columnCount(_ layer: Layer, _ steps: Int) -> Int {
    layer.layout.padded * steps + BackwardMemory.slack
  }

  /// Bytes that one part of a layer takes.
  static func bytes(
    _ layer: Layer, _ shape: TileShape, of network: Network, capacity: Int
  ) -> Double {
    let (samples, padded) = (samples(layer, network, capacity), layer.layout.padded)
    return SampleBuffers<Float>.bytes(samples: samples, size: columnCount(layer, network.steps))
      + SampleBuffers<Float>.bytes(
        samples: samples, size: padded * Kernels.paddedSteps(network.steps))
      + Buffer<Int32>.bytes(count: samples)
      + Buffer<Float>.bytes(count: layer.isDense ? Double(capacity) * Double(padded) : 0)
      + (BackwardMemory.packsInputs(layer) ? WeightProduct.bytes(shape, capacity: capacity) : 0)
      + (layer.isDense ? 0 : Double(BackwardMemory.groups) * PartialSums.bytes(shape))
  }

  /// Σ_t g of a sample of a dense layer.
  func timeSums(_ sample: Int) -> Region<Float> { timeSums.region(sample * padded, padded) }
}

/// The sums of the weights and biases of a convolution over one group of a batch's samples.
struct PartialSums: Sendable {
  let weights: Buffer<Float>
  let biases: Buffer<Float>

  /// All zeros.
  init(_ shape: TileShape) {
    weights = Buffer(count: shape.count, repeating: 0)
    biases = Buffer(count: shape.paddedOutputs, repeating: 0)
  }

  /// Bytes that the sums take.
  static func bytes(_ shape: TileShape) -> Double {
    Buffer<Float>.bytes(count: shape.count) + Buffer<Float>.bytes(count: shape.paddedOutputs)
  }

  /// Adds the sums to those of the batch and sets them to 0.
  func move(to sums: Parameters.Layer) {
    for index in 0..<weights.count { sums.weight[index] += weights[index] }
    for index in 0..<biases.count { sums.bias[index] += biases[index] }
    weights.fill(0)
    biases.fill(0)
  }
}
