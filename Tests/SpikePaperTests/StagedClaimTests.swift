import SpikeConfig
import SpikeFiles
import TestSupport
import Testing

@testable import SpikePaper

/// Verdicts of figures on whole folders of runs, whose numbers are made up.
@Suite struct StagedClaimTests {
  private func verdicts(_ page: PaperPage) -> [String: PaperVerdict] {
    Dictionary(
      page.content.claims.map { ($0.statement, $0.verdict) },
      uniquingKeysWith: { first, _ in first })
  }

  // MARK: Figure 2

  @Test(arguments: [(70.0, PaperVerdict.holds), (67.5, .fails), (73, .fails)])
  func `Figure 2 compares each rule's best learning rate`(
    epsilon: Double, verdict: PaperVerdict
  ) throws {
    try withTemporaryFolder { root in
      let page = try staged(.figure2, in: root) { config in
        // LFP-ε is best at another rate than the gradient.
        let isLFP = config.learning.ruleName == "lfp-epsilon"
        let isBest = config.training.optimizer.learningRate == (isLFP ? 0.1 : 0.01)
        return StagedRun(accuracies: [10, isBest ? (isLFP ? epsilon : 70) : 40])
      }
      // By equation (5) the paper has no run at 0.1: LFP-ε has 40 % at best.
      #expect(page.content.claims.map(\.verdict) == [verdict, .fails, verdict, .fails])
      #expect(page.content.claims[0].measured.contains("LFP-ε at 0.1 \(accuracyText(epsilon))"))
      #expect(page.content.claims[1].measured.contains("LFP-ε at 0.01 40.00 %"))
      #expect(page.numbers.rows.count == 2 * 80)
    }
  }

  @Test func `Figure 2 waits for every learning rate, which could be the best`() throws {
    try withTemporaryFolder { root in
      let page = try staged(.figure2, in: root) { config in
        let isOpen = config.seed == 4 && config.training.optimizer.learningRate == 0.0001
        return isOpen ? nil : StagedRun(accuracies: [10, 50])
      }
      #expect(page.content.claims.map(\.verdict) == [.holds, .unknown, .holds, .unknown])
      #expect(page.content.claims[0].scope == "MLP, PyTorch's momentum")
      #expect(page.content.claims[1].scope == "MLP, momentum by equation (5) (28 of 30 runs)")
    }
  }

  @Test func `a page tells of copies of images, whatever else it says`() throws {
    try withTemporaryFolder { root in
      let page = try staged(.figure2, in: root) { config in
        config.seed > 0
          ? nil
          : StagedRun(
            accuracies: [10],
            data: "7c5a34039440cff6f7c8faeee38eacf2f3769975beaf7c6b06a8506c079a2857")
      }
      #expect(page.notices.contains { $0.hasPrefix("The images were JPEG copies of CIFAR-10's") })
      #expect(page.notices.contains { $0.hasPrefix("Not complete: 16 of 80 runs are finished. ") })
    }
  }

