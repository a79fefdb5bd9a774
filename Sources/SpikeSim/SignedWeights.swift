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

  init(
    _ layer: Parameters.Layer, isConstant: Bool, capacity: Int, stage: Stage, steps: Int
  ) {
    self.isConstant = isConstant
    shape = TileShape(
      inputs: layer.shape.inputs * (isConstant ? 2 : 1), outputs: layer.shape.outputs,
      vectors: layer.shape.vectors)
    let shape = shape
    func zeros() -> Parameters.Layer {
      Parameters.Layer(
        shape: shape, weightShape: layer.weightShape,
        weight: Buffer(count: shape.count, repeating: 0),
        bias: Buffer(count: shape.paddedOutputs, repeating: 0))
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
