import SpikeReports
import SpikeSweeps

/// Figure 4 on the MLP, with one thing changed at a time that the paper leaves open.
struct Readings: PaperSubject {
  let title = "Readings: Figure 4 on the MLP by other readings of what the paper leaves open"
  let explanation =
    "For its spiking networks the paper gives no range of pixels, no initialisation and no threshold of the clipping, and "
    + "\"the backward pass was normalized\" may mean LFP's alone or the gradient's too, step by step or as a whole. The page of Figure 4 "
    + "has what the authors' trainer of that time does: pixels from −1 to 1, PyTorch's initialisation, clipping at 0.06, LFP divided at "
    + "each layer and step, the gradient as it is. Here the MLP is trained with one of these changed at a time, and all else as there: "
    + "T 25, three epochs, three seeds, each rule at the best settings of Table 1."

  /// What the paper leaves open, read in another way.
  enum Reading: CaseIterable, Sendable {
    case trainer, pixels, calibrated, unclipped, gradientByStep, gradientByLayer, feedbackByLayer,
      denominators

    var label: String {
      switch self {
      case .trainer: "as on the page of Figure 4"
      case .pixels: "pixels from 0 to 1"
      case .calibrated: "weights calibrated to a firing rate of 0.1"
      case .unclipped: "no clipping"
      case .gradientByStep: "the gradient divided at each layer and step"
      case .gradientByLayer: "the gradient divided at each layer"
      case .feedbackByLayer: "LFP divided at each layer, not at each step"
      case .denominators: "LFP-z⁺z⁻ divides by the membrane's contributions"
      }
    }

    /// The rules that it says something of.
    var rules: [PaperRule] {
      switch self {
      case .trainer, .pixels, .calibrated, .unclipped: PaperRule.allCases
      case .gradientByStep, .gradientByLayer: [.gradient]
      case .feedbackByLayer: PaperRule.lfp
      case .denominators: [.zPlusZMinus]
      }
    }

    fileprivate func learning(_ rule: PaperRule) -> String {
      switch self {
      case .trainer, .pixels, .calibrated, .unclipped: rule.learning
      case .gradientByStep: rule.learning(normalization: "step")
      case .gradientByLayer, .feedbackByLayer: rule.learning(normalization: "largest")
      case .denominators: rule.learning(normalization: "step", membrane: "contribution")
      }
    }

    /// Further members of a run.
    fileprivate var members: String {
      switch self {
      case .pixels: #", "data.pixels": [0, 1]"#
      case .calibrated: #", "network.initialisation": { "firingRate": 0.1 }"#
      case .unclipped: #", "training.clipping": "none""#
      default: ""
      }
    }
  }

  /// What is trained, in the sweep's order.
  private static let settings = Reading.allCases.flatMap { reading in
    reading.rules.map { (reading: reading, rule: $0) }
  }

  func sweeps(_ scale: PaperScale) -> [PaperSweep] {
    var sweep = PaperSweep(
      "readings", .mlp, .paper, scale,
      comment: [
        "Figure 4 of the paper (arXiv 2308.12053) on the MLP, with one thing changed at a time that the paper leaves",
        "open: what `spikelab paper readings` trains.",
      ],
      rules: Self.settings.map { setting in
        (
          setting.reading.learning(setting.rule),
          setting.rule.best.members + setting.reading.members
        )
      },
      grid: [("network.steps", scale.isQuick ? "[5]" : "[25]")])
    sweep.settings = nil
    return [sweep]
  }

  /// The runs of a rule by a reading.
  struct Cell {
    let reading: Reading
    let rule: PaperRule
    let group: UnitGroup
    /// The mean accuracy in percent once no run is open.
    var final: Double? { group.isSettled ? group.accuracy?.mean : nil }
  }

  private static func cells(_ sweep: PaperSweepRuns) -> [Cell] {
    let groups = sweep.groups
    // What was overridden in all runs may leave no two readings apart.
    guard groups.count == settings.count else { return [] }
    return zip(settings, groups).enumerated().map { place, cell in
      let (setting, runs) = cell
      return Cell(
        reading: setting.reading, rule: setting.rule,
        group: UnitGroup(
          label: "\(setting.rule.label), \(setting.reading.label)", runs: runs, place: place))
    }
  }

