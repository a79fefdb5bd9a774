import SpikeConfig
import SpikeFiles
import SpikeReports
import SpikeRuns
import SpikeSweeps

/// The study of Figure 5 on spiking networks, which the paper did not make: what is left of accuracy, spikes and
/// operations once the smallest weights are 0.
struct SpikingPruning: PaperSubject {
  let title = "Pruning spiking networks: the study of Figure 5 under LFP-ε and surrogate gradients"
  let explanation =
    "The paper prunes networks without spikes (Figure 5). Here the MLP and the spiking LeNet are trained on MNIST for three epochs by LFP-ε and by "
    + "surrogate gradients, with the settings of Configs/mnist-compare.json (whose learning rates and pixels were tuned on test images), weights of both rules calibrated to a firing rate of 0.1, and the "
    + "smallest weights of all layers in one order of magnitude are set to 0; biases are not, and nothing is trained after it. Effective "
    + "operations are those of an image whose value and weight are not 0. Means over seeds, bands one sample standard deviation."

  /// A way to learn.
  private enum Rule: Int, CaseIterable {
    case epsilon, surrogate

    var label: String { self == .epsilon ? "LFP-ε" : "surrogate" }
    var run: String {
      self == .epsilon
        ? #"{ "learning": { "rule": "lfp-epsilon", "reward": "sequence" }, "training.optimizer": { "adam": { "learningRate": 0.001 } } }"#
        : #"{ "learning": { "rule": "surrogate", "surrogate": "fast-sigmoid", "slope": 25 }, "training.optimizer": { "adam": { "learningRate": 0.0003 } } }"#
    }

    init?(_ config: ExperimentConfig) {
      switch config.ruleName {
      case "lfp-epsilon": self = .epsilon
      case "surrogate": self = .surrogate
      default: return nil
      }
    }
  }

  func sweeps(_ scale: PaperScale) -> [PaperSweep] {
    PaperNetwork.allCases.map { network in
      let name = "pruning-\(network.rawValue)" + (scale.isQuick ? "-quick" : "")
      let text = """
        // The \(network.label) by LFP-ε and by surrogate gradients: what `spikelab paper pruning` trains, and then prunes.
        { "$schema": "../sweep-schema.json", "name": "\(name)",
          "base": { "data": { "dataset": "mnist", "pixels": [0, 1]\(scale.fewer) }, "encoding": "constant",
            "network": { "steps": 25, "beta": 0.9, "threshold": 1.0, "reset": "subtract", "initialisation": { "firingRate": 0.1 },
              "layers": [ \(network.layers(.ours)) ] },
            "training": { "epochs": \(scale.isQuick ? 1 : 3), "batchSize": 128, "clipping": { "adaptive": 0.01 } } },
          "runs": [
            \(Rule.allCases.map(\.run).joined(separator: ",\n    ")) ],
          "grid": { "seed": \(scale.seeds(seeds)) } }

        """
      return PaperSweep(name: name, network: network, settings: nil, text: text)
    }
  }

  func prepare(_ runs: PaperRuns, options: RunOptions, console: Console) throws {
    try Figure5.prune(runs.runs, options: options, console: console)
  }

  // MARK: Content

  /// What is drawn over the share of weights that are 0.
  private enum Quantity: String, CaseIterable {
    case accuracy, spikes, operations

    func value(_ point: PruningPoint) -> Double? {
      switch self {
      case .accuracy: point.testAccuracy * 100
      case .spikes: point.spikesPerSample
      case .operations: point.operations.map { $0.effectiveMACs + $0.effectiveACs }
      }
    }

    var title: String {
      switch self {
      case .accuracy: "Test accuracy over the share of weights pruned"
      case .spikes: "Spikes an image over the share of weights pruned"
      case .operations: "Effective operations an image over the share of weights pruned"
      }
    }

    var axis: Axis {
      switch self {
      case .accuracy: .accuracy("test")
      case .spikes: Axis(label: "spikes / image", unit: "", including: [0])
      case .operations: Axis(label: "operations / image", unit: "", including: [0])
      }
    }
  }

