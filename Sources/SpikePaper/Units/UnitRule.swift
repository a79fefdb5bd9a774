import SpikeConfig
import SpikeSim

/// A rule of the paper's experiments on networks without spikes.
enum UnitRule: String, CaseIterable, Sendable {
  case gradient
  case epsilon = "lfp-epsilon"
  case alphaBeta = "lfp-alpha-beta"
  case zPlusZMinus = "lfp-z-plus-z-minus"

  /// Its name for people.
  var label: String {
    switch self {
    case .gradient: "gradient"
    case .epsilon: "LFP-ε"
    case .alphaBeta: "LFP-α2β1"
    case .zPlusZMinus: "LFP-z⁺z⁻"
    }
  }

  /// The rules that the paper expects to bear depth.
  var isOfSigns: Bool { self == .alphaBeta || self == .zPlusZMinus }

  /// The `learning` of a config. LFP's direction is the mean over a batch, as in the authors' code for ordinary
  /// networks.
  ///
  /// - Parameters:
  ///   - isNormalized: Whether what arrives at a layer is divided by its largest magnitude in the batch.
  ///   - members: Further members, each with a comma before it.
  func learning(isNormalized: Bool, reward: String = "logistic", members: String = "") -> String {
    let normalization = isNormalized ? #", "normalization": "largest""# : ""
    guard self != .gradient else { return #"{ "rule": "gradient"\#(normalization)\#(members) }"# }
    return
      #"{ "rule": "\#(rawValue)", "reward": "\#(reward)"\#(normalization), "reduction": "mean"\#(members) }"#
  }
}

extension LearningConfig {
  /// What is divided by its largest magnitude.
  var normalization: Normalization {
    switch self {
    case .lfp(_, _, let normalization, _), .surrogate(_, _, let normalization),
      .gradient(let normalization):
      normalization
    }
  }
}

/// A sweep of networks without spikes, as a file of `Configs/paper` has it.
struct UnitSweep {
  /// Its name, without what tells the quick one.
  var name: String
  /// What the file says at its beginning, line by line.
  var comment: [String]
  /// The value of `data`.
  var data: String
  /// The value of `network`; nil where the grid has it.
  var network: String
  /// The value of `training`.
  var training: String
  /// The elements of `runs`.
  var runs: [String]
  /// The axes, in order.
  var grid: [(path: String, values: String)]
  /// Which of the paper's two networks it is of; nil where it is another.
  var paperNetwork: PaperNetwork?

  /// The sweep.
  func sweep(_ scale: PaperScale) -> PaperSweep {
    let name = name + (scale.isQuick ? "-quick" : "")
    let axes = grid.map { "\"\($0.path)\": \($0.values)" }.joined(separator: ", ")
    let text = """
      \(comment.map { "// " + $0 }.joined(separator: "\n"))
      { "$schema": "../sweep-schema.json", "name": "\(name)",
        "base": { "data": \(data),
          "network": \(network),
          "training": \(training) },
        "runs": [
          \(runs.joined(separator: ",\n    ")) ],
        "grid": { \(axes) } }

      """
    return PaperSweep(name: name, network: paperNetwork, settings: nil, text: text)
  }
}

extension PaperNetwork {
  /// The value of `network` of its kin without spikes (A.6.1).
  var units: String {
    let layers =
      switch self {
      case .mlp:
        #"{ "dense": 512 }, "relu", { "dropout": 0.5 }, { "dense": 256 }, "relu", { "dropout": 0.5 }, "#
          + #"{ "dense": 128 }, "relu", { "dropout": 0.5 }, { "dense": 10 }"#
      case .lenet:
        #"{ "conv2d": { "channels": 16, "kernel": 5 } }, "relu", { "maxPool": 2 }, "#
          + #"{ "conv2d": { "channels": 16, "kernel": 5 } }, "relu", { "maxPool": 2 }, "flatten", "#
          + #"{ "dense": 120 }, "relu", { "dropout": 0.5 }, { "dense": 84 }, "relu", { "dropout": 0.5 }, { "dense": 10 }"#
      }
    return "{ \"layers\": [ \(layers) ] }"
  }
}
