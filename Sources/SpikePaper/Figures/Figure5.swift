import SpikeConfig
import SpikeFiles
import SpikeReports
import SpikeRuns
import SpikeSweeps

/// Figure 5: accuracy, changes of sign, pruning and sizes of weights under gradients, LFP, and LFP after gradients.
struct Figure5: PaperSubject {
  let title = "Figure 5: accuracy, signs, pruning and sizes of weights of LeNet on MNIST"
  let explanation =
    "The paper trains LeNet on MNIST (A.6.4) by the gradient, by LFP-ε, by LFP-z⁺z⁻, and by either after 100 batches of the "
    + "gradient, and looks at accuracy, changes of sign since the epoch before, accuracy once the smallest weights are 0, and the "
    + "median of |w| over its 75th percentile. What arrives at each layer is divided by its largest magnitude in the batch; two settings of ours, "
    + "the gradient and LFP-ε without that, show what it does. Means over seeds, bands one sample standard deviation. Pruned are the "
    + "weights of all layers in one order, biases are not, and nothing is trained after it. Signs are counted of weights, not of biases. "
    + paperMomentum

  /// A way to learn.
  enum Setting: Int, CaseIterable, Sendable {
    case gradient, epsilon, zPlusZMinus, gradientThenEpsilon, gradientThenZPlusZMinus
    case plainGradient, plainEpsilon

    var label: String {
      switch self {
      case .gradient: "gradient"
      case .epsilon: "LFP-ε"
      case .zPlusZMinus: "LFP-z⁺z⁻"
      case .gradientThenEpsilon: "gradient, then LFP-ε"
      case .gradientThenZPlusZMinus: "gradient, then LFP-z⁺z⁻"
      case .plainGradient: "gradient, not normalized"
      case .plainEpsilon: "LFP-ε, not normalized"
      }
    }

    /// The rules, one after another.
    var rules: [UnitRule] {
      switch self {
      case .gradient, .plainGradient: [.gradient]
      case .epsilon, .plainEpsilon: [.epsilon]
      case .zPlusZMinus: [.zPlusZMinus]
      case .gradientThenEpsilon: [.gradient, .epsilon]
      case .gradientThenZPlusZMinus: [.gradient, .zPlusZMinus]
      }
    }

    var isNormalized: Bool { self != .plainGradient && self != .plainEpsilon }

    /// Batches of the gradient before LFP.
    static let iterations = 100

    /// The value of `learning`.
    var learning: String {
      guard rules.count > 1 else { return rules[0].learning(isNormalized: isNormalized) }
      let first = rules[0].learning(
        isNormalized: isNormalized, members: ", \"iterations\": \(Self.iterations)")
      return "[ \(first), \(rules[1].learning(isNormalized: isNormalized)) ]"
    }

    /// The setting of a run; nil of one that overrides made another.
    init?(_ config: ExperimentConfig) {
      let found = Self.allCases.first { setting in
        setting.rules.map(\.rawValue).joined(separator: " then ") == config.ruleName
          && setting.isNormalized == (config.learning.normalization != .none)
      }
      guard let found else { return nil }
      self = found
    }
  }

  let seeds = 5

