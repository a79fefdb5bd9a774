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
    case pytorch, kaiming

    var label: String { self == .pytorch ? "PyTorch's initialisation" : "He's initialisation" }
    fileprivate var initialisation: Initialisation { self == .pytorch ? .pytorch : .kaiming }
  }

  /// Hidden layers behind the first.
  let depth: Int
  let rule: UnitRule
  /// The points, from −4 to 4.
  let positions: [Float]
  /// What arrives at each.
  let values: [Float]

  /// Units of a hidden layer, the first included.
  static let width = 200

  /// Simulates a network and hands the signal of its output back: the gradient of the cross-entropy, or reward
  /// (7) by a rule of LFP, divided by its largest magnitude at each layer.
  init(depth: Int, rule: UnitRule, start: Start, width: Int = width, step: Float = 0.02) {
    let line = LineDataset(step: step)
    let points = (0..<line.points).map(line.position)
    (self.depth, self.rule, positions) = (depth, rule, points)
    let hidden = (0...depth).flatMap { _ in [LayerSpec.dense(units: width), .relu] }
    let spec = NetworkSpec(inputShape: [1], steps: 1, layers: hidden + [.dense(units: 2)])
    guard let network = try? Network(spec) else {
      preconditionFailure("dense layers of \(width) units fit each other")
    }
    let workers = Workers()
    let parameters = Parameters(zerosFor: network)
    // Drawn, not read: nothing can be wrong with a file.
    _ = try? start.initialisation.fill(
      parameters, of: network, seed: 0, calibration: [], workers: workers)
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
  init(depth: Int = 0, rule: UnitRule = .gradient, positions: [Float]? = nil, values: [Float]) {
    (self.depth, self.rule, self.values) = (depth, rule, values)
    self.positions = positions ?? values.indices.map { Float($0 - values.count / 2) }
  }

  /// What is kept of it.
  func json(_ start: Start) -> JSONValue {
    [
      "initialisation": .string(start.rawValue), "depth": .number(depth),
      "rule": .string(rule.rawValue), "x": .array(positions.map { .number($0) }),
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
    return (start, ShatteredSignal(depth: depth, rule: rule, positions: positions, values: values))
  }

  /// The autocorrelation: Σ (s_i − m)(s_{i+k} − m) / Σ (s_i − m)², of the points left of 0 and of the others, each with
  /// a mean m of their own, for at 0 the class changes and the signal with it; nil of a signal that is the same
  /// everywhere, or not finite.
  func autocorrelation(lag: Int) -> Double? {
    let signal = values.map(Double.init)
    guard signal.allSatisfy(\.isFinite) else { return nil }
    // Over the largest, or squares of small signals would be 0.
    let largest = signal.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return nil }
    var (product, variance) = (0.0, 0.0)
    for isRight in [false, true] {
      let side = zip(positions, signal).filter { ($0.0 >= 0) == isRight }.map { $0.1 / largest }
      guard side.count > lag else { continue }
      let mean = side.reduce(0, +) / Double(side.count)
      let centred = side.map { $0 - mean }
      product += zip(centred, centred.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 }
      variance += centred.reduce(0) { $0 + $1 * $1 }
    }
    return variance > 1e-12 * Double(signal.count) ? product / variance : nil
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
