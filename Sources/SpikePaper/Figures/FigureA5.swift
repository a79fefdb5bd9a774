import SpikeFiles
import SpikeReports
import SpikeSweeps

/// Figure A.5: how large weights and biases are while LeNet trains.
struct FigureA5: GridFigure {
  let title = "Figure A.5: mean |bias| and |weight| of each layer of LeNet during training"
  let explanation =
    "The paper shows mean magnitudes of parameters while LFP trains LeNet at L 5, for each learning rate "
    + "and β 0.3 and 0.6. It does not say by which rule of LFP: here it is LFP-ε. Drawn are the "
    + "initial parameters (epoch 0, where they are drawn at random) and those after each epoch, where "
    + "the paper has more points: means over seeds, bands one sample standard deviation."

  func sweeps(_ scale: PaperScale) -> [PaperSweep] {
    PaperSettings.allCases.map { settings in
      PaperSweep(
        "figure-a5", .lenet, settings, scale,
        comment: [
          "Figure A.5 of the paper (arXiv 2308.12053): magnitudes of LeNet's parameters during training.",
          "Runs of learning rate 1e-3 are figure-a4's.",
        ],
        rules: [PaperRule.epsilon].plain,
        grid: [
          ("training.optimizer.adam.learningRate", "[1e-3, 1e-4, 1e-5]"),
          ("network.beta", "[0.3, 0.6]"), ("network.steps", "[5]"),
        ])
    }
  }

  func table(of part: PaperPart) -> DataTable {
    var table = DataTable([
      "β", "learning rate", "layer", "epoch", "mean |weight|", "mean |bias|", "runs",
    ])
    for cell in part.cells {
      for entry in Self.magnitudes(of: cell) where !entry.weights.isEmpty {
        table.add([
          .text("\(cell.beta)"), .text("\(cell.learningRate)"), .text(entry.layer),
          .number(Double(entry.epoch)), (SampleStatistics(entry.weights)?.mean).cell,
          (SampleStatistics(entry.biases)?.mean).cell, .number(Double(entry.weights.count)),
        ])
      }
    }
    return table
  }

  func outline(of part: PaperPart) -> DataTable {
    var table = DataTable([
      "β", "learning rate", "test accuracy (%)", "layer", "change of mean |weight| (%)",
      "change of mean |bias| (%)",
    ])
    for cell in part.cells {
      for change in Self.changes(of: cell) ?? [] {
        table.add([
          .text("\(cell.beta)"), .text("\(cell.learningRate)"), cell.mean.pointsCell,
          .text(change.layer),
          .number(change.weight), .number(change.bias),
        ])
      }
    }
    return table
  }

  // MARK: Picture

  func picture(of part: PaperPart) -> [ReportSection.Block] {
    let cells = part.cells.map { ($0, Self.magnitudes(of: $0)) }
    func charts(_ what: String, _ values: (Magnitudes) -> [Double]) -> ReportSection.Block {
      // Charts side by side have one scale, bands too.
      let largest =
        cells.flatMap(\.1).compactMap { SampleStatistics(values($0)) }
        .map { $0.mean + ($0.deviation ?? 0) }.max() ?? 0
      let y = Axis(label: "mean |\(what)|", unit: "", including: [0, largest])
      return .charts(
        part.betas.flatMap { beta in
          part.learningRates.compactMap { rate in
            cells.first { $0.0.beta == beta && $0.0.learningRate == rate }.map {
              chart(of: $0.0, $0.1, what, y, values, part)
            }
          }
        })
    }
    return [
      .heading("Mean |bias|"), charts("bias", \.biases),
      .heading("Mean |weight|"), charts("weight", \.weights),
    ] + chartsOfChange(cells, part)
  }

  /// How much the magnitudes change, which their own scale does not show of small ones.
  private func chartsOfChange(
    _ cells: [(PaperCell, [Magnitudes])], _ part: PaperPart
  ) -> [ReportSection.Block] {
    // Calibrated parameters depend on the data: there is nothing to compare with.
    guard part.settings == .paper else { return [] }
    func relative(_ entries: [Magnitudes]) -> [Magnitudes] {
      entries.map { entry in
        var entry = entry
        let first = entries.first { $0.layer == entry.layer && $0.epoch == 0 }
        func change(_ values: [Double], _ before: [Double]?) -> [Double] {
          // While seeds are under way nobody knows which value is whose.
          guard let before, before.count == values.count else { return [] }
          return zip(values, before).map { ($0 / $1 - 1) * 100 }
        }
        (entry.weights, entry.biases) = (
          change(entry.weights, first?.weights), change(entry.biases, first?.biases)
        )
        return entry
      }
    }
    let changed = cells.map { ($0.0, relative($0.1)) }
    func charts(_ what: String, _ values: (Magnitudes) -> [Double]) -> ReportSection.Block {
      let y = Axis(label: "change of mean |\(what)|", unit: "%", including: [0])
      return .charts(
        part.betas.flatMap { beta in
          changed.filter { $0.0.beta == beta }.map {
            chart(of: $0, $1, "\(what)-change", y, values, part)
          }
        })
    }
    return [
      .heading("Change of mean |bias| since before training, each panel with a scale of its own"),
      charts("bias", \.biases),
      .heading("Change of mean |weight| since before training"), charts("weight", \.weights),
    ]
  }

