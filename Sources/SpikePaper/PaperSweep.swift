import SpikeSweeps

/// A network of the paper's spiking experiments.
public enum PaperNetwork: String, CaseIterable, Sendable {
  case mlp, lenet

  /// Its name for people.
  var label: String {
    switch self {
    case .mlp: "MLP"
    case .lenet: "LeNet"
    }
  }
}

/// Whose settings a sweep has.
public enum PaperSettings: String, CaseIterable, Sendable {
  /// The paper's, exactly.
  case paper
  /// Ours: pixels 0…1, weights calibrated to a firing rate of 0.1, and in LeNet the pool behind the
  /// neurons. Nothing else is changed.
  case ours

  /// Their name for people.
  var label: String {
    switch self {
    case .paper: "the paper's settings"
    case .ours: "our settings"
    }
  }
}

/// How large the sweeps are, and of which networks.
public struct PaperScale: Sendable, Hashable {
  /// Whether there are fewer images and cells, one epoch and one seed: minutes.
  public var isQuick: Bool
  /// Seeds instead of as many as stand in the sweeps of ``full``.
  public var seeds: Int?
  /// The networks that are trained and shown; of figures that have others too, those stay.
  public var networks: Set<PaperNetwork>

  /// A scale.
  public init(
    isQuick: Bool = false, seeds: Int? = nil,
    networks: Set<PaperNetwork> = Set(PaperNetwork.allCases)
  ) {
    (self.isQuick, self.seeds, self.networks) = (isQuick, seeds, networks)
  }

  /// As in the paper.
  public static let full = PaperScale()
  /// Minutes.
  public static let quick = PaperScale(isQuick: true)

  /// A list of seeds, `[0, 1, 2]`.
  ///
  /// - Parameter count: How many, unless the scale says.
  func seeds(_ count: Int) -> String {
    "[" + (0..<(seeds ?? (isQuick ? 1 : count))).map(String.init).joined(separator: ", ") + "]"
  }
}

/// A sweep of a figure.
public struct PaperSweep: Sendable {
  /// Its name, and that of its file in `Configs/paper`.
  public var name: String
  /// The network; nil where it is none of the paper's two.
  public var network: PaperNetwork?
  /// Whose settings it has; nil where neither the paper's nor ours are meant.
  public var settings: PaperSettings?
  /// The sweep file's text.
  public var text: String

  /// The sweep.
  ///
  /// - Parameter overrides: `key=value` texts, applied to every run.
  /// - Throws: ``SpikeConfig/ConfigError`` when an override is faulty.
  public func load(overrides: [String] = []) throws -> Sweep {
    try Sweep.parse(
      Array(text.utf8), file: "Configs/paper/\(name).json", overrides: overrides)
  }
}

extension PaperFigure {
  /// The sweeps it begins with. Those of ``PaperScale/full`` are the files of `Configs/paper`.
  public func sweeps(_ scale: PaperScale) -> [PaperSweep] {
    subject.sweeps(scale).filter { $0.network.map(scale.networks.contains) != false }
  }

  /// The networks that it is of; none where it trains others alone.
  public func networks(_ scale: PaperScale) -> [PaperNetwork] {
    let all = Set(subject.sweeps(scale).compactMap(\.network))
    return PaperNetwork.allCases.filter(all.contains)
  }

  /// Those of its networks that the scale has, unless it has them all.
  func part(_ scale: PaperScale) -> [PaperNetwork]? {
    let all = networks(scale)
    let chosen = all.filter(scale.networks.contains)
    return chosen == all ? nil : chosen
  }

  /// The sweeps that follow from what the first came to; none as long as that is not known.
  ///
  /// - Parameters:
  ///   - scale: How large the sweeps are.
  ///   - overrides: `key=value` texts, applied to every run.
  ///   - root: The folder of all runs.
  /// - Throws: As ``PaperRuns/init(_:_:overrides:root:hasOurs:)``.
  public func laterSweeps(
    _ scale: PaperScale, overrides: [String], root: String
  ) throws -> [PaperSweep] {
    try PaperRuns(self, scale, overrides: overrides, root: root, hasOurs: false).later.map(\.sweep)
  }
}

/// A rule of learning of the spiking experiments.
enum PaperRule: String, CaseIterable, Sendable {
  case epsilon = "lfp-epsilon"
  case zPlusZMinus = "lfp-z-plus-z-minus"
  case gradient = "surrogate"

  /// Its name for people.
  var label: String {
    switch self {
    case .epsilon: "LFP-ε"
    case .zPlusZMinus: "LFP-z⁺z⁻"
    case .gradient: "gradient"
    }
  }

