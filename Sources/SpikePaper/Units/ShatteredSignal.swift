import SpikeData
import SpikeFiles
import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeSurrogate
import SpikeTraining

/// What a network that was not trained hands to its input, for points of a line.
struct ShatteredSignal: Sendable {
  /// How weights and biases start.
  enum Start: String, CaseIterable, Sendable {
    /// Weights and biases uniform within 1 / √inputs.
    case pytorch
    /// Weights and biases of variance 2 / width, those of the first layer too.
    ///
    /// With biases of 0 a network of ReLU units is positively homogeneous: of one input x it makes
    /// |x| times what it makes of the sign of x, so that its gradient cannot change within a side.
    case heWithBiases = "he-with-biases"

    var label: String {
      self == .pytorch ? "PyTorch's initialisation" : "He's initialisation, biases drawn likewise"
    }
  }

  /// Hidden layers behind the first.
  let depth: Int
  let rule: UnitRule
  /// What the parameters are drawn from.
  let seed: UInt64
  /// The points, from −4 to 4.
  let positions: [Float]
  /// What arrives at each.
  let values: [Float]

  /// What a signal is of.
  struct Identity: Hashable, Sendable {
    var depth: Int
    var rule: UnitRule
    var seed: UInt64
  }

  /// What it is of.
  var identity: Identity { Identity(depth: depth, rule: rule, seed: seed) }

  /// Units of a hidden layer, the first included.
  static let width = 200
  /// The paper's points.
  static let points = positions(step: step)
  private static let step: Float = 0.02

  private static func positions(step: Float) -> [Float] {
    let line = LineDataset(step: step)
    return (0..<line.points).map(line.position)
  }

  /// Simulates a network and hands the signal of its output back: the gradient of the cross-entropy, or reward
  /// (7) by a rule of LFP, divided by its largest magnitude at each layer.
  init(
    depth: Int, rule: UnitRule, start: Start, seed: UInt64 = 0, width: Int = width,
    step: Float = step
  ) {
    let points = Self.positions(step: step)
    (self.depth, self.rule, self.seed, positions) = (depth, rule, seed, points)
    let hidden = (0...depth).flatMap { _ in [LayerSpec.dense(units: width), .relu] }
    let spec = NetworkSpec(inputShape: [1], steps: 1, layers: hidden + [.dense(units: 2)])
    guard let network = try? Network(spec) else {
      preconditionFailure("dense layers of \(width) units fit each other")
    }
    let workers = Workers()
    let parameters = Parameters(zerosFor: network)
    start.fill(parameters, width: width, seed: seed)
    let count = points.count
    let trace = Trace(network: network, capacity: count, membranes: .learning)
    trace.values.all.assign(points)
    Simulator(network: network, capacity: count, workers: workers)
      .simulate(trace, parameters: parameters, samples: count)
    let labels = points.map { $0 < 0 ? 0 : 1 }
    let direction = Parameters(zerosFor: network)
    switch rule.lfp {
    case nil:
      let learning = GradientLearning(
        normalization: .largest, network: network, capacity: count, workers: workers,
        recordsInput: true)
      _ = learning.accumulate(
        trace, labels: labels, batch: count, parameters: parameters, into: direction)
      values = learning.inputGradient(trace, parameters: parameters)
    case let lfp?:
      let learning = try? LFPLearning(
        rules: network.layers.map { _ in lfp }, reward: RewardSpec.logistic.reward,
        normalization: .largest, network: network, capacity: count, workers: workers,
        recordsInput: true)
      guard let learning else { preconditionFailure("constants of \(lfp) are in range") }
      _ = learning.accumulate(
        trace, labels: labels, batch: count, parameters: parameters, into: direction)
      values = learning.inputReward(trace, parameters: parameters)
    }
  }

  /// Values as they are given; without points of their own those of both halves of a line.
  init(
    depth: Int = 0, rule: UnitRule = .gradient, seed: UInt64 = 0, positions: [Float]? = nil,
    values: [Float]
  ) {
    (self.depth, self.rule, self.seed, self.values) = (depth, rule, seed, values)
    self.positions = positions ?? values.indices.map { Float($0 - values.count / 2) }
  }

