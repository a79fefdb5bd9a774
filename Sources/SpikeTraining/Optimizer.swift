import SpikeKernels
import SpikeSim

/// Moves parameters against a direction, after clipping it, one piece of a tensor at a time: all that
/// is done to a tile of weights is done while it is in the cache.
///
/// Shares the pieces of all tensors among threads; each parameter is computed by one thread in one
/// order. Holds two moments a parameter for Adam and one for SGD.
public final class Optimizer {
  /// The method and its constants.
  public let spec: OptimizerSpec
  /// What bounds a step.
  public let clipping: Clipping
  /// λ of decoupled weight decay, w = w − η·λ·w before each step (Loshchilov and Hutter 2019): with Adam
  /// that is AdamW.
  public let weightDecay: Float
  /// Steps taken so far.
  public internal(set) var steps = 0
  /// The velocity of SGD, or Adam's first and second moments.
  public let moments: [Parameters]
  private let workers: Workers
  /// Every piece of every tensor.
  private let pieces: [Piece]
  /// What clips each connection; nil where nothing does.
  private let clips: [AdaptiveClipping?]

  /// Allocates the moments, zero at first.
  public init(
    _ spec: OptimizerSpec, clipping: Clipping, weightDecay: Float = 0, network: Network,
    workers: Workers
  ) {
    self.spec = spec
    self.weightDecay = weightDecay
    self.clipping = clipping
    self.workers = workers
    moments = (0..<spec.momentNames.count).map { _ in Parameters(zerosFor: network) }
    let connections = network.layers.count
    let clips: [AdaptiveClipping?] = (0..<connections).map { connection in
      guard case .adaptive(let limit, let floor, let layers) = clipping,
        layers.contains(connection, of: connections)
      else { return nil }
      return AdaptiveClipping(limit: limit, floor: floor)
    }
    pieces = moments[0].layers.enumerated().flatMap { layer, values in
      values.tensors.enumerated().flatMap { tensor, values in
        Piece.pieces(of: values, layer: layer, tensor: tensor, isClipped: clips[layer] != nil)
      }
    }
    self.clips = clips
  }

  /// Bytes that the moments take.
  package static func bytes(_ spec: OptimizerSpec, network: Network) -> Double {
    Double(spec.momentNames.count) * Parameters.bytes(for: network)
  }

  /// Clips `direction`, moves `parameters` against it and leaves it all zeros. Where sums are still to be added it
  /// must hold what the rule that left them has added, and nothing else.
  ///
  /// - Complexity: O(parameters), memory-bound.
  ///
  /// Infinite directions and moments end in infinite parameters or an infinite last moment: where all
  /// of those are finite, so is everything.
  ///
  /// - Parameters:
  ///   - parameters: What is moved.
  ///   - direction: Where from: what a learning rule gave.
  ///   - open: Sums that are still to be added to it; nil where it is complete.
  ///   - turn: What turns sums of weights into their direction, see ``SpikeSim/LearningRule``.
  ///   - factor: Of the learning rate, by a ``Schedule``.
  ///   - bounds: For each connection, up to which magnitude parameters are ``StepResult/small``; nil for
  ///     all that are finite.
  /// - Returns: How large the parameters are now.
  @discardableResult
  public func step(
    _ parameters: Parameters, against direction: Parameters, adding open: OpenSums? = nil,
    turning turn: @Sendable (_ sums: Region<Float>, _ values: Region<Float>) -> Void = { _, _ in },
    factor: Float = 1, bounds: [Float]? = nil
  ) -> StepResult {
    steps += 1
    let move = Move(spec: spec, step: steps, factor: factor)
    let kept = 1 - spec.learningRate * factor * weightDecay
    let (moments, clips, pieces) = (moments, clips, pieces)
    let bounds = bounds ?? parameters.layers.map { _ in .greatestFiniteMagnitude }
    let results = workers.map(pieces.count, filler: StepResult.small) { item, worker in
      let piece = pieces[item]
      let tensor = parameters.layers[piece.layer].tensors[piece.tensor]
      let values = piece.of(parameters)
      let moments = moments.map { piece.of($0) }
      let (gradient, isDirection) = piece.sums(
        in: direction, adding: open, worker: worker)
      turn(gradient, values)
      clips[piece.layer]?.clip(gradient, of: values, tiles: tensor.tiles)
      if kept != 1 { Kernels.scale(values, by: kept) }
      move.apply(gradient, moments, to: values)
      tensor.keepInRange()
      if isDirection { gradient.fill(0) }
      return StepResult(values, moments, bound: bounds[piece.layer])
    }
    direction.clearUnusedBiases()
    return results.max() ?? .small
  }
}

