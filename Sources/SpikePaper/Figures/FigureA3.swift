import SpikeConfig
import SpikeFiles
import SpikeReports
import SpikeSweeps

/// Figure A.3: accuracy over depth.
struct FigureA3: PaperSubject {
  let title = "Figure A.3: accuracy over the number of hidden layers"
  let explanation =
    "The paper trains ReLU networks of 1 to 20 hidden layers on the points of A.1, of 8, 16, 32 and 64 units a layer and three seeds, for five epochs by SGD "
    + "at 1.0 with momentum 0.9, with what arrives at each layer divided by its largest magnitude. Drawn are the minimum, the quartiles and the maximum over "
    + "these 12 runs. The paper does not say how large a batch is, nor by which reward: here batches of 128 and (7). "
    + paperMomentum

  private static func depths(_ scale: PaperScale) -> [Int] {
    scale.isQuick ? [1, 6, 20] : Array(1...20)
  }

  private static func widths(_ scale: PaperScale) -> [Int] {
    scale.isQuick ? [8, 32] : [8, 16, 32, 64]
  }

  func sweeps(_ scale: PaperScale) -> [PaperSweep] {
    let layers = Self.depths(scale).flatMap { depth in
      Self.widths(scale).map { width in
        let hidden = [String](repeating: "{\"dense\":\(width)},\"relu\"", count: depth)
        return "[\(hidden.joined(separator: ",")),{\"dense\":2}]"
      }
    }
    return [
      UnitSweep(
        name: "figure-a3",
        comment: [
          "Figure A.3 of the paper (arXiv 2308.12053, A.4): accuracy over the number of hidden layers. The paper gives neither a size",
          "of batches nor LFP's reward: 128, and (7).",
        ],
        data: #"{ "dataset": "line"\#(scale.isQuick ? #", "step": 0.004"# : "") }"#,
        network: #"{ "layers": [ { "dense": 8 }, "relu", { "dense": 2 } ] }"#,
        training:
          #"{ "epochs": 5, "batchSize": 128, "clipping": "none", "optimizer": { "sgd": { "learningRate": 1.0, "momentum": 0.9 } }, "onNonFinite": "warn" }"#,
        runs: UnitRule.allCases.map { #"{ "learning": \#($0.learning(isNormalized: true)) }"# },
        grid: [
          ("network.layers", "[\n    " + layers.joined(separator: ",\n    ") + " ]"),
          ("seed", scale.seeds(seeds)),
        ]
      ).sweep(scale)
    ]
  }

  // MARK: Content

  /// The accuracies of one rule at one depth, in percent.
  struct Cell {
    var rule: UnitRule
    var depth: Int
    var planned: Int
    var accuracies: [Double]
    /// Runs that ended without a result.
    var failed = 0

    /// Whether no run of it is still to come.
    var isSettled: Bool { accuracies.count + failed >= planned }

    /// A quantile, between two values in proportion.
    func quantile(_ share: Double) -> Double? {
      guard !accuracies.isEmpty else { return nil }
      let sorted = accuracies.sorted()
      let position = share * Double(sorted.count - 1)
      let low = Int(position)
      let high = min(sorted.count - 1, low + 1)
      return sorted[low] + (sorted[high] - sorted[low]) * (position - Double(low))
    }
  }

  /// Minimum, quartiles and maximum.
  private static let quantiles: [(name: String, share: Double)] = [
    ("minimum", 0), ("25th percentile", 0.25), ("median", 0.5), ("75th percentile", 0.75),
    ("maximum", 1),
  ]

  static func cells(_ runs: [ReportRun]) -> [Cell] {
    var cells: [Cell] = []
    for run in runs {
      guard let rule = UnitRule(rawValue: run.config.learning.ruleName) else { continue }
      let depth = run.config.network.layers.count { $0 == .relu }
      let place = cells.firstIndex { $0.rule == rule && $0.depth == depth } ?? cells.count
      if place == cells.count {
        cells.append(Cell(rule: rule, depth: depth, planned: 0, accuracies: []))
      }
      cells[place].planned += 1
      if run.hasFailed { cells[place].failed += 1 }
      if run.isDone, let accuracy = run.testAccuracy {
        cells[place].accuracies.append(accuracy * 100)
      }
    }
    return cells
  }

  func content(of runs: PaperRuns) -> PaperContent {
    let cells = Self.cells(runs.runs)
    let (done, planned) = (runs.runs.count(where: \.isDone), runs.runs.count)
    var table = DataTable(
      ["rule", "hidden layers"] + Self.quantiles.map { "\($0.name) (%)" } + [
        "finished runs", "runs",
      ])
    for cell in cells {
      table.add(
        [.text(cell.rule.label), .number(Double(cell.depth))]
          + Self.quantiles.map { cell.quantile($0.share).cell }
          + [.number(Double(cell.accuracies.count)), .number(Double(cell.planned))])
    }
    let charts = UnitRule.allCases.map { rule in
      Chart(
        id: "figure-a3-\(rule.rawValue)", title: rule.label,
        x: Axis(label: "hidden layers", unit: "", including: [1], isWhole: true),
        y: Axis(label: "test accuracy", unit: "%", including: [0, 100]),
        lines: Self.quantiles.enumerated().map { place, quantile in
          LineMark(
            label: quantile.name, style: SeriesStyle(index: place),
            points: cells.filter { $0.rule == rule }.map {
              .init(
                x: Double($0.depth), y: $0.quantile(quantile.share) ?? .nan,
                count: $0.accuracies.count)
            })
        })
    }
    return PaperContent(
      sections: [
        ReportSection(
          title: "Accuracy over depth",
          blocks: [
            done > 0
              ? .charts(charts) : .text("None of its \(planned) runs has finished an epoch."),
            .table(id: "figure-a3", table),
          ])
      ],
      numbers: table,
      claims: Self.claims(cells).map { $0.judged(on: "points of a line", done: done, of: planned) })
  }

  // MARK: Claims

  /// An accuracy that is hardly more than chance, in percent.
  private static let chance = 60.0

  static func claims(_ cells: [Cell]) -> [PaperClaim] {
    func quantile(_ share: Double, _ rule: UnitRule, _ depth: Int) -> Double? {
      let cell = cells.first { $0.rule == rule && $0.depth == depth && $0.isSettled }
      return cell?.quantile(share)
    }
    func median(_ rule: UnitRule, _ depth: Int) -> Double? { quantile(0.5, rule, depth) }
    func most(_ rule: UnitRule) -> Double? { quantile(1, rule, 20) }
    func text(_ value: (UnitRule) -> Double?) -> String {
      UnitRule.allCases.map { "\($0.label) \(accuracyText(value($0)))" }.joined(separator: ", ")
    }
    /// The largest depth up to which the median stays above chance; nil where a cell has open runs.
    func reach(_ rule: UnitRule) -> Int? {
      let own = cells.filter { $0.rule == rule }.sorted { $0.depth < $1.depth }
      guard !own.isEmpty, own.allSatisfy(\.isSettled) else { return nil }
      return own.prefix { ($0.quantile(0.5) ?? 0) > chance }.last?.depth ?? 0
    }
    let reaches = UnitRule.allCases.map { ($0, reach($0)) }
    let others = UnitRule.allCases.filter { !$0.isOfSigns }
    let isFurther = UnitRule.allCases.filter(\.isOfSigns).map { rule in
      reach(rule).flatMap { own -> Bool? in
        let baseline = others.compactMap(reach)
        return baseline.count == others.count ? own > (baseline.max() ?? 0) : nil
      }
    }
    return [
      PaperClaim(
        "LFP-z⁺z⁻ and LFP-α2β1 are most robust against depth.",
        criterion:
          "The medians of both stay above \(fixed(chance, places: 0)) % up to more hidden layers than those of the gradient and of LFP-ε.",
        measured: "Up to "
          + reaches.map { "\($0.1.map(String.init) ?? "not yet known") (\($0.0.label))" }
          .joined(separator: ", ") + " hidden layers.",
        verdict: PaperVerdict(all: isFurther)),
      PaperClaim(
        "Performance is already significantly reduced at 6 hidden layers.",
        criterion: "Every rule's median at 6 is more than 5 points below that at 1.",
        measured: "At 1: \(text { median($0, 1) }); at 6: \(text { median($0, 6) }).",
        verdict: PaperVerdict(
          all: UnitRule.allCases.map { rule in
            median(rule, 1).flatMap { first in median(rule, 6).map { difference(first, $0) > 5 } }
          })),
      PaperClaim(
        "At 20 hidden layers it is completely random.",
        criterion: "No run of any rule is above \(fixed(chance, places: 0)) %.",
        measured: "The highest at 20: \(text(most)).",
        verdict: PaperVerdict(all: UnitRule.allCases.map { most($0).map { $0 <= chance } })),
    ]
  }
}
