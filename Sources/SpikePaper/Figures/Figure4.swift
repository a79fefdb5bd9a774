import SpikeReports

/// Figure 4: test accuracy during training, each rule at the best settings of Table 1.
struct Figure4: GridFigure {
  let title = "Figure 4: test accuracy during training, each rule at its best settings"
  let explanation =
    "The paper shows test accuracy while LeNet and the MLP train on MNIST, each rule at the settings that "
    + "Table 1 gives. Drawn is the accuracy after each epoch, where the paper has more points: means "
    + "over seeds, bands one sample standard deviation. " + paperBaseline

  func sweeps(_ scale: PaperScale) -> [PaperSweep] {
    PaperSettings.allCases.flatMap { settings in
      PaperNetwork.allCases.map { network in
        PaperSweep(
          "figure-4", network, settings, scale,
          comment: [
            "Figure 4 of the paper (arXiv 2308.12053), the \(network.label): each rule at the best settings of",
            "Table 1. All else is as in figure-a4.",
          ],
          rules: PaperRule.allCases.map { ($0.learning, $0.best.members) },
          grid: [("network.steps", "[25]")])
      }
    }
  }

  /// Every epoch of every run.
  func table(of part: PaperPart) -> DataTable {
    var table = DataTable([
      "rule", "β", "L", "learning rate", "seed", "epoch", "test accuracy (%)",
    ])
    for cell in part.cells {
      table.add(
        cell.runs,
        [
          .text(cell.rule.label), .text("\(cell.beta)"), .text("\(cell.steps)"),
          .text("\(cell.learningRate)"),
        ])
    }
    return table
  }

  func outline(of part: PaperPart) -> DataTable { part.accuracies }

  func picture(of part: PaperPart) -> [ReportSection.Block] {
    let lines = part.cells.map { cell in
      ReportGroup(
        label: "\(cell.rule.label): \(cell.words)",
        style: RuleStyle.of(cell.rule.rawValue), runs: cell.runs
      ).curve { $0["testAccuracy"]?.double.map { $0 * 100 } }
    }
    return [
      .charts([
        Chart(
          id: "\(part.id)-curves", title: "Test accuracy after each epoch", x: .epoch,
          y: .accuracy("test"), lines: lines)
      ])
    ]
  }

  func claims(on part: PaperPart) -> [PaperClaim] {
    func accuracy(_ rule: PaperRule) -> Double? {
      part.cells.first { $0.rule == rule }?.final
    }
    func gap(_ rule: PaperRule) -> Double? {
      accuracy(rule).flatMap { own in accuracy(.gradient).map { difference(own, $0) } }
    }
    func measured(_ rule: PaperRule) -> String {
      "\(rule.label) \(accuracyText(accuracy(rule))), gradient \(accuracyText(accuracy(.gradient)))"
        + (gap(rule).map { " (\(pointsText($0)))" } ?? "") + "."
    }
    return [
      PaperClaim(
        "LFP-ε matches the accuracy obtained by gradient-based training.",
        criterion: "Its mean is at most 1 point below or above the gradient's.",
        measured: measured(.epsilon),
        verdict: PaperVerdict(all: [gap(.epsilon).map { abs($0) <= PaperClaim.margin }])),
      PaperClaim(
        "Models trained with LFP-z⁺z⁻ do not achieve comparable results.",
        criterion: "Its mean is more than 1 point below the gradient's.",
        measured: measured(.zPlusZMinus),
        verdict: PaperVerdict(all: [gap(.zPlusZMinus).map { $0 < -PaperClaim.margin }])),
    ]
  }
}

/// Settings of a rule: what the paper's Table 1 gives.
struct PaperBest: Hashable, Sendable {
  var learningRate: Float
  var beta: Float
  var steps: Int

  /// Further members of a rule's element of a sweep's `runs`.
  var members: String {
    ", \"network.beta\": \(beta), \"training.optimizer.adam.learningRate\": \(learningRate)"
  }
}

extension PaperRule {
  /// The best settings of the paper's Table 1.
  var best: PaperBest {
    switch self {
    case .epsilon: PaperBest(learningRate: 0.001, beta: 0.9, steps: 25)
    case .zPlusZMinus: PaperBest(learningRate: 0.0001, beta: 0.9, steps: 25)
    case .gradient: PaperBest(learningRate: 0.001, beta: 0.6, steps: 25)
    }
  }
}