/// A piece of a tensor that is processed at a time, while it is in cache.
private struct Piece: Sendable {
  let layer: Int
  let tensor: Int
  /// Of a matrix, which tile and which of its inputs; nil for a vector.
  let part: (tile: Int, inputs: Range<Int>)?
  private let first: Int
  private let count: Int

  /// The pieces of a tensor: whole tiles where columns are clipped, else some inputs of each.
  static func pieces(
    of values: ParameterTensor, layer: Int, tensor: Int, isClipped: Bool
  ) -> [Piece] {
    guard let tiles = values.tiles else {
      return [Piece(layer: layer, tensor: tensor, part: nil, first: 0, count: values.values.count)]
    }
    let size = isClipped ? tiles.inputs : OpenSums.inputs(width: tiles.width)
    return (0..<tiles.tiles).flatMap { tile in
      stride(from: 0, to: tiles.inputs, by: size).map { start in
        let inputs = start..<min(tiles.inputs, start + size)
        return Piece(
          layer: layer, tensor: tensor, part: (tile, inputs),
          first: tile * tiles.tileCount + start * tiles.width, count: inputs.count * tiles.width)
      }
    }
  }

  /// Its values.
  func of(_ parameters: Parameters) -> Region<Float> {
    parameters.layers[layer].tensors[tensor].values.region(first, count)
  }

  /// The complete sums of its parameters, and whether they are in the direction.
  func sums(
    in direction: Parameters, adding open: OpenSums?, worker: Int
  ) -> (Region<Float>, isDirection: Bool) {
    let sums = of(direction)
    // A layer's first tensor has its weights.
    guard let open, let part, tensor == 0 else { return (sums, true) }
    return open.sums(
      of: layer, tile: part.tile, inputs: part.inputs, in: sums, worker: worker)
  }
}

/// How large parameters are after a step.
public enum StepResult: Int, Comparable, Sendable, BitwiseCopyable {
  /// None is above its bound, and all moments are finite.
  case small
  /// Some are, and all are finite.
  case large
  /// Some parameter or moment is NaN or infinite.
  case notFinite

  init(_ values: Region<Float>, _ moments: [Region<Float>], bound: Float) {
    if !(moments.last.map(Kernels.allFinite) ?? true) {
      self = .notFinite
    } else if Kernels.areAll(values, within: bound) {
      self = .small
    } else {
      self = Kernels.allFinite(values) ? .large : .notFinite
    }
  }

  /// By size.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension OptimizerSpec {
  /// Names of the moments it keeps, as checkpoints store them.
  public var momentNames: [String] {
    switch self {
    case .sgd: ["velocity"]
    case .adam: ["first", "second"]
    }
  }
}

/// One step of an optimiser, its constants worked out.
private enum Move: Sendable {
  /// `share` of the gradient enters the velocity.
  case sgd(rate: Float, momentum: Float, share: Float)
  case adam(AdamStep)

  init(spec: OptimizerSpec, step: Int, factor: Float) {
    switch spec {
    case .sgd(let rate, let momentum, let form):
      self = .sgd(
        rate: rate * factor, momentum: momentum, share: form == .average ? 1 - momentum : 1)
    case .adam(let rate, let beta1, let beta2, let epsilon):
      self = .adam(
        AdamStep(rate: rate * factor, beta1: beta1, beta2: beta2, epsilon: epsilon, step: step))
    }
  }

  func apply(_ gradient: Region<Float>, _ moments: [Region<Float>], to values: Region<Float>) {
    switch self {
    case .sgd(let rate, let momentum, let share):
      Kernels.sgd(
        gradient: gradient, rate: rate, momentum: momentum, share: share, velocity: moments[0],
        parameters: values)
    case .adam(let constants):
      Kernels.adam(
        gradient: gradient, constants: constants, first: moments[0], second: moments[1],
        parameters: values)
    }
  }
}
