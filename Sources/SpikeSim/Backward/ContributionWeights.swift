import SpikeKernels

/// The weights of one connection in the form in which a rule needs sums over contributions: their
/// magnitudes, or split by sign.
///
/// Spikes are never negative: a contribution has its weight's sign. A constant input may be: split by
/// sign its values are [x⁺, x⁻], and the weights' rows are stacked, so that row k of the positive half
/// meets x⁺ with w⁺ and row K + k meets x⁻ with w⁻.
final class ContributionWeights: Sendable {
  /// Whether positive and negative contributions are told apart.
  let splitsSigns: Bool
  private let isConstant: Bool
  /// |W|, or the weights whose contributions are positive: the current by them is the sum.
  let summed: Parameters.Layer
  /// The weights whose contributions are negative; nil for magnitudes.
  private let negative: Parameters.Layer?
  /// The sums of x·g for each sign, in the layout of these weights.
  private let sums: [Parameters.Layer]
  /// Of a dense layer under constant input: the sums over contributions.
  let constant: ConstantContributions?

  /// - Returns: nil where the rule needs no sums.
  init?(_ need: ContributionSums, _ layer: Layer, of network: Network, capacity: Int) {
    guard need != .none else { return nil }
    splitsSigns = need == .positive
    isConstant = layer.source == .values
    let shape = Self.shape(need, layer, of: network)
    func zeros() -> Parameters.Layer {
      Parameters.Layer(zerosFor: shape, weightShape: layer.weightShape)
    }
    summed = zeros()
    negative = splitsSigns ? zeros() : nil
    sums = splitsSigns ? [zeros(), zeros()] : []
    constant =
      isConstant && layer.isDense
      ? ConstantContributions(shape, splitsSigns: splitsSigns, capacity: capacity) : nil
  }

  /// The layout of the weights by which a rule's parts of a connection are computed.
  static func shape(_ need: ContributionSums, _ layer: Layer, of network: Network) -> TileShape {
    let isStacked = need == .positive && layer.source == .values
    return TileShape(
      inputs: layer.shape.inputs * (isStacked ? 2 : 1), outputs: layer.shape.outputs,
      vectors: layer.shape.vectors)
  }

  /// Bytes that the weights of a layer in this form take, and their sums.
  static func bytes(
    _ need: ContributionSums, _ layer: Layer, of network: Network, capacity: Int
  ) -> Double {
    guard need != .none else { return 0 }
    let shape = shape(need, layer, of: network)
    let isConstant = layer.source == .values && layer.isDense
    return (need == .positive ? 4 : 1) * Parameters.Layer.bytes(shape: shape)
      + (isConstant ? ConstantContributions.bytes(shape, capacity: capacity) : 0)
  }

  /// The parts whose contributions have coefficients of their own, by the memory of each; none where
  /// all contributions have the same.
  func parts(_ memories: [PartMemory]) -> [ContributionPart] {
    guard let negative else { return [] }
    return [
      ContributionPart(weights: summed, sums: sums[0], memory: memories[0]),
      ContributionPart(weights: negative, sums: sums[1], memory: memories[1]),
    ]
  }

  /// The weights whose contributions are positive and those whose are negative, each with its sums; none
  /// where all contributions have the same coefficient.
  var signs: [(weights: Parameters.Layer, sums: Parameters.Layer)] {
    negative.map { [(summed, sums[0]), ($0, sums[1])] } ?? []
  }

  /// Copies the weights of a batch in this form.
  func copy(_ weights: Parameters.Layer, _ workers: Workers) {
    let (summed, negative, isConstant) = (summed, negative, isConstant)
    workers.forEach(weights.shape.tiles) { tile, _ in
      let (weights, above) = (weights.weightTile(tile), summed.weightTile(tile))
      guard let below = negative?.weightTile(tile) else {
        Kernels.magnitudes(of: weights, into: above)
        return
      }
      Kernels.splitSigns(of: weights, positive: above, negative: below)
      if isConstant {
        Kernels.splitSigns(
          of: weights, positive: below.dropping(weights.count),
          negative: above.dropping(weights.count))
      }
    }
    if let negative {
      Kernels.splitSigns(
        of: weights.bias.all, positive: summed.bias.all, negative: negative.bias.all)
    } else {
      Kernels.magnitudes(of: weights.bias.all, into: summed.bias.all)
    }
  }

