import SpikeKernels
import SpikeSim

/// Moves parameters against a direction, after clipping it, one tile of weights at a time: all that
/// is done to a tile is done while it is in the cache.
///
/// Shares the tiles of all layers among threads; each weight is computed by one thread in one
/// order. Holds two moments a parameter for Adam and one for SGD.
public final class Optimizer {
  /// The method and its constants.
  public let spec: OptimizerSpec
  /// What bounds a step.
  public let clipping: Clipping
  /// Steps taken so far.
  public internal(set) var steps = 0
  /// The velocity of SGD, or Adam's first and second moments.
  public let moments: [Parameters]
  private let workers: Workers
  private let tiles: [(layer: Int, tile: Int)]
  /// What clips each connection; nil where nothing does.
  private let clips: [AdaptiveClipping?]

  /// Allocates the moments, zero at first.
  public init(_ spec: OptimizerSpec, clipping: Clipping, network: Network, workers: Workers) {
    self.spec = spec
    self.clipping = clipping
    self.workers = workers
    moments = (0..<spec.momentNames.count).map { _ in Parameters(zerosFor: network) }
    tiles = network.stages.flatMap { stage in
      (0..<stage.shape.tiles).map { (stage.index, $0) }
    }
    let connections = network.stages.count
    clips = (0..<connections).map { connection in
      guard case .adaptive(let limit, let floor, let layers) = clipping,
        layers.contains(connection, of: connections)
      else { return nil }
      return AdaptiveClipping(limit: limit, floor: floor)
    }
  }

  /// Bytes that the moments take.
  package static func bytes(_ spec: OptimizerSpec, network: Network) -> Double {
    Double(spec.momentNames.count) * Parameters.bytes(for: network)
  }

  /// Clips `direction`, moves `parameters` against it and leaves it all zeros.
  ///
  /// - Complexity: O(parameters), memory-bound.
  ///
  /// Infinite directions and moments end in infinite parameters or an infinite last moment: where all
  /// of those are finite, so is everything.
  ///
  /// - Parameters:
  ///   - turn: What turns sums of weights into their direction, see ``SpikeSim/LearningRule``.
  ///   - factor: Of the learning rate, by a ``Schedule``.
  ///   - bounds: For each connection, up to which magnitude parameters are ``StepResult/small``; nil
  ///     for all that are finite.
  /// - Returns: How large the parameters are now.
  @discardableResult
  public func step(
    _ parameters: Parameters, against direction: Parameters,
    turning turn: @Sendable (_ sums: Region<Float>, _ values: Region<Float>) -> Void = { _, _ in },
    factor: Float = 1, bounds: [Float]? = nil
  ) -> StepResult {
    steps += 1
    let move = Move(spec: spec, step: steps, factor: factor)
    let (moments, clips, tiles) = (moments, clips, tiles)
    let bounds = bounds ?? parameters.layers.map { _ in .greatestFiniteMagnitude }
    var results = workers.map(tiles.count, filler: StepResult.small) { item, _ in
      let (index, tile) = tiles[item]
      let shape = parameters.layers[index].shape
      let values = parameters.layers[index].weightTile(tile)
      let gradient = direction.layers[index].weightTile(tile)
      turn(gradient, values)
      clips[index]?.clip(gradient, of: values, shape: shape)
      let tileMoments = moments.map { $0.layers[index].weightTile(tile) }
      move.apply(gradient, tileMoments, to: values)
      gradient.fill(0)
      return StepResult(values, tileMoments, bound: bounds[index])
    }
    for (index, layer) in parameters.layers.enumerated() {
      let gradient = direction.layers[index].bias.all
      turn(gradient, layer.bias.all)
      clips[index]?.clip(vector: gradient, of: layer.bias.all)
      let layerMoments = moments.map { $0.layers[index].bias.all }
      move.apply(gradient, layerMoments, to: layer.bias.all)
      gradient.fill(0)
      results.append(StepResult(layer.bias.all, layerMoments, bound: bounds[index]))
    }
    return results.max() ?? .small
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
