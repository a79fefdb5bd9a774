import SpikeKernels

/// The weights of one connection, split by sign, and the sums that belong to each: what rules need
/// that give positive and negative contributions a coefficient each.
///
/// Spikes are never negative: a contribution has its weight's sign. A constant input may be: its
/// values are then split too, [x⁺, x⁻], and the rows stacked, so that row k of the positive half
/// meets x⁺ with w⁺ and row K + k meets x⁻ with w⁻.
final class SignedWeights: Sendable {
  let shape: TileShape
  private let isConstant: Bool
  /// Weights whose contributions are positive, and those whose are negative.
  let positive: Parameters.Layer
  let negative: Parameters.Layer
  /// Sums of x·a and x·b, and of a and b, in the layout of the weights.
  let positiveSums: Parameters.Layer
  let negativeSums: Parameters.Layer
  /// Coefficients b of a dense population that spikes feed, as columns and as time rows.
  private let columns: Buffer<Float>
  private let columnCount: Int
  private let feedback: Buffer<Float>
  private let feedbackCount: Int
  /// 1 for each sample of a dense population of whose coefficients b any is not 0: by LFP-αβ with
  /// β = 0 none is.
  let hasNegative: Buffer<Int32>
  /// Σ_t b of a dense population, [samples][padded].
  let timeSums: Buffer<Float>
  /// The split input of a dense population, [samples][2 · inputs], the same packed, and the sums of
  /// its positive contributions, [samples][padded].
  let input: Buffer<Float>
  let packed: ConstantInput?
  let contributions: Buffer<Float>
  /// Sums for each group of samples, of convolutions.
  let groupPositive: [Buffer<Float>]
  let groupNegative: [Buffer<Float>]
  let groupBiases: [Buffer<Float>]

  init(_ stage: Stage, of network: Network, capacity: Int) {
    let isConstant = stage.index == 0 && network.spec.encoding == .constant
    self.isConstant = isConstant
    shape = Self.shape(stage, isConstant)
    let (shape, steps) = (shape, network.steps)
    func zeros() -> Parameters.Layer {
      Parameters.Layer(zerosFor: shape, weightShape: stage.weightShape)
    }
    (positive, negative) = (zeros(), zeros())
    (positiveSums, negativeSums) = (zeros(), zeros())
    let dense = stage.isDense
    let room = dense && !isConstant ? capacity : 0
    columnCount = BackwardMemory.columnCount(stage, steps)
    feedbackCount = stage.layout.padded * Kernels.paddedSteps(steps)
    columns = Buffer(count: room * columnCount, repeating: 0)
    feedback = Buffer(count: room * feedbackCount, repeating: 0)
    hasNegative = Buffer(count: room, repeating: 0)
    timeSums = Buffer(count: dense ? capacity * stage.layout.padded : 0, repeating: 0)
    input = Buffer(count: dense && isConstant ? capacity * shape.inputs : 0, repeating: 0)
    packed =
      dense && isConstant
      ? ConstantInput(inputs: shape.inputs, capacity: capacity, leavesOutBackgrounds: false) : nil
    contributions = Buffer(
      count: dense && isConstant ? capacity * stage.layout.padded : 0, repeating: 0)
    func groups(_ count: Int) -> [Buffer<Float>] {
      dense ? [] : (0..<BackwardMemory.groups).map { _ in Buffer(count: count, repeating: 0) }
    }
    groupPositive = groups(shape.count)
    groupNegative = groups(shape.count)
    groupBiases = groups(shape.paddedOutputs)
  }

  private static func shape(_ stage: Stage, _ isConstant: Bool) -> TileShape {
    TileShape(
      inputs: stage.shape.inputs * (isConstant ? 2 : 1), outputs: stage.shape.outputs,
      vectors: stage.shape.vectors)
  }

  /// Bytes that the weights of a stage by sign take, and what is summed and kept for each.
  static func bytes(_ stage: Stage, of network: Network, capacity: Int) -> Double {
    let isConstant = stage.index == 0 && network.spec.encoding == .constant
    let (shape, padded) = (shape(stage, isConstant), stage.layout.padded)
    let isDense = stage.isDense
    let samples = Double(capacity)
    let room = isDense && !isConstant ? samples : 0
    let constant = isDense && isConstant ? samples : 0
    func floats(_ samples: Double, _ count: Int) -> Double {
      Buffer<Float>.bytes(count: samples * Double(count))
    }
    var bytes =
      4 * Parameters.Layer.bytes(shape: shape)
      + floats(room, BackwardMemory.columnCount(stage, network.steps))
      + floats(room, padded * Kernels.paddedSteps(network.steps))
      + Buffer<Int32>.bytes(count: room) + floats(isDense ? samples : 0, padded)
      + floats(constant, shape.inputs) + floats(constant, padded)
    if isDense && isConstant {
      bytes += ConstantInput.bytes(inputs: shape.inputs, capacity: capacity)
    }
    if !isDense {
      bytes +=
        Double(BackwardMemory.groups)
        * (2 * floats(1, shape.count) + floats(1, shape.paddedOutputs))
    }
    return bytes
  }

  /// The sums for each sign.
  var sums: [Parameters.Layer] { [positiveSums, negativeSums] }

  /// Coefficients b of a sample, as columns.
  func columns(_ sample: Int) -> Region<Float> {
    columns.region(sample * columnCount, columnCount)
  }

  /// The same as time rows.
  func feedback(_ sample: Int) -> Region<Float> {
    feedback.region(sample * feedbackCount, feedbackCount)
  }

  /// Copies the weights by sign.
  func split(_ layer: Parameters.Layer, _ workers: Workers) {
    workers.forEach(shape.tiles) { tile, _ in
      let weights = layer.weightTile(tile)
      let (above, below) = (positive.weightTile(tile), negative.weightTile(tile))
      Kernels.splitSigns(of: weights, positive: above, negative: below)
      if isConstant {
        Kernels.splitSigns(
          of: weights, positive: below.dropping(weights.count),
          negative: above.dropping(weights.count))
      }
    }
    Kernels.splitSigns(of: layer.bias.all, positive: positive.bias.all, negative: negative.bias.all)
  }

  /// Adds to each weight of a direction the sum of its contributions' sign, and forgets the sums.
  func merge(
    into direction: Parameters.Layer, parameters: Parameters.Layer, _ workers: Workers
  ) {
    workers.forEach(shape.tiles) { tile, _ in
      let (weights, target) = (parameters.weightTile(tile), direction.weightTile(tile))
      let (above, below) = (positiveSums.weightTile(tile), negativeSums.weightTile(tile))
      Kernels.mergeSigns(of: weights, positive: above, negative: below, into: target)
      if isConstant {
        Kernels.mergeSigns(
          of: weights, positive: below.dropping(weights.count),
          negative: above.dropping(weights.count), into: target)
      }
    }
    Kernels.mergeSigns(
      of: parameters.bias.all, positive: positiveSums.bias.all, negative: negativeSums.bias.all,
      into: direction.bias.all)
  }
}
