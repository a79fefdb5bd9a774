import SpikeReports
import TestSupport
import Testing

@testable import SpikePaper

/// A part of made-up accuracies.
private func part(
  betas: [Float] = [0.3, 0.9], lengths: [Int] = [5, 25], rates: [Float] = [0.001],
  planned: Int = 2,
  _ accuracy: (PaperRule, Float, Int, Float) -> Double?
) -> PaperPart {
  var cells: [PaperCell] = []
  for rule in PaperRule.allCases {
    for rate in rates {
      for beta in betas {
        for steps in lengths {
          cells.append(
            PaperCell(
              rule: rule, beta: beta, steps: steps, learningRate: rate, planned: planned,
              accuracies: accuracy(rule, beta, steps, rate).map { [$0 - 0.5, $0 + 0.5] } ?? []))
        }
      }
    }
  }
  return PaperPart(network: .mlp, settings: .paper, cells: cells)
}

private func verdicts(_ subject: any GridFigure, _ part: PaperPart) -> [PaperVerdict] {
  subject.claims(on: part).map(\.verdict)
}

@Suite struct PaperClaimTests {
  @Test func aVerdictNeedsEveryStatement() {
    #expect(PaperVerdict(all: [true, true]) == .holds)
    #expect(PaperVerdict(all: [true, nil]) == .unknown)
    #expect(PaperVerdict(all: [nil, false]) == .fails)
    #expect(PaperVerdict(all: []) == .unknown)
  }

