import SpikeConfig
import SpikeFiles
import SpikeReports
import SpikeRuns
import SpikeSweeps
import SpikeTraining

/// Figures 3 and A.6: what the rules change in a deep convolutional network, pre-trained or not.
struct Figure3: PaperSubject {
  let title = "Figures 3 and A.6: rules in a VGG of 13 convolutions, pre-trained and not"
  let explanation =
    "The paper trains VGG-16 on 20 classes of ImageNet (A.6.2), pre-trained on all of ImageNet and not, by the gradient, by LFP-ε, LFP-z⁺z⁻ and LFP-α2β1, and by LFP-ε in "
    + "dense layers with one of the others in convolutions, and shows accuracy, how many parameters changed sign since the epoch before, and the mean squared change of a parameter "
    + "between epochs (here of weights: biases are not counted). ImageNet cannot be had here. This is the same study on CIFAR-10: a VGG of 13 convolutions with an eighth of the "
    + "channels of VGG-16 (at most 64) and dense layers of 128, 128 and 10, trained on 10 000 images for 20 epochs: Adam at 1e-4, batches of 32 and dropout of 0.5 in front of the two last "
    + "dense layers, as in the paper; LFP with reward (7), its direction the mean over the batch, nothing divided; pixels from −1 to 1; He's initialisation (uniform, by fan-in), biases 0. "
    + "Pre-trained means by the gradient on the other 40 000 training images for 15 epochs, Adam at 1e-3, batches of 128, one network for each seed. Unlike the paper's, these "
    + "networks were trained on the very task that follows: there is nothing to adapt to, and what is seen is how much a method keeps. Means over seeds, bands one sample standard deviation."

  /// What is compared.
  enum Method: Int, CaseIterable, Sendable {
    case gradient, epsilon, zPlusZMinus, alphaBeta, epsilonThenZ, epsilonThenAlphaBeta

    var label: String {
      switch self {
      case .gradient: "gradient"
      case .epsilon: "LFP-ε"
      case .zPlusZMinus: "LFP-z⁺z⁻"
      case .alphaBeta: "LFP-α2β1"
      case .epsilonThenZ: "LFP-ε-z⁺z⁻"
      case .epsilonThenAlphaBeta: "LFP-ε-α2β1"
      }
    }

    /// The rules of dense layers and of convolutions.
    var rules: (dense: UnitRule, conv2d: UnitRule) {
      switch self {
      case .gradient: (.gradient, .gradient)
      case .epsilon: (.epsilon, .epsilon)
      case .zPlusZMinus: (.zPlusZMinus, .zPlusZMinus)
      case .alphaBeta: (.alphaBeta, .alphaBeta)
      case .epsilonThenZ: (.epsilon, .zPlusZMinus)
      case .epsilonThenAlphaBeta: (.epsilon, .alphaBeta)
      }
    }

    var learning: String {
      let (dense, conv2d) = rules
      guard dense != conv2d else { return dense.learning(isNormalized: false) }
      return
        #"{ "rule": "lfp-composite", "rules": { "dense": { "rule": "\#(dense.rawValue)" }, "conv2d": { "rule": "\#(conv2d.rawValue)" } }, "reward": "logistic", "reduction": "mean" }"#
    }

    /// The method of a run; nil of one that overrides made another.
    init?(_ config: ExperimentConfig) {
      let learning = config.resolved["learning"]
      func name(_ kind: String) -> String? {
        learning?["rules"]?[kind]?["rule"]?.string ?? learning?["rule"]?.string
      }
      let found = Self.allCases.first {
        $0.rules.dense.rawValue == name("dense") && $0.rules.conv2d.rawValue == name("conv2d")
      }
      guard let found else { return nil }
      self = found
    }
  }

  // MARK: Sweeps

  var hasLater: Bool { true }

