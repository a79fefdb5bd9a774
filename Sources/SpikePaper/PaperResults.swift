import SpikeConfig
import SpikeFiles
import SpikeReports
import SpikeSweeps

/// The runs of one setting of a rule, which differ in their seed alone.
struct PaperCell: Sendable {
  var rule: PaperRule
  /// Membrane decay.
  var beta: Float
  /// Sequence length L.
  var steps: Int
  var learningRate: Float
  /// Runs that the sweep has of it.
  var planned: Int
  /// Test accuracies of those that are finished, in percent.
  var accuracies: [Double]
  /// The runs, as far as they came.
  var runs: [ReportRun] = []

  /// Mean and spread of the accuracies; nil where no run is finished.
  var accuracy: SampleStatistics? { SampleStatistics(accuracies) }
  /// The mean accuracy in percent; nil where no run is finished.
  var mean: Double? { accuracy?.mean }
  /// `β 0.9, L 25, learning rate 0.001`.
  var words: String { "β \(beta), L \(steps), learning rate \(learningRate)" }
}

/// One network under one's settings: a sweep of a figure, with what its runs came to.
struct PaperPart: Sendable {
  var network: PaperNetwork
  var settings: PaperSettings
  /// The cells, in the sweep's order.
  var cells: [PaperCell]

  /// `LeNet, the paper's settings`.
  var label: String { "\(network.label), \(settings.label)" }
  /// What stands in names: `lenet-paper`.
  var id: String { "\(network.rawValue)-\(settings.rawValue)" }
  /// Runs of the sweep.
  var planned: Int { cells.reduce(0) { $0 + $1.planned } }
  /// Runs that are finished.
  var done: Int { cells.reduce(0) { $0 + $1.accuracies.count } }
  /// Whether something of it was trained.
  var isBegun: Bool { cells.contains { cell in cell.runs.contains { !$0.epochs.isEmpty } } }

  var betas: [Float] { Set(cells.map(\.beta)).sorted() }
  var lengths: [Int] { Set(cells.map(\.steps)).sorted() }
  var learningRates: [Float] { Set(cells.map(\.learningRate)).sorted(by: >) }
  /// The rules there are, in their own order.
  var rules: [PaperRule] {
    PaperRule.allCases.filter { rule in cells.contains { $0.rule == rule } }
  }

  /// The cell with given values; nil where the sweep has none.
  func cell(_ rule: PaperRule, beta: Float, steps: Int, learningRate: Float? = nil) -> PaperCell? {
    cells.first {
      $0.rule == rule && $0.beta == beta && $0.steps == steps
        && (learningRate == nil || $0.learningRate == learningRate)
    }
  }

  /// The mean over some cells of their mean accuracies in percent; nil unless each has a finished run.
  func mean(where isChosen: (PaperCell) -> Bool) -> Double? {
    let chosen = cells.filter(isChosen)
    let means = chosen.compactMap(\.mean)
    guard !chosen.isEmpty, means.count == chosen.count else { return nil }
    return means.reduce(0, +) / Double(means.count)
  }

  /// The accuracy of every cell.
  var accuracies: DataTable {
    var table = DataTable([
      "rule", "β", "L", "learning rate", "test accuracy (%)", "± sample std", "finished runs",
      "runs",
    ])
    for cell in cells {
      table.add([
        .text(cell.rule.label), .text("\(cell.beta)"), .text("\(cell.steps)"),
        .text("\(cell.learningRate)"), cell.mean.cell, (cell.accuracy?.deviation).cell,
        .number(Double(cell.accuracies.count)), .number(Double(cell.planned)),
      ])
    }
    return table
  }
}

extension PaperPart {
  /// Reads what the runs of a sweep came to.
  ///
  /// - Parameter runs: Gets every run.
  init(_ sweep: PaperSweep, _ plan: SweepPlan, runs: inout [ReportRun]) {
    (network, settings, cells) = (sweep.network, sweep.settings, [])
    var places: [String: Int] = [:]
    for item in plan.items {
      let (run, config) = (ReportRun(item.directory), item.run.config)
      runs.append(run)
      guard let rule = PaperRule(rawValue: config.learning.ruleName) else { continue }
      let place = places[item.run.group] ?? cells.count
      if place == cells.count {
        places[item.run.group] = place
        cells.append(
          PaperCell(
            rule: rule, beta: Float(config.network.lif.beta), steps: config.network.steps,
            learningRate: config.training.optimizer.learningRate, planned: 0, accuracies: []))
      }
      cells[place].planned += 1
      cells[place].runs.append(run)
      if run.isDone, let accuracy = run.testAccuracy {
        cells[place].accuracies.append(accuracy * 100)
      }
    }
  }
}

/// What there is of a figure: the runs of its sweeps, as far as they came.
public struct PaperResults: Sendable {
  /// The figure.
  public let figure: PaperFigure
  /// How large its sweeps are.
  public let scale: PaperScale
  /// What was changed in every run.
  public let overrides: [String]
  let parts: [PaperPart]
  let runs: [ReportRun]

  /// Reads the runs.
  ///
  /// - Parameters:
  ///   - overrides: `key=value` texts, applied to every run.
  ///   - root: The folder of all runs.
  ///   - hasOurs: Whether our settings are shown; where something of them was trained, they are anyway.
  /// - Throws: ``ConfigError`` when an override is faulty, ``RunError`` or ``FileError`` when a run
  ///   cannot be read.
  public init(
    _ figure: PaperFigure, _ scale: PaperScale, overrides: [String] = [], root: String,
    hasOurs: Bool
  ) throws {
    (self.figure, self.scale, self.overrides) = (figure, scale, overrides)
    var (parts, runs) = ([PaperPart](), [ReportRun]())
    for sweep in figure.sweeps(scale) {
      var own: [ReportRun] = []
      let plan = try SweepPlan(sweep.load(overrides: overrides), root: root)
      let part = PaperPart(sweep, plan, runs: &own)
      guard sweep.settings == .paper || hasOurs || part.isBegun else { continue }
      parts.append(part)
      runs += own
    }
    (self.parts, self.runs) = (parts, runs)
  }

  /// The paper's claims and what was found.
  public var claims: [PaperClaim] {
    parts.flatMap { part in
      figure.subject.claims(on: part).map { claim in
        var claim = claim
        claim.scope =
          part.label + (part.done < part.planned ? " (\(part.done) of \(part.planned) runs)" : "")
        return claim
      }
    }
  }

  /// Runs that are finished, and all.
  public var progress: (done: Int, planned: Int) {
    parts.reduce((0, 0)) { ($0.0 + $1.done, $0.1 + $1.planned) }
  }
}