  @Test func figureA4() {
    // LFP fails at small β and short L, the gradient nowhere.
    let asInThePaper = part { rule, beta, steps, _ in
      rule == .gradient ? 95 : beta < 0.5 ? 10 : steps == 5 ? 60 : 94
    }
    #expect(verdicts(FigureA4(), asInThePaper) == [.holds, .holds, .holds, .holds])
    let same = part { _, _, _, _ in 95 }
    #expect(verdicts(FigureA4(), same) == [.fails, .fails, .fails, .fails])
    #expect(
      verdicts(FigureA4(), part { _, _, _, _ in nil }) == [.unknown, .unknown, .unknown, .unknown])
    let claims = FigureA4().claims(on: asInThePaper)
    #expect(
      claims[0].measured
        == "At β 0.3, mean over L: gradient 95.00 %, LFP-ε 10.00 % (−85.00 points), LFP-z⁺z⁻ 10.00 % "
        + "(−85.00 points).")
    // Better at large β than at small, but worse than between.
    let betas: [Float] = [0.3, 0.6, 0.9]
    let peaked = part(betas: betas) { rule, beta, _, _ in
      beta < 0.5 ? 10 : beta > 0.7 && rule == .epsilon ? 90 : 95
    }
    let rise = FigureA4().claims(on: peaked)[1]
    #expect(rise.verdict == .fails)
    #expect(
      rise.measured
        == "At β 0.3, 0.6, 0.9, mean over L: LFP-ε 10.00 %, 95.00 %, 90.00 %; LFP-z⁺z⁻ 10.00 %, 95.00 %, "
        + "95.00 %. LFP-z⁺z⁻ alone meets it.")
    // At the very edge of a criterion: 0.1 + 0.2 and the like are no reason.
    let edge = part(betas: [0.9], lengths: [25]) { rule, _, _, _ in
      rule == .gradient ? 95.11 : 94.11
    }
    #expect(verdicts(Figure4(), edge) == [.holds, .fails])
    // One of the rules does well: the claim is about LFP as a whole.
    let half = part { rule, beta, _, _ in rule == .epsilon || beta > 0.5 ? 95 : 10 }
    #expect(verdicts(FigureA4(), half)[0] == .fails)
    // The gradient is lacking, yet what is said of β alone is known.
    let withoutGradient = part { rule, beta, steps, _ in
      rule == .gradient ? nil : beta < 0.5 ? 10 : steps == 5 ? 60 : 94
    }
    #expect(verdicts(FigureA4(), withoutGradient) == [.unknown, .holds, .holds, .unknown])
  }

  @Test func aCellWithoutAFinishedRunLeavesAMeanUnknown() {
    let open = part { rule, beta, steps, _ in
      rule == .zPlusZMinus && beta < 0.5 && steps == 25 ? nil : 50
    }
    #expect(open.mean { $0.rule == .epsilon } == 50)
    #expect(open.mean { $0.rule == .zPlusZMinus } == nil)
    #expect(open.mean { $0.beta == 0.1 } == nil)
    #expect(open.planned == 24 && open.done == 22)
  }

  @Test func aSeedStillToComeLeavesEveryVerdictOpen() {
    let open = part(planned: 3) { rule, beta, steps, _ in
      rule == .gradient ? 95 : beta < 0.5 ? 10 : steps == 5 ? 60 : 94
    }
    #expect(verdicts(FigureA4(), open) == [.unknown, .unknown, .unknown, .unknown])
    #expect(open.cells[0].mean == 10 && open.cells[0].final == nil)
    let best = part(betas: [0.9], lengths: [25], planned: 3) { _, _, _, _ in 95 }
    #expect(verdicts(Figure4(), best) == [.unknown, .unknown])
    #expect(verdicts(Table1(), best).allSatisfy { $0 == .unknown })
  }

  @Test(arguments: [
    (95.0, 90.0, [PaperVerdict.holds, .holds]), (93.5, 95.0, [.fails, .fails]),
    (94.5, 94.5, [.holds, .fails]), (97, 90, [.fails, .holds]),
  ])
  func figure4(epsilon: Double, zPlusZMinus: Double, expected: [PaperVerdict]) {
    let found = part(betas: [0.9], lengths: [25]) { rule, _, _, _ in
      switch rule {
      case .epsilon: epsilon
      case .zPlusZMinus: zPlusZMinus
      case .gradient: 95
      }
    }
    #expect(verdicts(Figure4(), found) == expected)
  }

  @Test func figure4WithoutARun() {
    let found = part(betas: [0.9], lengths: [25]) { rule, _, _, _ in
      rule == .zPlusZMinus ? nil : 95
    }
    #expect(verdicts(Figure4(), found) == [.holds, .unknown])
  }

  @Test func table1() {
    let betas: [Float] = [0.6, 0.9]
    let rates: [Float] = [0.001, 0.0001]
    let asInThePaper = part(betas: betas, lengths: [25], rates: rates) { rule, beta, steps, rate in
      rule.best == PaperBest(learningRate: rate, beta: beta, steps: steps) ? 97 : 95
    }
    #expect(verdicts(Table1(), asInThePaper) == [.holds, .holds, .holds])
    let others = part(betas: betas, lengths: [25], rates: rates) { rule, beta, steps, rate in
      rule.best == PaperBest(learningRate: rate, beta: beta, steps: steps) ? 95 : 97
    }
    #expect(verdicts(Table1(), others) == [.fails, .fails, .fails])
    #expect(Table1().claims(on: others)[0].measured.contains("(−2.00 points)"))
    // A cell that is still to come could be the best.
    let open = part(betas: betas, lengths: [25], rates: rates) { rule, beta, steps, rate in
      rule == .gradient && beta == 0.9 ? nil : 95
    }
    #expect(verdicts(Table1(), open) == [.holds, .holds, .unknown])
  }

  @Test func figureA5() {
    func changes(_ weights: [Double], _ biases: [Double]) -> [FigureA5.Change] {
      zip(weights, biases).enumerated().map {
        .init(layer: "layer \($0)", weight: $1.0, bias: $1.1)
      }
    }
    func verdicts(_ small: [FigureA5.Change]?, _ large: [FigureA5.Change]?) -> [PaperVerdict] {
      FigureA5.claims(small: small, large: large, words: ("0.3", "0.6")).map(\.verdict)
    }
    let still = changes([0.1, 0, 0.2], [0, 0.1, 80])
    let moved = changes([10, 8, 12], [9, 9, 90])
    #expect(verdicts(still, moved) == [.holds, .holds])
    #expect(verdicts(moved, still) == [.fails, .fails])
    #expect(verdicts(still, nil) == [.holds, .unknown])
    #expect(verdicts(nil, nil) == [.unknown, .unknown])
    // Larger, but in one layer alone.
    #expect(
      verdicts(changes([2, 2, 2], [0, 0, 80]), changes([3, 3, 90], [0, 0, 80]))[1] == .fails)
    // Larger by less than a point.
    #expect(
      verdicts(changes([2, 1, 2], [0, 0, 80]), changes([2.9, 2.9, 2.1], [0, 0, 80]))[1] == .fails)
    // Nothing moves at all, the last biases neither.
    #expect(verdicts(changes([0, 0, 0], [0, 0, 0]), moved)[0] == .fails)
  }
}
