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
  /// The mean accuracy once no run is open, by which claims are judged: a seed still to come could turn them.
  var final: Double? {
    accuracies.count + runs.count { $0.hasFailed } >= planned ? mean : nil
  }
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

  /// The mean over some cells of their mean accuracies in percent; nil unless the runs of each are all settled.
  func mean(where isChosen: (PaperCell) -> Bool) -> Double? {
    let chosen = cells.filter(isChosen)
    let means = chosen.compactMap(\.final)
    guard !chosen.isEmpty, means.count == chosen.count else { return nil }
    return means.reduce(0, +) / Double(means.count)
  }

  /// A line of mean accuracies over the sequence lengths, with bands of one sample standard deviation.
  func line(
    _ label: String, _ style: SeriesStyle, _ cell: (_ steps: Int) -> PaperCell?
  ) -> LineMark {
    LineMark(
      label: label, style: style,
      points: lengths.map { steps in
        let accuracy = cell(steps)?.accuracy
        return .init(
          x: Double(steps), y: accuracy?.mean ?? .nan, spread: accuracy?.deviation,
          count: accuracy?.count ?? 0)
      })
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
        .text("\(cell.learningRate)"), cell.mean.pointsCell, (cell.accuracy?.deviation).pointsCell,
        .number(Double(cell.accuracies.count)), .number(Double(cell.planned)),
      ])
    }
    return table
  }
}

extension PaperPart {
  /// What the runs of a sweep came to; nil for a sweep that belongs to no network and settings.
  init?(_ runs: PaperSweepRuns) {
    guard let network = runs.sweep.network, let settings = runs.sweep.settings else { return nil }
    (self.network, self.settings, cells) = (network, settings, [])
    var places: [String: Int] = [:]
    for item in runs.items {
      let (run, config) = (item.report, item.run.config)
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

/// A figure of runs over a grid of settings, for each network under the paper's settings and ours.
protocol GridFigure: PaperSubject {
  /// The picture of a part.
  func picture(of part: PaperPart) -> [ReportSection.Block]
  /// The numbers behind the picture; the CSV file holds those of all parts.
  func table(of part: PaperPart) -> DataTable
  /// The numbers that stand on the page.
  func outline(of part: PaperPart) -> DataTable
  /// The paper's claims, judged by the part's numbers.
  func claims(on part: PaperPart) -> [PaperClaim]
}

extension GridFigure {
  func table(of part: PaperPart) -> DataTable { part.accuracies }
  func outline(of part: PaperPart) -> DataTable { table(of: part) }

  func content(of runs: PaperRuns) -> PaperContent {
    let parts = runs.sweeps.compactMap(PaperPart.init)
    var numbers: DataTable?
    for part in parts {
      let own = table(of: part)
      var table = DataTable(["network", "settings"] + own.header)
      for row in own.rows {
        table.add([.text(part.network.label), .text(part.settings.rawValue)] + row)
      }
      if numbers == nil { numbers = table } else { numbers?.append(table) }
    }
    return PaperContent(
      sections: parts.map { part in
        let blocks =
          part.isBegun
          ? picture(of: part) + [.table(id: part.id, outline(of: part))]
          : [.text("None of its \(part.planned) runs has finished an epoch.")]
        return ReportSection(title: part.label, blocks: blocks)
      },
      numbers: numbers ?? DataTable(["network", "settings"]),
      claims: parts.flatMap { part in
        claims(on: part).map { $0.judged(on: part.label, done: part.done, of: part.planned) }
      })
  }
}