  /// The layers of a VGG of 13 convolutions.
  private static let layers: String = {
    let blocks = [(8, 2), (16, 2), (32, 3), (64, 3), (64, 3)]
    let convolutions = blocks.map { channels, count in
      let one =
        #"{ "conv2d": { "channels": \#(channels), "kernel": 3, "padding": 1 } }, "relu""#
      return ([String](repeating: one, count: count) + [#"{ "maxPool": 2 }"#]).joined(
        separator: ", ")
    }
    let dense =
      #""flatten", { "dense": 128 }, "relu", { "dropout": 0.5 }, { "dense": 128 }, "relu", { "dropout": 0.5 }, { "dense": 10 }"#
    return (convolutions + [dense]).joined(separator: ",\n        ")
  }()

  /// Images to pre-train on, the first of CIFAR-10; those to train on come after them.
  private static func images(_ scale: PaperScale) -> (pretraining: Int, training: Int, test: String)
  {
    scale.isQuick ? (800, 400, #", "test": 300"#) : (40_000, 10_000, "")
  }

  private enum Part: String, CaseIterable {
    case pretraining, random, pretrained
  }

  private func sweep(
    _ part: Part, _ scale: PaperScale, comment: [String], runs: [String],
    grid: [(path: String, values: String)]
  ) -> PaperSweep {
    let (pretraining, training, test) = Self.images(scale)
    let isFirst = part == .pretraining
    let epochs = scale.isQuick ? 1 : isFirst ? 15 : 20
    let data =
      isFirst ? #""train": \#(pretraining)"# : #""skip": \#(pretraining), "train": \#(training)"#
    return UnitSweep(
      name: "figure-3-\(part.rawValue)", comment: comment,
      data: #"{ "dataset": "cifar10", "pixels": [-1, 1], \#(data)\#(test) }"#,
      network: "{ \"initialisation\": \"kaiming\", \"layers\": [\n        \(Self.layers) ] }",
      training:
        #"{ "epochs": \#(epochs), "batchSize": \#(isFirst ? 128 : 32), "clipping": "none", "optimizer": { "adam": { "learningRate": \#(isFirst ? "0.001" : "0.0001") } }, "onNonFinite": "warn" }"#,
      runs: runs, grid: grid
    ).sweep(scale)
  }

  func sweeps(_ scale: PaperScale) -> [PaperSweep] {
    let seeds = [(path: "seed", values: scale.seeds(self.seeds))]
    return [
      sweep(
        .pretraining, scale,
        comment: [
          "Figure 3 of the paper (arXiv 2308.12053, A.6.2), on CIFAR-10: the networks that the pre-trained runs start from, by the",
          "gradient on the first 40 000 images.",
        ], runs: [#"{ "learning": { "rule": "gradient" } }"#], grid: seeds),
      sweep(
        .random, scale,
        comment: [
          "Figure 3 of the paper (arXiv 2308.12053, A.6.2), on CIFAR-10: networks that were not pre-trained, on the last 10 000",
          "training images. `spikelab paper figure-3` trains those that were, too.",
        ], runs: Method.allCases.map { #"{ "learning": \#($0.learning) }"# }, grid: seeds),
    ]
  }

  func sweeps(_ scale: PaperScale, after runs: PaperRuns) -> [PaperSweep] {
    let finished = runs.first.first?.items.map(\.report).filter(\.isDone) ?? []
    guard !finished.isEmpty else { return [] }
    let known = (try? Self.checksums(runs.root)) ?? [:]
    let elements = finished.flatMap { run -> [String] in
      guard let start = Self.start(run, known) else { return [] }
      return Method.allCases.map { method in
        #"{ "learning": \#(method.learning), "seed": \#(run.config.seed), "network.initialisation": { "run": \#(start) } }"#
      }
    }
    guard !elements.isEmpty else { return [] }
    return [
      sweep(
        .pretrained, scale,
        comment: [
          "Figure 3 of the paper (arXiv 2308.12053, A.6.2), on CIFAR-10: networks that were pre-trained."
        ],
        runs: elements, grid: [("encoding", #"["constant"]"#)])
    ]
  }

  // MARK: Networks to start from

  /// The run that others start from; by its checksum where its checkpoint is gone, nil where neither is there.
  private static func start(_ run: ReportRun, _ known: [String: String]) -> String? {
    let folder = JSONText.quoted(run.directory.path)
    if run.directory.hasCheckpoint { return folder }
    return known[run.config.hash].map { #"{ "folder": \#(folder), "checksum": "\#($0)" }"# }
  }

  /// Where the checksums of these networks are kept, so that pages can be drawn without them.
  private static func path(_ root: String) -> String { "\(root)/figure-3.json" }

  /// The checksums that were kept, by the runs' hashes.
  private static func checksums(_ root: String) throws -> [String: String] {
    guard kind(of: path(root)) != .absent else { return [:] }
    let found = try readJSON(path(root), format: 1)["checkpoints"]?.object
    return (found?.members ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.string }
  }

  func prepare(_ runs: PaperRuns, options: RunOptions, console: Console) throws {
    let before = (try? Self.checksums(runs.root)) ?? [:]
    var checksums = before
    for run in runs.first.first?.runs ?? [] where run.isDone && run.directory.hasCheckpoint {
      checksums[run.config.hash] = try StoredParameters(.run(run.directory.path)).checksumOfFile()
    }
    guard checksums != before else { return }
    let members = checksums.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
    try writeAtomically(
      ["format": 1, "checkpoints": .object(members)], to: Self.path(runs.root))
  }
}
