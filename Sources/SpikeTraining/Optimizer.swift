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
  private let pieces: [(layer: Int, tensor: Int, piece: Int)]
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
    pieces = moments[0].layers.enumerated().flatMap { layer, values in
      values.tensors.enumerated().flatMap { tensor, values in
        (0..<values.pieces).map { (layer, tensor, $0) }
      }
    }
    let connections = network.layers.count
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
  ///   - parameters: What is moved.
  ///   - direction: Where from: what a learning rule gave.
  ///   - turn: What turns sums of weights into their direction, see ``SpikeSim/LearningRule``.
  ///   - factor: Of the learning rate, by a ``Schedule``.
  ///   - bounds: For each connection, up to which magnitude parameters are ``StepResult/small``; nil for
  ///     all that are finite.
  /// - Returns: How large the parameters are now.
  @discardableResult
  public func step(
    _ parameters: Parameters, against direction: Parameters,
    turning turn: @Sendable (_ sums: Region<Float>, _ values: Region<Float>) -> Void = { _, _ in },
    factor: Float = 1, bounds: [Float]? = nil
  ) -> StepResult {
    steps += 1
    let move = Move(spec: spec, step: steps, factor: factor)
    let kept = 1 - spec.learningRate * factor * weightDecay
    let (moments, clips, pieces) = (moments, clips, pieces)
    let bounds = bounds ?? parameters.layers.map { _ in .greatestFiniteMagnitude }
    let results = workers.map(pieces.count, filler: StepResult.small) { item, _ in
      let (layer, index, piece) = pieces[item]
      let tensor = parameters.layers[layer].tensors[index]
      let values = tensor.piece(piece)
      let gradient = direction.layers[layer].tensors[index].piece(piece)
      turn(gradient, values)
      clips[layer]?.clip(gradient, of: values, tiles: tensor.tiles)
      if kept != 1 { Kernels.scale(values, by: kept) }
      let moments = moments.map { $0.layers[layer].tensors[index].piece(piece) }
      move.apply(gradient, moments, to: values)
      tensor.keepInRange()
      gradient.fill(0)
      return StepResult(values, moments, bound: bounds[layer])
    }
    direction.clearUnusedBiases()
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