  /// The rules of LFP.
  static let lfp = [PaperRule.epsilon, .zPlusZMinus]

  /// The `learning` of a config.
  ///
  /// The authors' trainer for spiking networks divides at every layer and step of LFP's way back, and
  /// takes the mean over a batch.
  var learning: String {
    switch self {
    case .epsilon, .zPlusZMinus: learning(normalization: "step")
    case .gradient: learning(normalization: nil)
    }
  }

  /// The `learning` of a config.
  ///
  /// - Parameters:
  ///   - normalization: By what the way back is divided; nil for the default.
  ///   - membrane: How LFP-z⁺z⁻ divides a membrane's contributions.
  func learning(normalization: String?, membrane: String = "path") -> String {
    let divided = normalization.map { ", \"normalization\": \"\($0)\"" } ?? ""
    return switch self {
    case .epsilon: #"{ "rule": "lfp-epsilon"\#(divided), "reduction": "mean" }"#
    case .zPlusZMinus:
      #"{ "rule": "lfp-z-plus-z-minus", "membrane": "\#(membrane)"\#(divided), "reduction": "mean" }"#
    case .gradient:
      #"{ "rule": "surrogate", "surrogate": "fast-sigmoid", "slope": 25, "loss": "cross-entropy-count"\#(divided) }"#
    }
  }
}

extension PaperSweep {
  /// A sweep of the paper's spiking experiments (A.6.3) on MNIST.
  ///
  /// - Parameters:
  ///   - figure: Which figure it is for.
  ///   - comment: What the file says at its beginning, line by line.
  ///   - rules: What is trained: the `learning` of a config, with further members: `"network.beta": 0.9`.
  ///   - grid: The axes, in order, without the seed.
  init(
    _ figure: String, _ network: PaperNetwork, _ settings: PaperSettings, _ scale: PaperScale,
    comment: [String], rules: [(learning: String, members: String)],
    grid: [(path: String, values: String)]
  ) {
    (self.network, self.settings) = (network, settings)
    let isOurs = settings == .ours
    let isQuick = scale.isQuick
    name =
      "\(figure)-\(network.rawValue)" + (isOurs ? "-ours" : "") + (isQuick ? "-quick" : "")
    let lines = comment + (isOurs ? PaperSettings.comment : [])
    let runs = rules.map { #"    { "learning": \#($0.learning)\#($0.members) }"# }.joined(
      separator: ",\n")
    let axes = (grid + [("seed", scale.seeds(3))])
      .map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ")
    text = """
      \(lines.map { "// " + $0 }.joined(separator: "\n"))
      { "$schema": "../sweep-schema.json", "name": "\(name)",
        "base": { "data": { "dataset": "mnist", "pixels": \(isOurs ? "[0, 1]" : "[-1, 1]")\(scale.fewer) }, "encoding": "constant",
          "network": { "threshold": 1.0, "reset": "subtract", "initialisation": \(isOurs ? #"{ "firingRate": 0.1 }"# : #""pytorch""#),
            "layers": [ \(network.layers(settings)) ] },
          "training": { "epochs": \(isQuick ? 1 : 3), "batchSize": 128, "optimizer": { "adam": { "learningRate": 0.001 } },
            "clipping": { "adaptive": { "limit": 0.06, "floor": 1e-6, "layers": "all" } } } },
        "runs": [
      \(runs) ],
        "grid": { \(axes) } }

      """
  }
}

extension PaperSettings {
  fileprivate static let comment = [
    "Our settings beside the paper's: pixels 0 to 1, weights calibrated to a firing rate, and spikes",
    "pooled rather than currents. All else is the paper's.",
  ]
}

extension PaperScale {
  /// What a quick sweep's `data` has besides.
  var fewer: String { isQuick ? #", "train": 6000, "test": 2000"# : "" }
}

extension PaperNetwork {
  func layers(_ settings: PaperSettings) -> String {
    switch self {
    case .mlp:
      return #"{ "dense": 1000 }, "lif", { "dense": 1000 }, "lif", { "dense": 10 }, "lif""#
    case .lenet:
      // The paper pools what arrives at the neurons (A.6.3).
      let pooled =
        settings == .paper ? #"{ "maxPool": 2 }, "lif""# : #""lif", { "maxPool": 2 }"#
      return
        #"{ "conv2d": { "channels": 12, "kernel": 5 } }, \#(pooled), "#
        + #"{ "conv2d": { "channels": 64, "kernel": 5 } }, \#(pooled), "#
        + #""flatten", { "dense": 10 }, "lif""#
    }
  }
}

extension [PaperRule] {
  /// The rules without further members.
  var plain: [(learning: String, members: String)] { map { ($0.learning, "") } }
}
