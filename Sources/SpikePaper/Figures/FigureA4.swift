import SpikeReports

/// Figure A.4: test accuracy over membrane decay and sequence length.
struct FigureA4: GridFigure {
  let title = "Figure A.4: accuracy over membrane decay β and sequence length L"
  let explanation =
    "The paper trains LeNet and the MLP on MNIST by every rule at nine pairs of β and L, at learning rate "
    + "1e-3, and finds LFP weak where β is small. Drawn is the test accuracy after the last epoch "
    + "against L, a panel for each β: means over seeds, bands one sample standard deviation. "
    + paperBaseline

  func sweeps(_ scale: PaperScale) -> [PaperSweep] {
    PaperSettings.allCases.flatMap { settings in
      PaperNetwork.allCases.map { network in
        PaperSweep(
          "figure-a4", network, settings, scale,
          comment: [
            "Figure A.4 of the paper (arXiv 2308.12053, A.6.3), the \(network.label): test accuracy over membrane decay and",
            "sequence length at learning rate 1e-3, three epochs, three seeds. The paper gives no threshold of",
            "the clipping: 0.06 with a floor of 1e-6 is the authors' trainer's of that time, as is the mean",
            "over the batch. Their normalization divides at every layer and step of LFP's way back.",
          ],
          rules: PaperRule.allCases.plain,
          grid: [
            ("network.beta", "[0.3, 0.6, 0.9]"),
            ("network.steps", scale.isQuick ? "[5, 25]" : "[5, 15, 25]"),
          ])
      }
    }
  }

  func picture(of part: PaperPart) -> [ReportSection.Block] {
    let whole = Axis(label: "test accuracy", unit: "%", including: [0, 100], most: 100)
    let charts = part.betas.map { chart(of: part, beta: $0, part.rules, "beta", whole) }
    return [.charts(charts)] + closeUp(of: part)
  }

  /// The rules that come near the best, on a scale that tells them apart.
  private func closeUp(of part: PaperPart) -> [ReportSection.Block] {
    let top = part.cells.compactMap(\.mean).max() ?? 0
    let near = part.rules.filter { rule in
      part.cells.filter { $0.rule == rule }.allSatisfy { $0.mean.map { $0 > top - 10 } ?? true }
    }
    guard near.count > 1 else { return [] }
    let lowest = part.cells.filter { near.contains($0.rule) }.compactMap { cell in
      cell.mean.map { $0 - (cell.accuracy?.deviation ?? 0) }
    }
    let y = Axis(label: "test accuracy", unit: "%", including: [lowest.min() ?? 0, top])
    return [
      .heading("Close up: \(near.map(\.label).joined(separator: " and "))"),
      .charts(part.betas.map { chart(of: part, beta: $0, near, "close-up", y) }),
    ]
  }

  private func chart(
    of part: PaperPart, beta: Float, _ rules: [PaperRule], _ what: String, _ y: Axis
  ) -> Chart {
    Chart(
      id: "\(part.id)-\(what)-\(beta)".replacing(".", with: "-"), title: "β = \(beta)",
      x: Axis(
        label: "sequence length L", unit: "", including: part.lengths.map(Double.init),
        isWhole: true),
      y: y,
      lines: rules.map { rule in
        part.line(rule.label, RuleStyle.of(rule.rawValue)) { steps in
          part.cell(rule, beta: beta, steps: steps)
        }
      })
  }

  // MARK: Claims

  func claims(on part: PaperPart) -> [PaperClaim] {
    guard let small = part.betas.first else { return [] }
    return [
      worseAtSmallBeta(part, small),
      rises(
        part, "LFP generally performs better at larger β.", "β", "mean over L", part.betas,
        \.beta),
      rises(
        part, "LFP generally performs better with longer input sequences.", "L", "mean over β",
        part.lengths, \.steps),
      varies(part),
    ]
  }