  func content(of runs: PaperRuns) -> PaperContent {
    var table = DataTable([
      "reading", "rule", "test accuracy (%)", "± sample std", "finished runs", "runs",
    ])
    var numbers = DataTable(["reading", "rule", "seed", "epoch", "test accuracy (%)"])
    let cells = runs.sweeps.flatMap(Self.cells)
    for cell in cells {
      let names: [DataTable.Cell] = [.text(cell.reading.label), .text(cell.rule.label)]
      table.add(
        names + [
          (cell.group.accuracy?.mean).pointsCell, (cell.group.accuracy?.deviation).pointsCell,
          .number(Double(cell.group.finished.count)), .number(Double(cell.group.runs.count)),
        ])
      numbers.add(cell.group.runs, names)
    }
    let charts = PaperRule.allCases.map { rule in
      let own = cells.filter { $0.rule == rule }
      return Chart(
        id: "readings-\(rule.rawValue)", title: "\(rule.label): test accuracy after each epoch",
        x: .epoch,
        y: .accuracy("test"),
        lines: own.enumerated().map { place, cell in
          ReportGroup(
            label: cell.reading.label, style: SeriesStyle(index: place), runs: cell.group.runs
          ).curve { $0["testAccuracy"]?.double.map { $0 * 100 } }
        })
    }
    let isBegun = runs.sweeps.contains(where: \.isBegun)
    let waiting =
      cells.isEmpty
      ? "What was changed leaves no two readings apart." : "None of its runs has finished an epoch."
    let (done, planned) = cells.map(\.group).progress
    return PaperContent(
      sections: [
        ReportSection(
          title: "MLP",
          blocks: (isBegun && !cells.isEmpty ? [.charts(charts)] : [.text(waiting)]) + [
            .table(id: "readings", table)
          ])
      ],
      numbers: numbers,
      claims: Self.claims(cells).map { $0.judged(on: "MLP", done: done, of: planned) })
  }

  // MARK: Claims

  /// The claims of Figure 4 by every reading. What a reading says nothing of is as on the page of Figure 4.
  static func claims(_ cells: [Cell]) -> [PaperClaim] {
    func cell(_ rule: PaperRule, _ reading: Reading) -> Cell? {
      cells.first { $0.rule == rule && $0.reading == reading }
        ?? cells.first { $0.rule == rule && $0.reading == .trainer }
    }
    func gaps(_ rule: PaperRule) -> [(reading: Reading, gap: Double?)] {
      Reading.allCases.filter { $0.rules.contains(rule) || $0.rules.contains(.gradient) }.map {
        reading in
        let gap = cell(rule, reading)?.final.flatMap { own in
          cell(.gradient, reading)?.final.map { difference(own, $0) }
        }
        return (reading, gap)
      }
    }
    func claim(
      _ statement: String, _ criterion: String, _ rule: PaperRule, _ isMet: (Double) -> Bool
    ) -> PaperClaim {
      let found = gaps(rule)
      return PaperClaim(
        statement, criterion: criterion,
        measured: found.map {
          "\($0.reading.label): \($0.gap.map { pointsText($0) } ?? "not yet known")"
        }
        .joined(separator: "; ") + ".",
        verdict: PaperVerdict(all: found.map { $0.gap.map(isMet) }))
    }
    return [
      claim(
        "By every reading LFP-ε matches the gradient.",
        "By each reading LFP-ε's mean is at most 1 point below or above the gradient's.",
        .epsilon
      ) { abs($0) <= PaperClaim.margin },
      claim(
        "By every reading LFP-ε is at least as good as the gradient.",
        "By each reading LFP-ε's mean is at most 1 point below the gradient's.",
        .epsilon
      ) { $0 >= -PaperClaim.margin },
      claim(
        "By every reading LFP-z⁺z⁻ falls short of the gradient.",
        "By each reading LFP-z⁺z⁻'s mean is more than 1 point below the gradient's.",
        .zPlusZMinus
      ) { $0 < -PaperClaim.margin },
    ]
  }
}