  @Test func `a page of fewer seeds than the paper's says so, to the overview too`() throws {
    try withTemporaryFolder { root in
      let scale = PaperScale(seeds: 1)
      let runs = try PaperRuns(.figure3, scale, root: root, hasOurs: false)
      let page = PaperPage(runs, hasOurs: false)
      #expect(page.notices.contains { $0.hasPrefix("1 seed of each setting; the paper has 3.") })
      let outline = try #require(PaperPageOutline(page.name, markdown: page.markdown))
      #expect(outline.seeds?.own == 1 && outline.seeds?.whole == 3)
      let study = PaperPage(
        try PaperRuns(.cifar10, scale, root: root, hasOurs: false), hasOurs: false)
      #expect(
        study.notices.contains {
          $0.hasPrefix("1 seed of each setting; the whole study has up to 3.")
        })
      let own = try #require(PaperPageOutline(study.name, markdown: study.markdown))
      #expect(own.seeds?.own == 1 && own.seeds?.whole == 3)
      _ = try page.write(in: root)
      #expect(PaperOverview(root).markdown.contains("| 0 of 7, 1 of 3 seeds | 0 | 0 | 16 |"))
      let full = PaperPage(
        try PaperRuns(.figure3, .full, root: root, hasOurs: false), hasOurs: false)
      #expect(!full.notices.contains { $0.contains("seed") })
    }
  }

  // MARK: Readings

  @Test func `readings are compared with the gradient that they have themselves`() throws {
    /// LFP-ε comes to 97 %; the gradient to 90 %, or to 96.5 % divided by step; LFP-z⁺z⁻ to 30 %, or calibrated to 95 %.
    func accuracy(_ config: ExperimentConfig) -> Double {
      switch config.learning.ruleName {
      case "lfp-epsilon": 97
      case "surrogate":
        config.resolved["learning"]?["normalization"]?.string == "step" ? 96.5 : 90
      default: config.network.initialisation == .pytorch ? 30 : 95
      }
    }
    try withTemporaryFolder { root in
      let page = try staged(.readings, in: root) { StagedRun(accuracies: [10, accuracy($0)]) }
      #expect(page.content.claims.map(\.verdict) == [.fails, .holds, .fails])
      let measured = page.content.claims.map(\.measured)
      #expect(measured[0].contains("as on the page of Figure 4: +7.00 points; "))
      #expect(measured[0].contains("the gradient divided at each layer and step: +0.50 points; "))
      #expect(measured[2].contains("weights calibrated to a firing rate of 0.1: +5.00 points; "))
      #expect(measured[2].contains("the gradient divided at each layer and step: −66.50 points; "))
      #expect(page.numbers.rows.count == 2 * 51)
    }
    try withTemporaryFolder { root in
      let page = try staged(.readings, in: root) { config in
        config.seed == 2 && config.training.clipping == .none
          ? nil : StagedRun(accuracies: [accuracy(config)])
      }
      #expect(page.content.claims.map(\.verdict) == [.fails, .unknown, .fails])
    }
  }

  @Test func `readings that were made the same by an override are told`() throws {
    try withTemporaryFolder { root in
      let runs = try PaperRuns(
        .readings, .full, overrides: ["data.pixels=[0, 1]"], root: root, hasOurs: false)
      let page = PaperPage(runs, hasOurs: false)
      #expect(page.markdown.contains("What was changed leaves no two readings apart."))
      #expect(page.content.claims.allSatisfy { $0.verdict == .unknown })
    }
  }

  // MARK: Settings

  @Test func `a page lists what its runs were trained with`() throws {
    try withTemporaryFolder { root in
      let page = PaperPage(
        try PaperRuns(.figure4, .full, root: root, hasOurs: true), hasOurs: true)
      let table = page.settings
      #expect(
        table.header == ["setting", "MLP", "LeNet", "MLP, our settings", "LeNet, our settings"])
      let lines = table.csvLines
      for line in [
        ["seed", "0, 1, 2", "0, 1, 2", "0, 1, 2", "0, 1, 2"],
        ["data.pixels", "[-1, 1]", "[-1, 1]", "[0, 1]", "[0, 1]"],
        ["network.beta", "0.6, 0.9", "0.6, 0.9", "0.6, 0.9", "0.6, 0.9"],
        ["network.initialisation", "pytorch", "pytorch", "", ""],
        ["network.initialisation.firingRate", "", "", "0.1", "0.1"],
        ["learning.normalization (lfp-epsilon)", "step", "step", "step", "step"],
        ["learning.normalization (surrogate)", "none", "none", "none", "none"],
      ] {
        #expect(lines.contains(line), "\(line)")
      }
      // What belongs together stands together.
      let parts = lines.dropFirst().map { $0[0].prefix { $0 != "." } }
      #expect(
        parts.indices.allSatisfy {
          parts[$0] == parts[parts.startIndex] || parts[$0] == parts[$0 - 1]
            || !parts[..<$0].contains(parts[$0])
        })
    }
  }

  @Test func `of many values a page tells how many and between which`() throws {
    try withTemporaryFolder { root in
      let page = PaperPage(
        try PaperRuns(.comparison, .full, root: root, hasOurs: false), hasOurs: false)
      let rates = try #require(
        page.settings.csvLines.first { $0[0] == "training.optimizer.adam.learningRate" })
      #expect(rates[1].hasPrefix("16 from ") && rates[1].contains(" to "))
    }
  }

  // MARK: Figure 3

  private static let asInThePaper:
    [Figure3.Method: (accuracy: Double, signs: Int, change: Double)] =
      [
        .gradient: (70, 100, 0.5), .epsilon: (69, 80, 0.4), .epsilonThenZ: (60, 70, 0.3),
        .epsilonThenAlphaBeta: (58, 60, 0.35), .zPlusZMinus: (40, 50, 0.1),
        .alphaBeta: (10, 20, 0.9),
      ]

  /// Figure 3's page where each method, not pre-trained, came to what is given; pre-trained, all but LFP-α2β1 to 70 %.
  private func figure3(
    _ numbers: [Figure3.Method: (accuracy: Double, signs: Int, change: Double)]
  ) throws -> [String: PaperVerdict] {
    try withTemporaryFolder { root in
      let page = try staged(
        .figure3, in: root,
        before: { runs in
          // The pre-trained networks themselves are not there: they are known by their checksums.
          let networks = runs.first.first?.runs ?? []
          #expect(networks.count == 3 && runs.later.isEmpty)
          let sums = networks.enumerated().map { place, run in
            (run.config.hash, JSONValue.string(String(repeating: "\(place)", count: 64)))
          }
          try write(
            ["format": 1, "checkpoints": .object(sums)], to: root + "/figure-3.json")
        }
      ) { config in
        guard config.data.skip != nil, let method = Figure3.Method(config) else {
          return StagedRun(accuracies: [60])
        }
        guard let (accuracy, signs, change) = numbers[method] else { return nil }
        var isPretrained = false
        if case .stored = config.network.initialisation { isPretrained = true }
        return StagedRun(
          accuracies: [10, isPretrained && method != .alphaBeta ? 70 : accuracy],
          signChanges: signs, squaredChange: change)
      }
      #expect(page.results.progress.planned == 39)
      let count = numbers.count
      #expect(page.results.progress.done == 3 + 6 * count)
      return Dictionary(
        page.content.claims.map { ("\($0.scope.prefix(3)) \($0.statement)", $0.verdict) },
        uniquingKeysWith: { first, _ in first })
    }
  }

  @Test func `Figure 3 as the paper has it`() throws {
    let verdicts = try figure3(Self.asInThePaper)
    #expect(verdicts.count == 16)
    #expect(verdicts.filter { $0.value != .holds }.isEmpty, "\(verdicts)")
  }

  @Test func `Figure 3 turned round`() throws {
    var numbers = Self.asInThePaper
    numbers[.epsilon] = (66, 40, 0.05)
    numbers[.epsilonThenZ] = (39, 70, 0.3)
    numbers[.zPlusZMinus] = (40, 110, 0.1)
    numbers[.alphaBeta] = (16, 120, 0.45)
    let verdicts = try figure3(numbers)
    #expect(
      verdicts["Pre Pre-trained, only LFP-α2β1 performs significantly lower than the others."]
        == .holds)
    for (claim, verdict) in verdicts where !claim.contains("only LFP-α2β1") {
      #expect(verdict == .fails, "\(claim)")
    }
  }

  @Test func `Figure 3 waits for all of a claim's methods`() throws {
    var numbers = Self.asInThePaper
    numbers[.alphaBeta] = nil
    let verdicts = try figure3(numbers)
    for (claim, verdict) in verdicts {
      let isKnown = ["LFP-ε is on par", "perform just as well", "LFP-z⁺z⁻ performs much better"]
        .contains { claim.contains($0) }
      #expect(verdict == (isKnown ? .holds : .unknown), "\(claim)")
    }
  }

  // MARK: Figure 5

  private static let shares = stride(from: 0, through: 1, by: 0.05).map { $0 }

  /// A run whose accuracy stays until a share is pruned, and is 20 % from there on.
  private func pruned(
    _ accuracies: [Double], until share: Double, signs: Int = 0, calming: Int = 0,
    medians: [Double] = [0.6, 0.6]
  ) -> StagedRun {
    StagedRun(
      accuracies: accuracies, signChanges: signs, calming: calming, medians: medians,
      pruned: Self.shares.map { ($0, $0 <= share + 1e-9 ? accuracies.last ?? 0 : 20) })
  }

  @Test func `Figure 5 as the paper has it, and turned round`() throws {
    try withTemporaryFolder { root in
      let page = try staged(.figure5, in: root) { config in
        switch Figure5.Setting(config) {
        case .gradient:
          pruned([97, 98, 98.5], until: 0.7, signs: 500, calming: 10, medians: [0.6, 0.5, 0.4])
        case .epsilon: pruned([90, 98], until: 0.85, medians: [0.6, 0.5])
        case .zPlusZMinus: pruned([60, 95], until: 0.3, medians: [0.6, 0.59])
        case .gradientThenEpsilon: pruned([95, 98.2], until: 0.9)
        case .gradientThenZPlusZMinus: pruned([92, 97], until: 0.95)
        default: pruned([90, 97], until: 0.5)
        }
      }
      #expect(page.content.claims.count == 14)
      #expect(page.content.claims.allSatisfy { $0.verdict == .holds }, "\(verdicts(page))")
    }
    try withTemporaryFolder { root in
      let page = try staged(.figure5, in: root) { config in
        switch Figure5.Setting(config) {
        case .gradient: pruned([80, 98.5], until: 0.9, signs: 5, medians: [0.6, 0.55])
        case .epsilon: pruned([90, 90], until: 0.8, signs: 1, medians: [0.6, 0.5])
        case .zPlusZMinus: pruned([60, 70], until: 0.5, signs: 1, medians: [0.6, 0.3])
        case .gradientThenEpsilon: pruned([85, 98.2], until: 0.9, signs: 1)
        case .gradientThenZPlusZMinus: pruned([92, 60], until: 0.2, signs: 1)
        default: pruned([90, 97], until: 0.5)
        }
      }
      #expect(page.content.claims.allSatisfy { $0.verdict == .fails }, "\(verdicts(page))")
    }
  }

  @Test func `Figure 5 waits for the last seed`() throws {
    try withTemporaryFolder { root in
      let page = try staged(.figure5, in: root) { config in
        config.seed == 4 && Figure5.Setting(config) == .gradient
          ? nil : pruned([90, 98], until: 0.9)
      }
      for claim in page.content.claims {
        let needsGradient = claim.measured.contains("gradient not") || claim.verdict == .unknown
        let isLFPAlone =
          claim.statement.hasPrefix("LFP-ε preserves")
          || claim.statement.hasPrefix("LFP-z⁺z⁻ achieves slightly")
          || claim.statement.hasPrefix("LFP-z⁺z⁻ preserves")
          || claim.statement.hasPrefix("LFP-z⁺z⁻ starts")
          || claim.statement.hasPrefix("LFP after pretraining")
        #expect(needsGradient != isLFPAlone, "\(claim)")
      }
    }
  }

  // MARK: Ours

  @Test(arguments: [(96.5, PaperVerdict.holds), (96.49, .fails)])
  func `small β needs every cell, and a failed seed is none to wait for`(
    least: Double, verdict: PaperVerdict
  ) throws {
    func page(
      _ root: String, _ odd: @escaping (ExperimentConfig) -> StagedRun?
    ) throws -> [PaperVerdict] {
      try staged(.smallBeta, in: root) { config in
        let isOdd = config.network.lif.beta < 0.5 && config.network.steps == 5
        return isOdd && config.network.layers.count < 8
          ? odd(config) : StagedRun(accuracies: [99])
      }.content.claims.map(\.verdict)
    }
    try withTemporaryFolder { root in
      let all = try page(root) { _ in StagedRun(accuracies: [least]) }
      #expect(all == [verdict, .holds])
    }
    try withTemporaryFolder { root in
      let failing = try page(root) { config in
        StagedRun(accuracies: [least], hasFailed: config.seed == 1)
      }
      #expect(failing == [verdict, .holds])
    }
    try withTemporaryFolder { root in
      let open = try page(root) { $0.seed == 1 ? nil : StagedRun(accuracies: [least]) }
      #expect(open == [.unknown, .holds])
    }
    try withTemporaryFolder { root in
      let none = try page(root) { _ in StagedRun(accuracies: [], hasFailed: true) }
      #expect(none == [.fails, .holds])
    }
  }

  @Test func `pruning's claim compares what the networks hold`() throws {
    func verdicts(_ epsilon: Double, _ surrogate: Double) throws -> [PaperVerdict] {
      try withTemporaryFolder { root in
        try staged(.pruning, in: root) { config in
          pruned([90, 98], until: config.ruleName == "surrogate" ? surrogate : epsilon)
        }.content.claims.map(\.verdict)
      }
    }
    #expect(Set(try verdicts(0.9, 0.6)) == [.holds])
    #expect(Set(try verdicts(0.6, 0.9)) == [.fails])
  }

  @Test func `Figure A.5 waits for the last seed`() throws {
    try withTemporaryFolder { root in
      let page = try staged(.figureA5, in: root) { config in
        config.seed == 2 && config.training.optimizer.learningRate > 5e-4
          ? nil : StagedRun(accuracies: [50])
      }
      // Two claims for each learning rate, of which the first has a seed to come.
      let verdicts = page.content.claims.map(\.verdict)
      #expect(verdicts.count == 6)
      #expect(verdicts.enumerated().allSatisfy { ($0 < 2) == ($1 == .unknown) })
      #expect(
        page.content.claims[0].scope
          == "LeNet, the paper's settings, learning rate 0.001 (16 of 18 runs)")
    }
  }

  @Test func `stored signals that are not those drawn are simulated anew`() throws {
    try withTemporaryFolder { root in
      for signal in [
        #"{ "initialisation": "pytorch", "depth": 1, "rule": "gradient", "seed": 0, "x": [1, 2], "signal": [1, 2] }"#,
        #"{ "initialisation": "pytorch", "depth": -1, "rule": "lfp-epsilon", "seed": 0, "x": [], "signal": [] }"#,
      ] {
        let list = Array(repeating: signal, count: 60).joined(separator: ", ")
        let others = list.replacing("pytorch", with: "he-with-biases")
        try replaceFile(
          root + "/figure-a2-quick.json", by: #"{ "format": 1, "signals": [\#(list), \#(others)] }"#
        )
        let runs = try PaperRuns(
          .figureA2, PaperScale(isQuick: true), root: root, hasOurs: false)
        let page = PaperPage(runs, hasOurs: false)
        #expect(page.numbers.rows.isEmpty)
        #expect(page.content.claims.allSatisfy { $0.verdict == .unknown })
      }
    }
  }

  @Test func `a signal that vanished is no stable one`() {
    let vanished = UnitRule.allCases.map {
      ShatteredSignal(depth: 5, rule: $0, values: [0, 0, 0, 0])
    }
    let verdicts = FigureA2.claims(vanished, deepest: 5).map(\.verdict)
    #expect(verdicts == [.holds, .fails, .fails])
    #expect(FigureA2.claims([], deepest: 5).allSatisfy { $0.verdict == .unknown })
  }

  // MARK: The comparison

  @Test func `CIFAR-10's page tells of the layers of a rule that stayed behind`() throws {
    func page(_ epsilon: Double, _ root: String) throws -> String {
      try staged(.cifar10, in: root) { config in
        guard let rule = ComparedRule(config) else { return nil }
        guard config.data.validation == nil else { return StagedRun(accuracies: [40]) }
        guard rule == .epsilon else {
          return StagedRun(accuracies: [40, 67], firing: [[7, 5, 9], [6, 3, 9]])
        }
        return StagedRun(
          accuracies: [45, epsilon], firing: [[6, 0.625, 10], [2, 0.125, 11]], unchanged: 14.5)
      }.markdown
    }
    try withTemporaryFolder { root in
      let text = try page(55, root)
      #expect(
        text.contains(
          "While it learnt in the last epoch, from images flipped and cropped, LFP-ε classified 50.00 % of them, the "
            + "surrogate 50.00 %. The quietest hidden layer under LFP-ε is layers.1: its neurons fire at 0.13 % of all "
            + "steps after the last epoch, at 0.63 % after the first; under the surrogate at 3 %. What does not spike "
            + "receives no reward and hands none down, which may be why LFP-ε learns no more."),
        "\(text)")
      #expect(text.contains("| LFP-ε | 1 | 0.63 | 0.13 | 14.50 |"), "\(text)")
    }
    try withTemporaryFolder { root in
      let ahead = try page(67, root)
      #expect(!ahead.contains("Layers of what stayed behind"))
    }
  }

  @Test func `the comparison tunes by images held out, and waits for the last seed`() throws {
    func page(isWhole: Bool, _ root: String) throws -> PaperPage {
      try staged(.comparison, in: root) { config in
        guard let rule = ComparedRule(config) else { return nil }
        if config.data.validation != nil {
          // The larger learning rate is the better one.
          return StagedRun(accuracies: [90 + Double(config.training.optimizer.learningRate) * 100])
        }
        if !isWhole, config.seed == 2, rule == .surrogate { return nil }
        return StagedRun(
          accuracies: [90, rule == .epsilon ? 98 : rule == .surrogate ? 97.5 : 96],
          processorSeconds: rule == .surrogate ? 3 : 1)
      }
    }
    try withTemporaryFolder { root in
      let whole = try page(isWhole: true, root)
      #expect(whole.results.progress == (64 + 20 + 12 + 64 + 12 + 2, 64 + 20 + 12 + 64 + 12 + 2))
      let short = whole.content.claims.filter { $0.scope == "MLP, 3 epochs, 5 seeds" }
      // Accuracy of LFP-ε, operations, time, and the accuracy of LFP-0 and z⁺z⁻.
      #expect(short.map(\.verdict) == [.holds, .fails, .holds, .fails, .fails])
      #expect(whole.content.claims.contains { $0.scope == "LeNet, 20 epochs, 1 seed" })
      let text = whole.markdown
      #expect(
        text.contains("What was drawn: learning rates between 1.049e-5 and 0.0004762, β between "))
      #expect(
        text.contains(
          "The best of LFP-ε, LFP-0, LFP-z⁺z⁻, surrogate has the largest of the learning rates: larger ones may do better."
        ))
      // All the seeds differ alike: there is nothing to test.
      #expect(text.contains("| LFP-ε | 0.5 | "), "\(text)")
      #expect(text.contains(" | – | – | 5 |"), "\(text)")
      let finals = whole.results.later[0].runs
      for rule in ComparedRule.allCases {
        let tuned = whole.results.first[0].runs.filter { ComparedRule($0.config) == rule }
        let best = tuned.map(\.config.training.optimizer.learningRate).max()
        #expect(
          finals.filter { ComparedRule($0.config) == rule }.allSatisfy {
            $0.config.training.optimizer.learningRate == best
          })
      }
    }
    try withTemporaryFolder { root in
      let few = try staged(.comparison, in: root + "/few") { config in
        ComparedRule(config).map { rule in
          StagedRun(accuracies: [config.data.validation != nil && rule == .zero ? 12 : 96])
        }
      }
      #expect(
        few.markdown.contains(
          "Runs below 20 %, twice chance, on the images held out: LFP-0 16 of 16 (reward logistic 4, reward sequence 4, "
            + "reward sequence-released 8)."))
      let open = try page(isWhole: false, root)
      let short = open.content.claims.filter { $0.scope.hasPrefix("MLP, 3 epochs") }
      #expect(short.allSatisfy { $0.verdict == .unknown && $0.scope.hasSuffix("(19 of 20 runs)") })
    }
  }
}