  /// Adds to each weight of a direction the sum of its contributions' sign, and sets the sums to 0.
  func merge(
    into direction: Parameters.Layer, parameters: Parameters.Layer, _ workers: Workers
  ) {
    guard sums.count == 2 else { return }
    let (positive, negative, isConstant) = (sums[0], sums[1], isConstant)
    workers.forEach(parameters.shape.tiles) { tile, _ in
      let (weights, target) = (parameters.weightTile(tile), direction.weightTile(tile))
      let (above, below) = (positive.weightTile(tile), negative.weightTile(tile))
      Kernels.mergeSigns(of: weights, positive: above, negative: below, into: target)
      if isConstant {
        Kernels.mergeSigns(
          of: weights, positive: below.dropping(weights.count),
          negative: above.dropping(weights.count), into: target)
      }
    }
    Kernels.mergeSigns(
      of: parameters.bias.all, positive: positive.bias.all, negative: negative.bias.all,
      into: direction.bias.all)
  }
}

/// The sums over the contributions to the neurons of a dense layer under constant input, which are the
/// same at every step.
final class ConstantContributions: Sendable {
  private let splitsSigns: Bool
  /// The input by magnitude, or split by sign: [samples][inputs].
  private let input: Buffer<Float>
  /// The same, packed.
  private let packed: ConstantInput
  private let columnSums: Buffer<Float>
  /// The sums, [samples][padded].
  let sums: Buffer<Float>

  /// - Parameter shape: That of the weights.
  init(_ shape: TileShape, splitsSigns: Bool, capacity: Int) {
    self.splitsSigns = splitsSigns
    input = Buffer(count: capacity * shape.inputs, repeating: 0)
    packed = ConstantInput(
      inputs: shape.inputs, capacity: capacity, leavesOutBackgrounds: !splitsSigns)
    columnSums = Buffer(count: shape.paddedOutputs, repeating: 0)
    sums = Buffer(count: capacity * shape.paddedOutputs, repeating: 0)
  }

  /// Bytes that the sums of so many samples take.
  static func bytes(_ shape: TileShape, capacity: Int) -> Double {
    Buffer<Float>.bytes(count: Double(capacity) * Double(shape.inputs))
      + ConstantInput.bytes(inputs: shape.inputs, capacity: capacity)
      + Buffer<Float>.bytes(count: shape.paddedOutputs)
      + Buffer<Float>.bytes(count: Double(capacity) * Double(shape.paddedOutputs))
  }

  /// Finds the sums of every sample by the given weights.
  ///
  /// - Parameter x: [samples][inputs of the layer].
  func find(_ x: Region<Float>, by weights: Parameters.Layer, samples: Int, _ workers: Workers) {
    let (inputs, input, splitsSigns) = (x.count / samples, input, splitsSigns)
    workers.forEach(samples) { sample, _ in
      let from = x.dropping(sample * inputs, count: inputs)
      if splitsSigns {
        splitSigns(from, inputs: inputs, rows: 1, into: input.all.dropping(2 * sample * inputs))
      } else {
        let to = input.all.dropping(sample * inputs)
        for k in 0..<inputs { to[k] = abs(from[k]) }
      }
    }
    packed.currents(
      of: input.region(0, samples * weights.shape.inputs), weights, samples: samples,
      columnSums: columnSums.all, into: sums.all, workers)
  }

  /// The input split by sign; nil where it is not split.
  var split: Buffer<Float>? { splitsSigns ? input : nil }
}

/// Splits values by sign, rows of [x] into rows of [x⁺, x⁻].
func splitSigns(_ x: Region<Float>, inputs: Int, rows: Int, into split: Region<Float>) {
  for row in 0..<rows {
    for k in 0..<inputs {
      let value = x[row * inputs + k]
      split[row * 2 * inputs + k] = max(0, value)
      split[row * 2 * inputs + inputs + k] = min(0, value)
    }
  }
}
