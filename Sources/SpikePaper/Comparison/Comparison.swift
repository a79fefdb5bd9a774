import SpikeConfig
import SpikeFiles
import SpikeReports

/// Rules beside each other, each tuned with the same effort on images that neither training nor test sees.
struct Comparison: PaperSubject {
  /// What is learnt.
  enum Kind: Sendable {
    case mnist, cifar10
  }

  /// How settings are drawn.
  enum Search: Sendable {
    /// Each value for itself.
    case random
    /// Spread over the ranges, so that no part of one is left out.
    case stratified
    /// The stratified search drawn anew. It and its seed were fixed before any run of it was trained.
    case repeated

    var isStratified: Bool { self != .random }
    /// The seed of the draws.
    var seed: Int { self == .repeated ? 2 : 1 }

    /// What names end with.
    fileprivate var suffix: String {
      switch self {
      case .random: ""
      case .stratified: "-stratified"
      case .repeated: "-repeated"
      }
    }

    /// Paragraphs of a page that say what sets it apart.
    fileprivate var explanation: String {
      let spread =
        "\n\nWhat has a few values alone (T, rewards, losses) is spread along the learning rates, so that each value meets low and "
        + "high ones. Rewards are the two readings of equation A.16: with the one of equation (7), which the other comparison "
        + "draws too, no spiking network on MNIST has learned. Slopes go from 0.3 to 30."
      return switch self {
      case .random: ""
      case .stratified: spread
      case .repeated:
        spread
          + "\n\nThe stratified comparison was designed when two searches had been seen. This one is the same from another seed; "
          + "both were fixed, and that it would be published, before any run of it was trained."
      }
    }

    fileprivate var words: String {
      switch self {
      case .random: ""
      case .stratified: ", after a stratified search"
      case .repeated: ", after a stratified search drawn anew"
      }
    }
  }

  let kind: Kind
  var search = Search.random

  var title: String {
    switch kind {
    case .mnist:
      "Comparison of LFP-ε, LFP-0, LFP-z⁺z⁻ and surrogate gradients on MNIST"
        + search.words
    case .cifar10: "Spiking networks on CIFAR-10 under LFP-ε and surrogate gradients"
    }
  }

  var explanation: String {
    switch kind {
    case .mnist:
      "MNIST, the MLP 784-1000-1000-10 and the spiking LeNet, both calibrated to a firing rate of 0.1, batches of "
        + "128, Adam.\n\nTuning: each rule is tuned on each network by 16 runs of one epoch on 50 000 training images: "
        + "learning rate, β and T are drawn at random, \(search.isStratified ? "the first two one in each sixteenth of their ranges, " : "")"
        + "the same draws for all rules; LFP's reward and the surrogate's slope and loss are drawn besides."
        + search.explanation
        + "\n\nResult: the best on the "
        + "10 000 training images held out is trained anew on all 60 000; the accuracy after the last epoch counts, and test images choose nothing.\n\n"
        + "Seconds are those of the clock, and longer where other work ran beside a run. Processor seconds hardly depend on that, "
        + "operations not at all."
    case .cifar10:
      "CIFAR-10, the network of 12 and 64 channels 5×5 with pools and a dense layer, and the MLP of two hidden "
        + "layers of 1000; β 0.9, T 25, calibrated to a firing rate of 0.1, batches of 128, Adam with a "
        + "one-cycle schedule, images normalised by channel, flipped and cropped at random.\n\nTuning: each rule is "
        + "tuned on each network by twelve runs of one epoch on 45 000 training images: learning rate and "
        + "clipping are drawn at random, the same draws for both rules; LFP's reward and the surrogate's slope and loss are drawn "
        + "besides.\n\nResult: the best on the 5000 training images held out is trained anew on all 50 000 for ten epochs; the accuracy after the last "
        + "counts, and test images choose nothing."
    }
  }

  /// At most: the MLP's three epochs on MNIST have five.
  var seeds: Int { kind == .mnist ? 5 : 3 }

  /// The rules, in their order.
  var rules: [ComparedRule] {
    switch kind {
    case .mnist: ComparedRule.allCases
    case .cifar10: [.epsilon, .surrogate]
    }
  }

  /// How a winner is trained.
  struct Length: Sendable {
    var name: String
    var epochs: Int
    var rules: [ComparedRule]
    /// Seeds, unless told.
    var seeds: Int
  }

  func lengths(_ network: PaperNetwork) -> [Length] {
    let most: [ComparedRule] = [.epsilon, .surrogate]
    return switch (kind, network) {
    case (.mnist, .mlp):
      [
        Length(name: "short", epochs: 3, rules: rules, seeds: 5),
        Length(name: "long", epochs: 20, rules: rules, seeds: 3),
      ]
    case (.mnist, .lenet):
      [
        Length(name: "short", epochs: 3, rules: rules, seeds: 3),
        Length(name: "long", epochs: 20, rules: most, seeds: 1),
      ]
    case (.cifar10, _): [Length(name: "final", epochs: 10, rules: most, seeds: 3)]
    }
  }

  // MARK: Sweeps

  var hasLater: Bool { true }

  func sweeps(_ scale: PaperScale) -> [PaperSweep] {
    PaperNetwork.allCases.map { network in
      sweep(
        network, scale, "tuning",
        comment: [
          "The search behind `spikelab paper \(name)` on the \(network.label): for each rule as many runs of one epoch, ranked",
          "by the images held out. The best of each rule is trained anew on all images.",
        ],
        validation: scale.isQuick ? 1000 : kind == .mnist ? 10_000 : 5000, epochs: 1, beside: [],
        "\"blocks\": [\n\(rules.map { tuning($0, scale) }.joined(separator: ",\n")) ]")
    }
  }