  /// What is kept of it.
  func json(_ start: Start) -> JSONValue {
    [
      "initialisation": .string(start.rawValue), "depth": .number(depth),
      "rule": .string(rule.rawValue), "seed": .number(Int(seed)),
      "x": .array(positions.map { .number($0) }),
      "signal": .array(values.map { .number($0) }),
    ]
  }

  /// Reads what was kept; nil of anything else.
  static func read(_ json: JSONValue) -> (Start, ShatteredSignal)? {
    guard let start = json["initialisation"]?.string.flatMap(Start.init),
      let depth = json["depth"]?.integer, let rule = json["rule"]?.string.flatMap(UnitRule.init),
      let positions = json["x"]?.array?.map({ $0.float ?? .nan }),
      let values = json["signal"]?.array?.map({ $0.float ?? .nan }), positions.count == values.count
    else { return nil }
    let seed = UInt64(max(0, json["seed"]?.integer ?? 0))
    return (
      start,
      ShatteredSignal(depth: depth, rule: rule, seed: seed, positions: positions, values: values)
    )
  }

  /// How alike the signal is at x and `lag` points to the right, both on the same side of 0 (the class
  /// changes there, and the signal with it): Σ 2 s_i s_{i+lag} / Σ (s_i² + s_{i+lag}²). It is 1 where
  /// neighbours are equal and about 0 where they are independent with mean 0; nil of a signal that is
  /// 0 everywhere, or not finite.
  func likeness(lag: Int) -> Double? {
    pairs(lag) { products, squares, _ in squares > 0 ? products / squares : nil }
  }

  /// The autocorrelation: the same with the mean of each side taken away first. nil also where a side
  /// changes by less than a thousandth of the signal's size: it is constant but for rounding then.
  func autocorrelation(lag: Int) -> Double? {
    pairs(lag, isCentred: true) { products, squares, whole in
      squares > 1e-6 * whole ? products / squares : nil
    }
  }

  /// Sums over pairs of points: products, mean squares, and mean squares before the mean was taken
  /// away.
  private func pairs(
    _ lag: Int, isCentred: Bool = false, _ result: (Double, Double, Double) -> Double?
  ) -> Double? {
    // Over the largest, or squares of small signals would be 0.
    let largest = values.reduce(0) { max($0, abs(Double($1))) }
    guard values.allSatisfy(\.isFinite), largest > 0 else { return nil }
    var (products, squares, whole) = (0.0, 0.0, 0.0)
    for isRight in [false, true] {
      let side = zip(positions, values).filter { ($0.0 >= 0) == isRight }
        .map { Double($0.1) / largest }
      guard side.count > lag else { continue }
      let mean = isCentred ? side.reduce(0, +) / Double(side.count) : 0
      for (left, right) in zip(side, side.dropFirst(lag)) {
        products += (left - mean) * (right - mean)
        squares += ((left - mean) * (left - mean) + (right - mean) * (right - mean)) / 2
        whole += (left * left + right * right) / 2
      }
    }
    return result(products, squares, whole)
  }
}

extension ShatteredSignal.Start {
  /// Draws the parameters of a network, always the same.
  fileprivate func fill(_ parameters: Parameters, width: Int, seed: UInt64) {
    parameters.initialise(seed: seed)
    guard self == .heWithBiases else { return }
    for (index, layer) in parameters.layers.enumerated() {
      var generator = SeededGenerator(seed: seed, stream: UInt64(index))
      func draw(_ count: Int, variance: Float) -> [Float] {
        (0..<count).map { _ in variance.squareRoot() * generator.normal() }
      }
      let variance = 2 / Float(width)
      layer.store(
        weightRows: draw(layer.shape.inputs * layer.shape.outputs, variance: variance),
        biases: draw(layer.shape.outputs, variance: variance))
    }
  }
}

extension UnitRule {
  /// The rule of LFP; nil of the gradient.
  fileprivate var lfp: LFPRule? {
    switch self {
    case .gradient: nil
    case .epsilon: .signedEpsilon(1e-6)
    case .alphaBeta: .alphaBeta(alpha: 2, membrane: .contribution, epsilon: 1e-6)
    case .zPlusZMinus: .zPlusZMinus(membrane: .contribution, epsilon: 1e-6)
    }
  }
}
