import SpikeConfig
import SpikeFiles
import SpikeReports
import SpikeSweeps
import SpikeTraining

/// Figure A.1: LFP-ε by a reward of ±1.
struct FigureA1: PaperSubject {
  let title = "Figure A.1: LFP-ε by a reward of ±1 on a toy of one dimension"
  let explanation =
    "The paper trains a network of 32, 32 and 2 ReLU units to tell the sides of 0 (A.1) by a reward of +1 for the true class where the answer "
    + "is right and −1 where it is wrong, by LFP-ε, SGD at 1.0 with momentum 0.9, and a rate that falls to a tenth every 40 steps. It says neither "
    + "how large a batch nor what a step is: here batches of 128, and a step is an epoch. Beside it the same without a falling "
    + "rate. Means over seeds, bands one sample standard deviation. " + paperMomentum

  /// Whether the rate falls.
  private enum Setting: Int, CaseIterable {
    case falling, constant

    var label: String { self == .falling ? "falling rate" : "constant rate" }
    func schedule(_ scale: PaperScale) -> String {
      self == .falling
        ? #"{ "step": { "epochs": \#(scale.isQuick ? 8 : 40), "factor": 0.1 } }"# : #""constant""#
    }

    init?(_ config: ExperimentConfig) {
      if case .step = config.training.schedule {
        self = .falling
      } else if config.training.schedule == .constant {
        self = .constant
      } else {
        return nil
      }
    }
  }

  let seeds = 5

  func sweeps(_ scale: PaperScale) -> [PaperSweep] {
    let isQuick = scale.isQuick
    return [
      UnitSweep(
        name: "figure-a1",
        comment: [
          "Figure A.1 of the paper (arXiv 2308.12053, A.1): LFP-ε by a reward of ±1 on points of a line. The paper gives no size of",
          "a batch, nor what a step is after which the rate falls: 128, and an epoch.",
        ],
        data: #"{ "dataset": "line"\#(isQuick ? #", "step": 0.005"# : "") }"#,
        network:
          #"{ "layers": [ { "dense": 32 }, "relu", { "dense": 32 }, "relu", { "dense": 2 } ] }"#,
        training:
          #"{ "epochs": \#(isQuick ? 20 : 100), "batchSize": 128, "clipping": "none", "optimizer": { "sgd": { "learningRate": 1.0, "momentum": 0.9 } } }"#,
        runs: Setting.allCases.map {
          #"{ "learning": \#(UnitRule.epsilon.learning(isNormalized: true, reward: "sign")), "training.schedule": \#($0.schedule(scale)) }"#
        },
        grid: [("seed", scale.seeds(seeds))]
      ).sweep(scale)
    ]
  }

  func content(of runs: PaperRuns) -> PaperContent {
    let groups = Setting.allCases.compactMap { setting -> (Setting, UnitGroup)? in
      let own = runs.runs.filter { Setting($0.config) == setting }
      return own.isEmpty
        ? nil : (setting, UnitGroup(label: setting.label, runs: own, place: setting.rawValue))
    }
    let all = groups.map(\.1)
    let (done, planned) = all.progress
    var table = DataTable([
      "setting", "highest test accuracy (%)", "at the end (%)",
      "change of training accuracy in an epoch, second half (points)",
      "finished runs", "runs",
    ])
    for group in all {
      table.add([
        .text(group.label), group.mean(Self.best).pointsCell, (group.accuracy?.mean).pointsCell,
        group.mean(Self.unrest).cell, .number(Double(group.finished.count)),
        .number(Double(group.runs.count)),
      ])
    }
    var numbers = DataTable([
      "setting", "seed", "epoch", "test accuracy (%)", "training accuracy (%)",
    ])
    for group in all {
      for run in group.runs {
        for line in run.epochs {
          numbers.add([
            .text(group.label), .number(Double(run.config.seed)),
            .number(line["epoch"]?.double ?? .nan),
            line["testAccuracy"]?.double.percentCell ?? .absent,
            line["trainAccuracy"]?.double.percentCell ?? .absent,
          ])
        }
      }
    }
    let charts: [ReportSection.Block] =
      runs.sweeps.contains(where: \.isBegun)
      ? [
        .charts([
          all.accuracyChart("figure-a1-test", "Test accuracy after each epoch"),
          all.chart("figure-a1-train", "Training accuracy in each epoch", .accuracy("training")) {
            $0["trainAccuracy"]?.double.map { $0 * 100 }
          },
        ])
      ] : [.text("None of its \(planned) runs has finished an epoch.")]
    return PaperContent(
      sections: [
        ReportSection(
          title: "Points of a line", blocks: charts + [.table(id: "figure-a1", table)])
      ],
      numbers: numbers,
      claims: Self.claims(Dictionary(uniqueKeysWithValues: groups.filter(\.1.isSettled))).map {
        $0.judged(on: "points of a line", done: done, of: planned)
      })
  }

  private static func accuracies(_ run: ReportRun, _ key: String) -> [Double] {
    run.epochs.compactMap { $0[key]?.double.map { $0 * 100 } }
  }

  private static func best(_ run: ReportRun) -> Double? { accuracies(run, "testAccuracy").max() }

  /// How far the training accuracy moves from one epoch to the next, on average over the second half, in points: of 100
  /// test points a single one would count for a point.
  private static func unrest(_ run: ReportRun) -> Double? {
    let half = accuracies(run, "trainAccuracy").dropFirst(run.epochs.count / 2)
    let changes = zip(half, half.dropFirst()).map { abs($1 - $0) }
    return changes.isEmpty ? nil : changes.reduce(0, +) / Double(changes.count)
  }

  private static func claims(_ groups: [Setting: UnitGroup]) -> [PaperClaim] {
    let (falling, constant) = (groups[.falling], groups[.constant])
    let unrest = (falling?.mean(unrest), constant?.mean(unrest))
    let highest = falling?.finished.compactMap(best) ?? []
    func text(_ value: Double?) -> String {
      value.map { "\(fixed($0, places: 3)) points" } ?? "not yet known"
    }
    return [
      PaperClaim(
        "A reward of ±1 yields a meaningful signal.",
        criterion:
          "With the falling rate more than half of the seeds reach a test accuracy of 95 %.",
        measured: "Highest test accuracy by seed: "
          + (highest.isEmpty
            ? "not yet known" : highest.map { fixed($0, places: 1) }.joined(separator: ", ")) + ".",
        verdict: PaperVerdict(
          all: [highest.isEmpty ? nil : 2 * highest.count { $0 >= 95 } > highest.count])),
      PaperClaim(
        "Training becomes unstable if convergence is not ensured, here by a diminishing learning rate.",
        criterion:
          "In the second half the training accuracy moves more from one epoch to the next at the constant rate, by more than 0.1 points.",
        measured: "Falling rate \(text(unrest.0)), constant rate \(text(unrest.1)).",
        verdict: PaperVerdict(
          all: [unrest.0.flatMap { own in unrest.1.map { $0 - own > 0.1 } }])),
    ]
  }
}
