import SpikeReports

/// Table 1: the best settings of each rule, found by a search over all.
struct Table1: GridFigure {
  let title = "Table 1: the best learning rate, β and L of each rule"
  let explanation =
    "The paper searches three learning rates, three β and three L for each rule and gives the best, one for "
    + "both networks. The best here is that of the highest mean test accuracy over seeds, for the paper "
    + "names no validation images: it flatters what it chooses. Drawn are all cells, a panel for each rule and learning rate."

  func sweeps(_ scale: PaperScale) -> [PaperSweep] {
    let isQuick = scale.isQuick
    return PaperSettings.allCases.flatMap { settings in
      PaperNetwork.allCases.map { network in
        PaperSweep(
          "table-1", network, settings, scale,
          comment: [
            "The search behind Table 1 of the paper (arXiv 2308.12053), the \(network.label): every learning rate,",
            "membrane decay and sequence length. Those of 1e-3 are figure-a4's runs.",
          ],
          rules: PaperRule.allCases.plain,
          grid: [
            (
              "training.optimizer.adam.learningRate",
              isQuick ? "[1e-3, 1e-4]" : "[1e-3, 1e-4, 1e-5]"
            ),
            ("network.beta", isQuick ? "[0.6, 0.9]" : "[0.3, 0.6, 0.9]"),
            ("network.steps", isQuick ? "[25]" : "[5, 15, 25]"),
          ])
      }
    }
  }

  func picture(of part: PaperPart) -> [ReportSection.Block] {
    let charts = part.rules.flatMap { rule in
      part.learningRates.map { rate in
        Chart(
          id: "\(part.id)-\(rule.rawValue)-\(rate)".replacing(".", with: "-"),
          title: "\(rule.label), learning rate \(rate)",
          x: Axis(
            label: "sequence length L", unit: "", including: part.lengths.map(Double.init),
            isWhole: true),
          y: .accuracy("test"),
          lines: part.betas.enumerated().map { place, beta in
            part.line("β \(beta)", SeriesStyle(index: place)) { steps in
              part.cell(rule, beta: beta, steps: steps, learningRate: rate)
            }
          })
      }
    }
    return [.charts(charts)]
  }

  func outline(of part: PaperPart) -> DataTable {
    var table = DataTable([
      "rule", "learning rate", "β", "L", "test accuracy (%)", "± sample std",
      "the paper's: learning rate", "β of the paper", "L of the paper",
      "accuracy here at the paper's (%)",
      "cells with a finished run", "cells",
    ])
    for rule in part.rules {
      let cells = part.cells.filter { $0.rule == rule }
      let best = Self.best(of: cells)
      func text(_ value: (PaperCell) -> String) -> DataTable.Cell {
        best.map { .text(value($0)) } ?? .absent
      }
      table.add([
        .text(rule.label), text { "\($0.learningRate)" }, text { "\($0.beta)" },
        text { "\($0.steps)" }, (best?.mean).pointsCell, (best?.accuracy?.deviation).pointsCell,
        .text("\(rule.best.learningRate)"), .text("\(rule.best.beta)"),
        .text("\(rule.best.steps)"), (Self.papers(rule, in: part)?.mean).pointsCell,
        .number(Double(cells.count { $0.mean != nil })), .number(Double(cells.count)),
      ])
    }
    return table
  }

  /// The cell of the highest mean accuracy among those that are known; the first of equals.
  static func best(of cells: [PaperCell]) -> PaperCell? {
    cells.reduce(nil as PaperCell?) { best, cell in
      guard let mean = cell.mean else { return best }
      return mean > best?.mean ?? -1 ? cell : best
    }
  }

  /// The cell that the paper found best.
  private static func papers(_ rule: PaperRule, in part: PaperPart) -> PaperCell? {
    let best = rule.best
    return part.cell(
      rule, beta: best.beta, steps: best.steps, learningRate: best.learningRate)
  }

  func claims(on part: PaperPart) -> [PaperClaim] {
    part.rules.map { rule in
      let cells = part.cells.filter { $0.rule == rule }
      let (best, papers) = (Self.best(of: cells), Self.papers(rule, in: part))
      let isKnown = cells.allSatisfy { $0.final != nil }
      let gap = best?.mean.flatMap { top in papers?.mean.map { difference($0, top) } }
      let isFinal = best?.final != nil && papers?.final != nil
      let open = cells.count { $0.mean == nil }
      return PaperClaim(
        "\(rule.label) is best at learning rate \(rule.best.learningRate), β \(rule.best.beta) and L "
          + "\(rule.best.steps).",
        criterion: "That cell's mean is at most 1 point below the best cell's.",
        measured: (best.map { "Best: \($0.words) with \(accuracyText($0.mean))" }
          ?? "No run is finished") + "; the paper's: \(accuracyText(papers?.mean))"
          + (gap.map { " (\(pointsText($0)))" } ?? "")
          + (open > 0 ? "; \(open) of \(cells.count) cells have no finished run." : "."),
        // A cell still to come could be better yet, so only a gap that is already too wide is final.
        verdict: PaperVerdict(
          all: [gap.flatMap { $0 < -PaperClaim.margin && isFinal ? false : isKnown ? true : nil }]))
    }
  }
}
