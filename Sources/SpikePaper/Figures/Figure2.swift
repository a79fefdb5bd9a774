import SpikeConfig
import SpikeFiles
import SpikeReports
import SpikeSweeps

/// Figure 2: LFP-ε beside the gradient on CIFAR-10.
struct Figure2: PaperSubject {
  let title = "Figure 2: LFP-ε and the gradient on CIFAR-10, an MLP and LeNet"
  let explanation =
    "The paper trains an MLP and LeNet of ReLU units on CIFAR-10 (A.6.1) by LFP-ε with reward (7) and by the gradient of the cross-entropy, by SGD with momentum "
    + "0.9 at three learning rates, 20 epochs, batches of 32, dropout of 0.5. Drawn is the test accuracy after each epoch, a chart for each "
    + "network: means over seeds, bands one sample standard deviation. Pixels go from −1 to 1, which the paper does not say. "
    + "The paper describes momentum by equation (5), an average of directions. PyTorch's momentum, which all runs have, takes steps ten times as large at 0.9. "
    + "The paper's rates 0.1, 0.01 and 0.001 are therefore 0.01, 0.001 and 0.0001 here if it computed as it writes, and the same if it used PyTorch's. The claim is judged on both, "
    + "of runs at four rates."

  let seeds = 5

  private static let rules = [UnitRule.gradient, .epsilon]

  /// What the paper's momentum may be: the rates of its three that the runs then have.
  private enum Momentum: CaseIterable {
    case pytorch, average

    var label: String {
      switch self {
      case .pytorch: "PyTorch's momentum"
      case .average: "momentum by equation (5)"
      }
    }

    var rates: [Float] {
      switch self {
      case .pytorch: [0.1, 0.01, 0.001]
      case .average: [0.01, 0.001, 0.0001]
      }
    }
  }