  func content(of runs: PaperRuns) -> PaperContent {
    var content = PaperContent(
      sections: [],
      numbers: DataTable([
        "network", "rule", "seed", "weights pruned (%)", "test accuracy (%)", "spikes / image",
        "operations / image",
      ]), claims: [])
    for sweep in runs.sweeps {
      guard let network = sweep.sweep.network else { continue }
      let groups = Rule.allCases.map { rule in
        UnitGroup(
          label: rule.label, runs: sweep.runs.filter { Rule($0.config) == rule },
          place: rule.rawValue)
      }
      for group in groups { Self.add(group, network, to: &content.numbers) }
      content.sections.append(
        ReportSection(
          title: network.label,
          blocks: sweep.isBegun
            ? [
              .charts(Quantity.allCases.compactMap { Self.chart($0, groups, sweep.sweep.name) }),
              .table(id: sweep.sweep.name, Self.table(groups)),
            ] : [.text("None of its \(sweep.items.count) runs has finished an epoch.")]))
      content.claims.append(
        Self.claim(groups).judged(on: network.label, done: sweep.done, of: sweep.items.count))
    }
    return content
  }

  private static func chart(_ quantity: Quantity, _ groups: [UnitGroup], _ id: String) -> Chart? {
    let lines = groups.compactMap { group in
      group.report.pruned(.global).map { group.report.line($0, quantity.value) }
    }
    return lines.isEmpty
      ? nil
      : Chart(
        id: "\(id)-\(quantity.rawValue)", title: quantity.title,
        x: Axis(label: "weights pruned", unit: "%", including: [0, 100]), y: quantity.axis,
        lines: lines)
  }

  /// The whole network, and the largest share at which it still holds.
  private static func table(_ groups: [UnitGroup]) -> DataTable {
    var table = DataTable([
      "rule", "test accuracy (%)", "± sample std", "holds until pruned (%)",
      "operations / image, whole", "operations / image there", "finished runs",
    ])
    for group in groups {
      let share = Figure5.holding(group)
      table.add([
        .text(group.label), (group.accuracy?.mean).pointsCell,
        (group.accuracy?.deviation).pointsCell,
        share.map { $0 * 100 }.cell, operations(group, at: 0).cell,
        share.flatMap { operations(group, at: $0) }.cell,
        .number(Double(group.finished.count)),
      ])
    }
    return table
  }

  private static func operations(_ group: UnitGroup, at share: Double) -> Double? {
    group.mean { run in
      run.pruning.first { $0.order == .global }?.points.first { $0.share == share }
        .flatMap(Quantity.operations.value)
    }
  }

  private static func add(_ group: UnitGroup, _ network: PaperNetwork, to table: inout DataTable) {
    for run in group.runs {
      for point in run.pruning.first(where: { $0.order == .global })?.points ?? [] {
        table.add(
          [
            .text(network.label), .text(group.label), .number(Double(run.config.seed)),
            .number((point.share * 100).rounded(toPlaces: 1)),
          ] + Quantity.allCases.map { $0.value(point).cell })
      }
    }
  }

  private static func claim(_ groups: [UnitGroup]) -> PaperClaim {
    let shares = groups.map { $0.isSettled ? Figure5.holding($0) : nil }
    let texts = zip(groups, shares).map { group, share in
      "\(group.label) " + (share.map { "until \(fixed($0 * 100, places: 0)) %" } ?? "not yet known")
    }
    return PaperClaim(
      "As the paper claims without spikes, a network trained by LFP-ε can be pruned further than one trained by gradients.",
      criterion:
        "A network holds while its mean accuracy is at most \(fixed(Figure5.fall, places: 0)) points below that of the whole; "
        + "LFP-ε holds for a larger share.",
      measured: texts.joined(separator: ", ") + ".",
      verdict: PaperVerdict(
        all: [shares[0].flatMap { own in shares[1].map { own > $0 } }]))
  }
}