  /// What is tried of a rule.
  private func tuning(_ rule: ComparedRule, _ scale: PaperScale) -> String {
    let rate = "training.optimizer.adam.learningRate"
    let head = "    { \"set\": { \"learning.rule\": \"\(rule.rawValue)\" },\n      "
    let axes: [String] =
      switch kind {
      case .mnist:
        [
          "\"\(rate)\": { \"logUniform\": [1e-5, 3e-3] }",
          #""network.beta": { "uniform": [0.3, 0.95] }"#,
          #""network.steps": { "choice": [5, 10, 15, 20, 25] }"#,
        ]
      case .cifar10:
        [
          "\"\(rate)\": { \"logUniform\": [3e-4, 1e-2] }",
          #""training.clipping.adaptive": { "choice": [0.01, 0.1] }"#,
        ]
      }
    let count = scale.isQuick ? 2 : kind == .mnist ? 16 : 12
    let spread = search.isStratified ? "\"stratified\": true, " : ""
    return head
      + "\"random\": { \"count\": \(count), \"seed\": \(search.seed), \(spread)\"axes\": {\n        "
      + (axes + rule.axes(isStratified: search.isStratified)).joined(separator: ",\n        ")
      + " } } }"
  }

  func sweeps(_ scale: PaperScale, after runs: PaperRuns) -> [PaperSweep] {
    runs.first.flatMap { tuning -> [PaperSweep] in
      guard let network = tuning.sweep.network, tuning.isSettled else { return [] }
      let winners = rules.compactMap { Self.winner($0, in: tuning.runs)?.config }
      return lengths(network).prefix(scale.isQuick ? 1 : 2).compactMap { length in
        final(network, scale, length, of: winners)
      }
    }
  }

  /// The winners' settings on all images, each with several seeds.
  func final(
    _ network: PaperNetwork, _ scale: PaperScale, _ length: Length, of winners: [ExperimentConfig]
  ) -> PaperSweep? {
    let configs = winners.filter { config in
      length.rules.contains { $0.rawValue == config.learning.ruleName }
    }
    guard !configs.isEmpty else { return nil }
    let lines = configs.map { config in
      let learning = config.resolved["learning"]?.lineText ?? ""
      return
        "    { \"learning\": \(learning), \"network.beta\": \(config.network.lif.beta), "
        + "\"network.steps\": \(config.network.steps), \(clipping(of: config))"
        + "\"training.optimizer.adam.learningRate\": \(config.training.optimizer.learningRate) }"
    }
    let seeds = scale.isQuick && scale.seeds == nil ? "[0, 1]" : scale.seeds(length.seeds)
    return sweep(
      network, scale, length.name,
      comment: ["The best settings of each rule, trained on all images."],
      validation: nil, epochs: scale.isQuick ? 2 : length.epochs,
      beside: ["\"runs\": [\n\(lines.joined(separator: ",\n")) ]"],
      "\"grid\": { \"seed\": \(seeds) }")
  }

  private func sweep(
    _ network: PaperNetwork, _ scale: PaperScale, _ what: String, comment: [String],
    validation: Int?, epochs: Int, beside: [String], _ axes: String
  ) -> PaperSweep {
    let full = "\(name)-\(network.rawValue)-\(what)" + (scale.isQuick ? "-quick" : "")
    let held = validation.map { #", "validation": \#($0)"# } ?? ""
    let text = """
      \(comment.map { "// " + $0 }.joined(separator: "\n"))
      { "$schema": "../sweep-schema.json", "name": "\(full)",
        "base": { "data": { \(data)\(scale.fewer)\(held) }, "encoding": "constant",
          "network": { "steps": 25, "beta": 0.9, "threshold": 1.0, "reset": "subtract", "initialisation": { "firingRate": 0.1 },
            "layers": [ \(network.layers(.ours)) ] },
          "training": { "epochs": \(epochs), "batchSize": 128, "optimizer": { "adam": { "learningRate": 0.001 } },
            \(schedule)"clipping": { "adaptive": 0.01 } } },
        \((beside + [axes]).joined(separator: ",\n  ")) }

      """
    return PaperSweep(name: full, network: network, settings: nil, text: text)
  }

  /// The winner's clipping, where it is searched.
  private func clipping(of config: ExperimentConfig) -> String {
    let found = config.resolved["training"]?["clipping"]
    guard kind == .cifar10, let clipping = found else { return "" }
    return "\"training.clipping\": \(clipping.lineText), "
  }

  private var name: String {
    kind == .mnist ? "comparison" + search.suffix : "cifar10"
  }

  private var schedule: String { kind == .mnist ? "" : "\"schedule\": \"oneCycle\", " }

  private var data: String {
    switch kind {
    case .mnist: #""dataset": "mnist", "pixels": [0, 1]"#
    case .cifar10:
      #""dataset": "cifar10", "normalization": { "mean": [0.491, 0.482, 0.447], "deviation": [0.247, 0.243, 0.262] }, "augmentation": { "flip": true, "crop": 4 }"#
    }
  }

  // MARK: Choosing

  /// The run of a rule with the highest accuracy on the images held out, the first of equals.
  static func winner(_ rule: ComparedRule, in runs: [ReportRun]) -> ReportRun? {
    runs.reduce(nil as ReportRun?) { best, run in
      guard ComparedRule(run.config) == rule, run.isDone, let own = run.validationAccuracy else {
        return best
      }
      return own > best?.validationAccuracy ?? -1 ? run : best
    }
  }
}