  func sweeps(_ scale: PaperScale) -> [PaperSweep] {
    let isQuick = scale.isQuick
    return PaperNetwork.allCases.map { network in
      UnitSweep(
        name: "figure-2-\(network.rawValue)",
        comment: [
          "Figure 2 of the paper (arXiv 2308.12053, A.6.1), the \(network.label): LFP-ε beside the gradient on CIFAR-10. Pixels from -1 to 1 and",
          "LFP's mean over the batch are not in the paper. Its three rates are 0.1 to 0.001 with PyTorch's momentum, 0.01 to 0.0001 by equation (5).",
        ],
        data:
          #"{ "dataset": "cifar10", "pixels": [-1, 1]\#(isQuick ? #", "train": 3000, "test": 1000"# : "") }"#,
        network: network.units,
        training:
          #"{ "epochs": \#(isQuick ? 2 : 20), "batchSize": 32, "clipping": "none", "optimizer": { "sgd": { "learningRate": 0.01, "momentum": 0.9 } }, "onNonFinite": "warn" }"#,
        runs: Self.rules.map { #"{ "learning": \#($0.learning(isNormalized: false)) }"# },
        grid: [
          (
            "training.optimizer.sgd.learningRate", isQuick ? "[0.01]" : "[0.1, 0.01, 0.001, 0.0001]"
          ),
          ("seed", scale.seeds(seeds)),
        ], paperNetwork: network
      ).sweep(scale)
    }
  }

  /// The runs of a rule at a learning rate.
  private struct Cell {
    var rule: UnitRule
    var rate: Float
    var group: UnitGroup
  }

  private static func cells(_ sweep: PaperSweepRuns) -> [Cell] {
    let groups = sweep.groups.compactMap { runs -> Cell? in
      guard let rule = UnitRule(rawValue: runs[0].config.learning.ruleName) else { return nil }
      let rate = runs[0].config.training.optimizer.learningRate
      return Cell(
        rule: rule, rate: rate,
        group: UnitGroup(label: "\(rule.label), \(rate)", runs: runs, place: 0))
    }
    return groups.enumerated().map { place, cell in
      var cell = cell
      cell.group.place = place
      // A rule has its colour, and each of its rates a shade of it.
      let rates = Set(groups.filter { $0.rule == cell.rule }.map(\.rate)).sorted(by: >)
      cell.group.style = RuleStyle.of(cell.rule.rawValue).part(
        rates.firstIndex(of: cell.rate) ?? 0, of: rates.count)
      return cell
    }
  }

  /// The cell of a rule with the highest mean accuracy; the first of equals.
  private static func best(_ rule: UnitRule, in cells: [Cell]) -> Cell? {
    cells.filter { $0.rule == rule }.reduce(nil as Cell?) { best, cell in
      guard let own = cell.group.accuracy?.mean else { return best }
      return own > best?.group.accuracy?.mean ?? -1 ? cell : best
    }
  }

  func content(of runs: PaperRuns) -> PaperContent {
    var charts: [Chart] = []
    var tables: [ReportSection] = []
    var claims: [PaperClaim] = []
    let header = [
      "rule", "learning rate", "test accuracy (%)", "± sample std", "finished runs", "runs",
    ]
    var numbers = DataTable([
      "network", "rule", "learning rate", "seed", "epoch", "test accuracy (%)",
    ])
    for sweep in runs.sweeps {
      guard let network = sweep.sweep.network else { continue }
      let cells = Self.cells(sweep)
      var table = DataTable(header)
      for cell in cells {
        let row: [DataTable.Cell] = [
          .text(cell.rule.label), .text("\(cell.rate)"), (cell.group.accuracy?.mean).pointsCell,
          (cell.group.accuracy?.deviation).pointsCell, .number(Double(cell.group.finished.count)),
          .number(Double(cell.group.runs.count)),
        ]
        table.add(row)
        numbers.add(
          cell.group.runs, [.text(network.label), .text(cell.rule.label), .text("\(cell.rate)")])
      }
      let id = "figure-2-\(network.rawValue)"
      if sweep.isBegun {
        charts.append(
          cells.map(\.group).accuracyChart(
            id, "\(network.label): test accuracy, by rule and learning rate"))
      }
      let waiting = "None of its \(sweep.items.count) runs has finished an epoch."
      tables.append(
        ReportSection(
          title: network.label,
          blocks: (sweep.isBegun ? [] : [.text(waiting)]) + [.table(id: id, table)]))
      for momentum in Momentum.allCases {
        let own = cells.filter { momentum.rates.contains($0.rate) }
        let (done, planned) = own.map(\.group).progress
        claims.append(
          Self.claim(own).judged(
            on: "\(network.label), \(momentum.label)", done: done, of: planned))
      }
    }
    // Beside each other, as the paper has them.
    let pictures =
      charts.isEmpty ? [] : [ReportSection(title: "Test accuracy", blocks: [.charts(charts)])]
    return PaperContent(sections: pictures + tables, numbers: numbers, claims: claims)
  }

  /// A difference in accuracy that is still comparable, in points.
  private static let comparable = 2.0

  private static func claim(_ cells: [Cell]) -> PaperClaim {
    let (own, other) = (best(.epsilon, in: cells), best(.gradient, in: cells))
    func label(_ cell: Cell?, _ rule: UnitRule) -> String {
      rule.label + (cell.map { " at \($0.rate)" } ?? "")
    }
    let gap = own?.group.accuracy.flatMap { first in
      other?.group.accuracy.map { difference(first.mean, $0.mean) }
    }
    return PaperClaim(
      "LFP achieves performance comparable to gradient descent.",
      criterion:
        "At each one's best learning rate, LFP-ε's mean is at most \(fixed(comparable, places: 0)) points below or above the gradient's.",
      measured: comparedText(
        (label(own, .epsilon), own?.group.accuracy?.mean),
        (label(other, .gradient), other?.group.accuracy?.mean)) + ".",
      // A rate still to come could be a rule's best.
      verdict: PaperVerdict(
        all: [cells.allSatisfy(\.group.isSettled) ? gap.map { abs($0) <= comparable } : nil]))
  }
}
