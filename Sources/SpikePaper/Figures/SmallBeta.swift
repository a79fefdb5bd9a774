import SpikeReports
import SpikeSweeps

/// LFP-ε at every membrane decay and sequence length of Figure A.4, with settings that learn everywhere.
struct SmallBeta: PaperSubject {
  let title = "LFP-ε at small β: every cell of Figure A.4 with calibrated rates"
  let explanation =
    "The paper finds LFP weak where β is small, because nothing spikes. Here the weights are calibrated to a "
    + "firing rate of 0.1, the reward is A.16 as released, and Adam's learning rate falls along half a cosine. "
    + "MLP: batches of 128, rate 0.002, clipping at 0.1, contributions divided by |U[t-1]| + |ΔU| as the authors' "
    + "code does. LeNet: batches of 256, rate 0.006, clipping at 0.03, contributions divided by their sum, "
    + "as equations 8 and 9 are printed. Both were found at β 0.3 and T 5 on images held out. Three epochs, all "
    + "training images; means over seeds, bands one sample standard deviation."

  /// What was found for a network at β 0.3 and T 5 on images held out.
  private struct Settings {
    let learning: String
    let batchSize: Int
    let learningRate: String
    let clipping: String

    init(_ network: PaperNetwork) {
      let reward = "\"rule\": \"lfp-epsilon\", \"reward\": \"sequence-released\""
      switch network {
      case .mlp: (learning, batchSize, learningRate, clipping) = (reward, 128, "0.002", "0.1")
      case .lenet:
        (learning, batchSize, learningRate, clipping) = (
          reward + ", \"denominator\": \"signed\"", 256, "0.006", "0.03"
        )
      }
    }
  }

  func sweeps(_ scale: PaperScale) -> [PaperSweep] {
    PaperNetwork.allCases.map { network in
      let settings = Settings(network)
      let name = "small-beta-\(network.rawValue)" + (scale.isQuick ? "-quick" : "")
      let text = """
        // LFP-ε at every β and T of Figure A.4, the \(network.label): what `spikelab paper small-beta` trains.
        { "$schema": "../sweep-schema.json", "name": "\(name)",
          "base": { "data": { "dataset": "mnist", "pixels": [0, 1]\(scale.fewer) }, "encoding": "constant",
            "network": { "threshold": 1.0, "reset": "subtract", "initialisation": { "firingRate": 0.1 },
              "layers": [ \(network.layers(.ours)) ] },
            "learning": { \(settings.learning) },
            "training": { "epochs": \(scale.isQuick ? 1 : 3), "batchSize": \(settings.batchSize),
              "optimizer": { "adam": { "learningRate": \(settings.learningRate) } }, "schedule": "cosine",
              "clipping": { "adaptive": \(settings.clipping) } } },
          "grid": { "network.beta": \(scale.isQuick ? "[0.3, 0.9]" : "[0.3, 0.6, 0.9]"),
            "network.steps": \(scale.isQuick ? "[5, 25]" : "[5, 15, 25]"), "seed": \(scale.seeds(seeds)) } }

        """
      return PaperSweep(name: name, network: network, settings: nil, text: text)
    }
  }

  /// The runs of one β and T.
  private struct Cell {
    let beta: Float
    let steps: Int
    /// Whether no run of it is still to come.
    let isSettled: Bool
    let accuracy: SampleStatistics?

    init(_ runs: [ReportRun]) {
      (beta, steps) = (runs[0].config.network.lif.beta, runs[0].config.network.steps)
      isSettled = runs.allSatisfy(\.isSettled)
      accuracy = SampleStatistics(
        runs.filter(\.isDone).compactMap { run in run.testAccuracy.map { $0 * 100 } })
    }
  }

  func content(of runs: PaperRuns) -> PaperContent {
    var content = PaperContent(
      sections: [],
      numbers: DataTable(["network", "β", "T", "test accuracy (%)", "± sample std", "runs"]),
      claims: [])
    for sweep in runs.sweeps {
      guard let network = sweep.sweep.network else { continue }
      let cells = sweep.groups.map(Cell.init)
      var table = DataTable(["β", "T", "test accuracy (%)", "± sample std", "finished runs"])
      for cell in cells {
        let row: [DataTable.Cell] = [
          .text("\(cell.beta)"), .text("\(cell.steps)"), (cell.accuracy?.mean).pointsCell,
          (cell.accuracy?.deviation).pointsCell, .number(Double(cell.accuracy?.count ?? 0)),
        ]
        table.add(row)
        content.numbers.add([.text(network.label)] + row)
      }
      content.sections.append(
        ReportSection(
          title: network.label,
          blocks: sweep.isBegun
            ? [.charts([Self.chart(cells, sweep.sweep.name)]), .table(id: sweep.sweep.name, table)]
            : [.text("None of its \(sweep.items.count) runs has finished an epoch.")]))
      content.claims.append(
        Self.claim(cells, network).judged(
          on: network.label, done: sweep.done, of: sweep.items.count))
    }
    return content
  }

  private static func chart(_ cells: [Cell], _ id: String) -> Chart {
    let betas = Set(cells.map(\.beta)).sorted()
    return Chart(
      id: id, title: "Test accuracy after the last epoch",
      x: Axis(
        label: "sequence length T", unit: "", including: cells.map { Double($0.steps) },
        isWhole: true), y: .accuracy("test"),
      lines: betas.enumerated().map { place, beta in
        LineMark(
          label: "β \(beta)", style: SeriesStyle(index: place),
          points: cells.filter { $0.beta == beta }.map {
            .init(
              x: Double($0.steps), y: $0.accuracy?.mean ?? .nan, spread: $0.accuracy?.deviation,
              count: $0.accuracy?.count ?? 0)
          })
      })
  }

  private static func claim(_ cells: [Cell], _ network: PaperNetwork) -> PaperClaim {
    let least = network == .mlp ? 96.5 : 98
    let known = cells.filter { $0.accuracy != nil }
    let worst = known.min { ($0.accuracy?.mean ?? 0) < ($1.accuracy?.mean ?? 0) }
    return PaperClaim(
      "With these settings LFP-ε learns at every β and T.",
      criterion: "The mean of every cell is at least \(least) %.",
      measured: worst.map {
        "The worst is β \($0.beta), T \($0.steps) with \(accuracyText($0.accuracy?.mean))."
      } ?? "No run is finished.",
      verdict: PaperVerdict(
        all: cells.map { cell in
          // A seed still to come could turn it.
          guard cell.isSettled else { return nil }
          return cell.accuracy.map { difference($0.mean, least) >= 0 } ?? false
        }))
  }
}
