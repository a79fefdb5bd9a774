import SpikeKernels
import SpikeLFP
import SpikeSim
import TestSupport

/// What the shipped rules say of a simulated batch, in PyTorch's order: d, along which parameters
/// move, and what the input received.
struct ShippedFeedback {
  /// d of the weights of each connection.
  var weights: [[Float]]
  /// d of the biases.
  var biases: [[Float]]
  /// d of what belongs to the neurons of each layer, by name.
  var neurons: [[String: [Float]]]
  /// [samples][inputs].
  var input: [Float]
  /// [steps][samples][classes].
  var reward: [Float]

  init(
    _ trace: Trace, _ parameters: Parameters, labels: [Int], rules: [LFPRule], reward: any Reward,
    normalization: Normalization = .none, rates: RateBounds? = nil, threads: Int = 2
  ) throws {
    let learning = try LFPLearning(
      rules: rules, reward: reward, normalization: normalization, rates: rates,
      network: trace.network, capacity: trace.samples, workers: Workers(threads: threads),
      recordsInput: true)
    let direction = Parameters(zerosFor: trace.network)
    _ = learning.accumulate(
      trace, labels: labels, batch: trace.samples, parameters: parameters, into: direction)
    input = learning.inputReward(trace, parameters: parameters)
    learning.finish(direction, parameters: parameters)
    weights = direction.layers.map { $0.weightRows.map(-) }
    biases = direction.layers.map { $0.biases.map(-) }
    neurons = direction.layers.map { layer in
      Dictionary(
        uniqueKeysWithValues: layer.tensors.dropFirst(layer.ofConnection).map {
          ($0.name, $0.rowMajor.map(-))
        })
    }
    self.reward = learning.rewards(trace, labels: labels)
  }
}

extension LFPRule {
  /// The shipped rule of a literal one.
  init(_ literal: LiteralRule) {
    switch literal {
    case .zero(let epsilon): self = .zero(epsilon: Float(epsilon))
    case .signedEpsilon(let epsilon): self = .signedEpsilon(Float(epsilon))
    case .epsilon(let epsilon): self = .epsilon(Float(epsilon))
    case .alphaBeta(let alpha, let membrane, let epsilon):
      self = .alphaBeta(
        alpha: Float(alpha), membrane: MembraneTreatment(membrane), epsilon: Float(epsilon))
    case .zPlusZMinus(let membrane, let epsilon):
      self = .zPlusZMinus(membrane: MembraneTreatment(membrane), epsilon: Float(epsilon))
    }
  }
}

extension MembraneTreatment {
  /// The shipped treatment of a literal one.
  init(_ literal: LiteralRule.Membrane) {
    switch literal {
    case .path: self = .path
    case .contribution: self = .contribution
    }
  }
}

extension Normalization {
  /// The shipped normalisation of a literal one.
  init(_ literal: LiteralLFP.Normalization) {
    switch literal {
    case .none: self = .none
    case .largest: self = .largest
    case .step: self = .step
    }
  }
}

extension LiteralReward {
  /// The shipped reward of the same reading of A.16.
  var shipped: SequenceReward { SequenceReward(reading: self == .sequence ? .printed : .released) }
}