  /// Which rules of LFP meet a criterion that each must meet; empty while that is not known of one.
  private func met(_ verdicts: [Bool?]) -> String {
    let known = verdicts.compactMap(\.self)
    guard known.count == PaperRule.lfp.count else { return "" }
    let labels = zip(PaperRule.lfp, known).filter(\.1).map(\.0.label)
    return labels.isEmpty
      ? " Neither meets it." : labels.count == known.count ? "" : " \(labels[0]) alone meets it."
  }

  private func worseAtSmallBeta(_ part: PaperPart, _ beta: Float) -> PaperClaim {
    func mean(_ rule: PaperRule) -> Double? {
      part.mean { $0.rule == rule && $0.beta == beta }
    }
    let baseline = mean(.gradient)
    let gaps = PaperRule.lfp.map { rule in
      mean(rule).flatMap { own in baseline.map { difference(own, $0) } }
    }
    let found = zip(PaperRule.lfp, gaps).map { rule, gap in
      "\(rule.label) \(accuracyText(mean(rule)))" + (gap.map { " (\(pointsText($0)))" } ?? "")
    }
    let verdicts = gaps.map { $0.map { $0 < -PaperClaim.margin } }
    return PaperClaim(
      "Training with LFP has diminished performance at small β, compared to gradient-based training.",
      criterion:
        "At the smallest β, the mean over L of each LFP rule is more than 1 point below that "
        + "of the gradient.",
      measured: "At β \(beta), mean over L: gradient \(accuracyText(baseline)), "
        + found.joined(separator: ", ") + "." + met(verdicts),
      verdict: PaperVerdict(all: verdicts))
  }

  private func rises<Value: Equatable>(
    _ part: PaperPart, _ statement: String, _ symbol: String, _ what: String, _ values: [Value],
    _ value: (PaperCell) -> Value
  ) -> PaperClaim {
    let found = PaperRule.lfp.map { rule in
      values.map { own in part.mean { $0.rule == rule && value($0) == own } }
    }
    let verdicts = found.map { Self.rises($0) }
    return PaperClaim(
      statement,
      criterion:
        "For each LFP rule, the \(what) rises by more than 1 point from the smallest \(symbol) "
        + "to the largest, and from none to the next falls by more than 1.",
      measured: "At \(symbol) \(values.map { "\($0)" }.joined(separator: ", ")), \(what): "
        + zip(PaperRule.lfp, found).map { rule, means in
          "\(rule.label) \(means.map { accuracyText($0) }.joined(separator: ", "))"
        }.joined(separator: "; ") + "." + met(verdicts),
      verdict: PaperVerdict(all: verdicts))
  }

  /// Whether means rise from the first to the last and fall nowhere; nil while that cannot be said.
  private static func rises(_ means: [Double?]) -> Bool? {
    let steps = zip(means, means.dropFirst()).map { low, high in
      low.flatMap { low in high.map { difference($0, low) } }
    }
    if steps.contains(where: { ($0 ?? 0) < -PaperClaim.margin }) { return false }
    guard let first = means.first, let last = means.last, let first, let last else { return nil }
    guard difference(last, first) > PaperClaim.margin else { return false }
    return steps.contains(nil) ? nil : true
  }

  private func varies(_ part: PaperPart) -> PaperClaim {
    func range(_ rule: PaperRule) -> Double? {
      let cells = part.cells.filter { $0.rule == rule }
      let means = cells.compactMap(\.final)
      guard means.count == cells.count, let low = means.min(), let high = means.max() else {
        return nil
      }
      return high - low
    }
    let baseline = range(.gradient)
    let verdicts = PaperRule.lfp.map { rule in
      range(rule).flatMap { own in baseline.map { difference(own, $0) > PaperClaim.margin } }
    }
    return PaperClaim(
      "LFP's performance varies more over sequence lengths and decay factors than the baseline's.",
      criterion:
        "The best cell is further above the worst for each LFP rule than for the gradient, by "
        + "more than 1 point.",
      measured: "Best cell less worst: "
        + PaperRule.allCases.map { rule in
          "\(rule.label) \(range(rule).map { pointsText($0) } ?? "not yet known")"
        }.joined(separator: ", ") + "." + met(verdicts),
      verdict: PaperVerdict(all: verdicts))
  }
}