  private func chart(
    of cell: PaperCell, _ entries: [Magnitudes], _ what: String, _ y: Axis,
    _ values: (Magnitudes) -> [Double], _ part: PaperPart
  ) -> Chart {
    var names: [String] = []
    for entry in entries where !names.contains(entry.layer) { names.append(entry.layer) }
    return Chart(
      id: "\(part.id)-\(what)-\(cell.beta)-\(cell.learningRate)".replacing(".", with: "-"),
      title: "β \(cell.beta), learning rate \(cell.learningRate)", x: .epoch, y: y,
      lines: names.enumerated().map { place, name in
        LineMark(
          label: name, style: SeriesStyle(index: place),
          points: entries.filter { $0.layer == name }.map { entry in
            let statistics = SampleStatistics(values(entry))
            return .init(
              x: Double(entry.epoch), y: statistics?.mean ?? .nan, spread: statistics?.deviation,
              count: statistics?.count ?? 0)
          })
      })
  }

  // MARK: Claims

  /// How much larger a layer's mean magnitudes are after training than before, in percent.
  struct Change: Hashable {
    var layer: String
    var weight: Double
    var bias: Double
  }

  /// Changes from the first to the last parameters of a cell's finished runs; nil while a run is still to come, or where
  /// there are none to compare.
  static func changes(of cell: PaperCell) -> [Change]? {
    guard cell.final != nil else { return nil }
    var finished = cell
    finished.runs = cell.runs.filter(\.isDone)
    let entries = magnitudes(of: finished).filter { !$0.weights.isEmpty }
    var names: [String] = []
    for entry in entries where !names.contains(entry.layer) { names.append(entry.layer) }
    let changes = names.compactMap { name -> Change? in
      let own = entries.filter { $0.layer == name }
      guard let first = own.first, let last = own.last, first.epoch == 0, last.epoch > 0 else {
        return nil
      }
      func change(_ values: (Magnitudes) -> [Double]) -> Double {
        let (before, after) = (SampleStatistics(values(first)), SampleStatistics(values(last)))
        return ((after?.mean ?? .nan) / (before?.mean ?? .nan) - 1) * 100
      }
      return Change(layer: name, weight: change(\.weights), bias: change(\.biases))
    }
    return changes.isEmpty ? nil : changes
  }

  func claims(on part: PaperPart) -> [PaperClaim] {
    // Calibrated parameters depend on the data: there is nothing to compare with.
    guard part.settings == .paper, let small = part.betas.first, let large = part.betas.last
    else { return [] }
    return part.learningRates.flatMap { rate in
      func changes(_ beta: Float) -> [Change]? {
        part.cells.first { $0.beta == beta && $0.learningRate == rate }.flatMap(Self.changes)
      }
      return Self.claims(
        small: changes(small), large: changes(large), words: ("\(small)", "\(large)")
      ).map { claim in
        var claim = claim
        claim.scope = "learning rate \(rate)"
        return claim
      }
    }
  }

  /// A change of a mean magnitude that is negligible, in percent.
  static let negligible = 5.0

  /// The claims for the changes at the two β.
  static func claims(
    small: [Change]?, large: [Change]?, words: (small: String, large: String)
  ) -> [PaperClaim] {
    func text(_ changes: [Change]?, _ beta: String) -> String {
      guard let changes else { return "at β \(beta) not yet known" }
      return "at β \(beta) "
        + changes.map {
          "\($0.layer) \(signed($0.weight)) (weights), \(signed($0.bias)) (biases)"
        }.joined(separator: "; ")
    }
    let still = small.map { changes in
      changes.allSatisfy { abs($0.weight) < negligible }
        && changes.dropLast().allSatisfy { abs($0.bias) < negligible }
        && changes.last.map { abs($0.bias) >= negligible } == true
    }
    let moved = small.flatMap { small in
      large.map { large in
        difference(size(large), size(small)) > PaperClaim.margin
          && evenness(large) > evenness(small)
      }
    }
    return [
      PaperClaim(
        "With β = 0.3, most parameters undergo only negligible updates, except for bias terms in the "
          + "final layer.",
        criterion:
          "Mean magnitudes change by less than \(fixed(negligible, places: 0)) %, but for the last biases, which "
          + "change by that or more.",
        measured: "The change " + text(small, words.small) + ".",
        verdict: PaperVerdict(all: [still])),
      PaperClaim(
        "With β = 0.6, updates are larger and more evenly distributed across layers.",
        criterion:
          "The change of the mean |weight|, mean over layers, is larger than at the smaller β by more than 1 point, and the least "
          + "change of a layer is a larger share of the largest.",
        measured: "The change " + text(small, words.small) + "; " + text(large, words.large) + ".",
        verdict: PaperVerdict(all: [moved])),
    ]
  }

  /// How much the layers' weights change, mean over layers, in percent.
  private static func size(_ changes: [Change]) -> Double {
    changes.reduce(0) { $0 + abs($1.weight) } / Double(max(1, changes.count))
  }

  /// The least change of a layer's weights as a share of the largest.
  private static func evenness(_ changes: [Change]) -> Double {
    let sizes = changes.map { abs($0.weight) }
    guard let least = sizes.min(), let most = sizes.max(), most > 0 else { return 0 }
    return least / most
  }

  private static func signed(_ value: Double) -> String {
    (value < 0 ? "−" : "+") + fixed(abs(value), places: 1) + " %"
  }
}