  func sweeps(_ scale: PaperScale) -> [PaperSweep] {
    let isQuick = scale.isQuick
    let fewer = isQuick ? #", "train": 3000, "test": 1000"# : ""
    return [
      UnitSweep(
        name: "figure-5",
        comment: [
          "Figure 5 of the paper (arXiv 2308.12053, A.6.4): LeNet on MNIST by the gradient, by LFP, and by LFP after 100 batches",
          "of the gradient. Pixels and averages are not in the paper: pixels from -1 to 1, LFP's mean over the batch.",
        ],
        data: #"{ "dataset": "mnist", "pixels": [-1, 1]\#(fewer) }"#,
        network: PaperNetwork.lenet.units,
        training:
          #"{ "epochs": \#(isQuick ? 2 : 10), "batchSize": 32, "clipping": "none", "optimizer": { "sgd": { "learningRate": 0.01, "momentum": 0.9 } } }"#,
        runs: Setting.allCases.map { #"{ "learning": \#($0.learning) }"# },
        grid: [("seed", scale.seeds(seeds))]
      ).sweep(scale)
    ]
  }

  func prepare(_ runs: PaperRuns, options: RunOptions, console: Console) throws {
    try Self.prune(runs.runs, options: options, console: console)
  }

  /// Prunes the finished runs that were not pruned yet, where data is there. Of one without a checkpoint it is told.
  static func prune(_ runs: [ReportRun], options: RunOptions, console: Console) throws {
    let wanting = runs.filter { run in run.isDone && !run.pruning.contains { $0.order == .global } }
    let open = wanting.filter(\.directory.hasCheckpoint)
    for run in wanting where !run.directory.hasCheckpoint {
      console.note("\(run.directory.path) has no checkpoint, and cannot be pruned")
    }
    for (number, run) in open.enumerated() {
      let pruning = try RunPruning(run.directory)
      _ = try pruning.carryOut(
        order: .global, options: options, console: console,
        label: "pruning \(number + 1)/\(open.count)")
    }
  }

  // MARK: Content

  func content(of runs: PaperRuns) -> PaperContent {
    let groups = Setting.allCases.compactMap { setting -> (Setting, UnitGroup)? in
      let own = runs.runs.filter { Setting($0.config) == setting }
      return own.isEmpty
        ? nil : (setting, UnitGroup(label: setting.label, runs: own, place: setting.rawValue))
    }
    let (done, planned) = groups.map(\.1).progress
    let isBegun = runs.sweeps.contains(where: \.isBegun)
    return PaperContent(
      sections: [
        ReportSection(
          title: "LeNet on MNIST",
          blocks: [
            isBegun
              ? .charts(Self.charts(groups.map(\.1)))
              : .text("None of its \(planned) runs has finished an epoch."),
            .table(id: "figure-5", Self.table(groups)),
          ])
      ],
      numbers: Self.numbers(groups),
      claims: Self.claims(Dictionary(uniqueKeysWithValues: groups.filter(\.1.isSettled))).map {
        $0.judged(on: "LeNet on MNIST", done: done, of: planned)
      })
  }

  private static func charts(_ groups: [UnitGroup]) -> [Chart] {
    let pruned = groups.compactMap { group in
      group.report.pruned(.global).map { group.report.line($0) { $0.testAccuracy * 100 } }
    }
    return [
      groups.accuracyChart("figure-5-accuracy", "(I) Test accuracy after each epoch"),
      groups.chart(
        "figure-5-signs", "(II) Weights that changed sign since the epoch before",
        Axis(label: "changes of sign", unit: "", including: [0]), UnitGroup.signChanges),
    ]
      + (pruned.isEmpty
        ? []
        : [
          Chart(
            id: "figure-5-pruning", title: "(III) Test accuracy over the share of weights pruned",
            x: Axis(label: "weights pruned", unit: "%", including: [0, 100]), y: .accuracy("test"),
            lines: pruned)
        ])
      + [
        groups.chart(
          "figure-5-median", "(IV) Median of |w| over its 75th percentile",
          Axis(label: "median / 75th percentile", unit: "", including: [])
        ) { $0["medianToUpperQuartile"]?.double }
      ]
  }

  private static func table(_ groups: [(Setting, UnitGroup)]) -> DataTable {
    var table = DataTable([
      "setting", "test accuracy (%)", "± sample std", "changes of sign after the first epoch",
      "holds until pruned (%)", "median / 75th percentile", "finished runs", "runs",
    ])
    for (_, group) in groups {
      table.add([
        .text(group.label), (group.accuracy?.mean).pointsCell,
        (group.accuracy?.deviation).pointsCell,
        group.signChanges(from: 2).cell, holding(group).map { $0 * 100 }.cell, median(group).cell,
        .number(Double(group.finished.count)), .number(Double(group.runs.count)),
      ])
    }
    return table
  }

  /// Every epoch and every share of pruning, of each run.
  private static func numbers(_ groups: [(Setting, UnitGroup)]) -> DataTable {
    var table = DataTable(["setting", "seed", "quantity", "at", "value"])
    for (_, group) in groups {
      for run in group.runs {
        func add(_ quantity: String, _ place: Double, _ value: Double?) {
          table.add([
            .text(group.label), .number(Double(run.config.seed)), .text(quantity), .number(place),
            value.cell,
          ])
        }
        for line in run.epochs {
          let epoch = line["epoch"]?.double ?? 0
          add("test accuracy (%), epoch", epoch, line["testAccuracy"]?.double.map { $0 * 100 })
          add("changes of sign, epoch", epoch, UnitGroup.signChanges(line))
          add("median / 75th percentile, epoch", epoch, line["medianToUpperQuartile"]?.double)
        }
        for point in run.pruning.first(where: { $0.order == .global })?.points ?? [] {
          add("test accuracy (%), weights pruned (%)", point.share * 100, point.testAccuracy * 100)
        }
      }
    }
    return table
  }
}
