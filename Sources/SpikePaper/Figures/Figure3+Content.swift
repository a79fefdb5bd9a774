import SpikeFiles
import SpikeReports
import SpikeSweeps

extension Figure3 {
  /// The runs of each method.
  private static func groups(_ sweep: PaperSweepRuns?) -> [Method: UnitGroup] {
    var groups: [Method: UnitGroup] = [:]
    for run in sweep?.runs ?? [] {
      guard let method = Method(run.config) else { continue }
      groups[
        method, default: UnitGroup(label: method.label, runs: [], place: method.rawValue)
      ].runs.append(run)
    }
    return groups
  }

  func content(of runs: PaperRuns) -> PaperContent {
    let parts: [(id: String, title: String, sweep: PaperSweepRuns?)] = [
      ("pretrained", "Pre-trained", runs.later.first),
      ("random", "Not pre-trained", runs.first.count > 1 ? runs.first[1] : nil),
    ]
    var sections: [ReportSection] = []
    var claims: [PaperClaim] = []
    var settledGroups: [[Method: UnitGroup]] = []
    var numbers = DataTable([
      "start", "method", "seed", "epoch", "test accuracy (%)", "changes of sign",
      "mean squared change",
    ])
    for part in parts {
      let isPretrained = part.id == "pretrained"
      let found = Self.groups(part.sweep)
      let groups = Method.allCases.compactMap { found[$0] }
      for group in groups {
        for run in group.runs {
          for line in run.epochs {
            numbers.add([
              .text(part.title), .text(group.label), .number(Double(run.config.seed)),
              .number(line["epoch"]?.double ?? .nan),
              line["testAccuracy"]?.double.percentCell ?? .absent,
              UnitGroup.signChanges(line).cell, UnitGroup.squaredChange(line).cell,
            ])
          }
        }
      }
      let isBegun = part.sweep?.isBegun ?? false
      sections.append(
        ReportSection(
          title: part.title,
          blocks: [
            isBegun
              ? .charts(Self.charts(groups, part.id))
              : .text(
                "None of its runs has finished an epoch"
                  + (isPretrained ? ": they follow from the pre-training." : "."))
          ] + (isPretrained ? Self.start(runs.first.first) : [])
            + (groups.isEmpty ? [] : [.table(id: "figure-3-\(part.id)", Self.table(groups))])))
      // Of networks that are still pre-trained nothing can be planned, but they are known of. What failed is followed by
      // nothing.
      let networks = runs.first.first?.runs.count { !$0.hasFailed } ?? 0
      let planned = isPretrained ? networks * Method.allCases.count : groups.progress.of
      let (done, known) = groups.progress
      let settled = found.filter { _, group in group.isSettled && known == planned }
      settledGroups.append(settled)
      claims += Self.claims(settled, isPretrained: isPretrained).map {
        $0.judged(on: part.title, done: done, of: planned)
      }
    }
    claims.append(
      Self.keeps(pretrained: settledGroups[0], random: settledGroups[1]).judged(
        on: "Both", done: 0, of: 0))
    return PaperContent(sections: sections, numbers: numbers, claims: claims)
  }

  /// What the pre-trained networks begin with.
  private static func start(_ sweep: PaperSweepRuns?) -> [ReportSection.Block] {
    let accuracies = (sweep?.runs ?? []).filter(\.isDone).compactMap(\.testAccuracy)
    guard let accuracy = SampleStatistics(accuracies.map { $0 * 100 }) else { return [] }
    return [
      .text(
        "They begin at a test accuracy of \(accuracyText(accuracy.mean)), the mean of "
          + counted(accuracy.count, "pre-trained network") + ".")
    ]
  }

  private static func charts(_ groups: [UnitGroup], _ id: String) -> [Chart] {
    [
      groups.accuracyChart("figure-3-\(id)-accuracy"),
      groups.chart(
        "figure-3-\(id)-signs", "Weights that changed sign since the epoch before",
        Axis(label: "changes of sign", unit: "", including: [0]), UnitGroup.signChanges),
      groups.chart(
        "figure-a6-\(id)", "Figure A.6: mean squared change of a weight since the epoch before",
        Axis(label: "mean (w' − w)²", unit: "", including: [], isLogarithmic: true),
        UnitGroup.squaredChange),
    ]
  }

  /// Mean squared change of a weight in an epoch, over all epochs of finished runs.
  private static func meanChange(_ group: UnitGroup) -> Double? {
    group.mean { run in
      let changes = run.epochs.compactMap(UnitGroup.squaredChange)
      return changes.isEmpty ? nil : changes.reduce(0, +) / Double(changes.count)
    }
  }

  private static func table(_ groups: [UnitGroup]) -> DataTable {
    var table = DataTable([
      "method", "test accuracy (%)", "± sample std", "changes of sign, all epochs",
      "mean squared change of an epoch", "finished runs", "runs",
    ])
    for group in groups {
      table.add([
        .text(group.label), (group.accuracy?.mean).pointsCell,
        (group.accuracy?.deviation).pointsCell,
        group.signChanges(from: 1).cell, meanChange(group).cell,
        .number(Double(group.finished.count)), .number(Double(group.runs.count)),
      ])
    }
    return table
  }

  // MARK: Claims

  /// A difference in accuracy that is significant here, in points.
  private static let large = 5.0

  private static func claims(
    _ groups: [Method: UnitGroup], isPretrained: Bool
  ) -> [PaperClaim] {
    func accuracy(_ method: Method) -> Double? { groups[method]?.accuracy?.mean }
    func gap(_ method: Method) -> Double? {
      accuracy(method).flatMap { own in accuracy(.gradient).map { difference(own, $0) } }
    }
    func accuracies(_ methods: [Method]) -> String {
      methods.map { "\($0.label) \(accuracyText(accuracy($0)))" }.joined(separator: ", ") + "."
    }
    let lfp = Method.allCases.filter { $0 != .gradient }
    let performance =
      isPretrained
      ? [
        PaperClaim(
          "Pre-trained, only LFP-α2β1 performs significantly lower than the others.",
          criterion:
            "LFP-α2β1 is more than \(fixed(large, places: 0)) points below the gradient, the others are not.",
          measured: accuracies(Method.allCases),
          verdict: PaperVerdict(
            all: lfp.map { method in
              gap(method).map { method == .alphaBeta ? $0 < -large : $0 >= -large }
            })), fewSigns(groups),
      ]
      : [
        PaperClaim(
          "Not pre-trained, LFP-ε is on par with the gradient.",
          criterion: "Its mean is at most 2 points below or above the gradient's.",
          measured: comparedText(
            ("LFP-ε", accuracy(.epsilon)), ("gradient", accuracy(.gradient))) + ".",
          verdict: PaperVerdict(all: [gap(.epsilon).map { abs($0) <= 2 }])),
        PaperClaim(
          "All other methods are significantly worse, the mixed ones better than LFP-z⁺z⁻, and LFP-α2β1 is random.",
          criterion:
            "More than \(fixed(large, places: 0)) points below the gradient; both mixed ones above LFP-z⁺z⁻; LFP-α2β1 at most 15 %.",
          measured: accuracies(Method.allCases),
          verdict: PaperVerdict(
            all: lfp.filter { $0 != .epsilon }.map { method in gap(method).map { $0 < -large } }
              + [Method.epsilonThenZ, .epsilonThenAlphaBeta].map { mixed in
                accuracy(mixed).flatMap { own in accuracy(.zPlusZMinus).map { own > $0 } }
              } + [accuracy(.alphaBeta).map { $0 <= 15 }])),
      ]
    return performance + [
      extreme(
        "The gradient changes most signs.", "changes of sign over all epochs", groups,
        { $0.signChanges(from: 1) }, .gradient, isLargest: true),
      followed(groups),
      extreme(
        "LFP-α2β1 changes the fewest signs.", "changes of sign over all epochs", groups,
        { $0.signChanges(from: 1) }, .alphaBeta, isLargest: false),
      extreme(
        "LFP-α2β1 leads to the largest updates.", "mean squared change of an epoch", groups,
        meanChange, .alphaBeta, isLargest: true),
      extreme(
        "LFP-z⁺z⁻ leads to the smallest updates.", "mean squared change of an epoch", groups,
        meanChange, .zPlusZMinus, isLargest: false),
    ] + (isPretrained ? [] : [signsHelp(groups)])
  }

  private static func signs(_ groups: [Method: UnitGroup], _ method: Method) -> Double? {
    groups[method]?.signChanges(from: 1)
  }

  private static func signText(_ groups: [Method: UnitGroup], _ methods: [Method]) -> String {
    methods.map { method in
      let count = signs(groups, method).map { NumberText.significant($0, digits: 3) }
      return "\(method.label) \(count ?? "not yet known")"
    }.joined(separator: ", ")
  }

  /// Behind the gradient stand the methods with LFP-ε.
  private static func followed(_ groups: [Method: UnitGroup]) -> PaperClaim {
    let next = [Method.epsilon, .epsilonThenZ, .epsilonThenAlphaBeta]
    let last = [Method.zPlusZMinus, .alphaBeta]
    return PaperClaim(
      "The gradient is followed by LFP-ε and the mixed methods that use it.",
      criterion:
        "Each of the three changes fewer signs over all epochs than the gradient does, and more than LFP-z⁺z⁻ and LFP-α2β1 do.",
      measured: signText(groups, [.gradient] + next + last) + ".",
      verdict: PaperVerdict(
        all: next.flatMap { method in
          [isMore(.gradient, method, groups)] + last.map { isMore(method, $0, groups) }
        }))
  }

  /// Whether a method changes more signs than another.
  private static func isMore(
    _ method: Method, _ other: Method, _ groups: [Method: UnitGroup]
  ) -> Bool? {
    signs(groups, method).flatMap { own in signs(groups, other).map { own > $0 } }
  }

  /// Pre-trained, methods that leave signs alone are none the worse.
  private static func fewSigns(_ groups: [Method: UnitGroup]) -> PaperClaim {
    let others = Method.allCases.filter { $0 != .gradient && $0 != .alphaBeta }
    let fewer = others.filter { isMore(.gradient, $0, groups) == true }
    let isKnown = others.allSatisfy { isMore(.gradient, $0, groups) != nil }
    func accuracy(_ method: Method) -> Double? { groups[method]?.accuracy?.mean }
    let texts = ([.gradient] + fewer).map { "\($0.label) \(accuracyText(accuracy($0)))" }
    return PaperClaim(
      "Pre-trained, methods that change fewer signs than the gradient, LFP-α2β1 left out, perform just as well; above all LFP-z⁺z⁻.",
      criterion:
        "LFP-z⁺z⁻ changes fewer signs than the gradient, and each method that does is at most 2 points below it.",
      measured: isKnown ? texts.joined(separator: ", ") + "." : "Not yet known.",
      verdict: PaperVerdict(
        all: isKnown
          ? [fewer.contains(.zPlusZMinus)]
            + fewer.map { method in
              accuracy(method).flatMap { own in accuracy(.gradient).map { own >= $0 - 2 } }
            } : [nil]))
  }

  /// What LFP-z⁺z⁻ gains from a network that knows the task.
  private static func keeps(
    pretrained: [Method: UnitGroup], random: [Method: UnitGroup]
  ) -> PaperClaim {
    let parts = [pretrained, random]
    let accuracies = parts.map { $0[.zPlusZMinus]?.accuracy?.mean }
    let shares = parts.map { groups in
      signs(groups, .zPlusZMinus).flatMap { own in signs(groups, .gradient).map { own / $0 } }
    }
    func text(_ share: Double?) -> String {
      share.map { "\(fixed($0 * 100, places: 0)) %" } ?? "not yet known"
    }
    return PaperClaim(
      "LFP-z⁺z⁻ performs much better on the pre-trained model than on the random one, while changing signs only minimally.",
      criterion:
        "Its accuracy is more than \(fixed(large, places: 0)) points higher pre-trained, and in both cases it changes at most half as many signs as the gradient.",
      measured:
        "Pre-trained \(accuracyText(accuracies[0])), not pre-trained \(accuracyText(accuracies[1])); "
        + "of the gradient's changes of sign \(text(shares[0])) and \(text(shares[1])).",
      verdict: PaperVerdict(
        all: [accuracies[0].flatMap { own in accuracies[1].map { own > $0 + large } }]
          + shares.map { share in share.map { $0 <= 0.5 } }))
  }

  /// Whether methods that change more signs are the better ones, by Spearman's rank correlation.
  private static func signsHelp(_ groups: [Method: UnitGroup]) -> PaperClaim {
    let counts = Method.allCases.compactMap { signs(groups, $0) }
    let accuracies = Method.allCases.compactMap { groups[$0]?.accuracy?.mean }
    let isWhole = counts.count == Method.allCases.count && accuracies.count == counts.count
    let correlation = isWhole ? rankCorrelation(counts, accuracies) : nil
    return PaperClaim(
      "Not pre-trained, changing more signs leads to better performance overall.",
      criterion:
        "Over the six methods the rank correlation of changes of sign and accuracy is above 0.5.",
      measured: "Rank correlation "
        + (correlation.map { fixed($0, places: 2) } ?? "not yet known") + ".",
      verdict: PaperVerdict(all: [correlation.map { $0 > 0.5 }]))
  }

  /// A claim that a number of one method is the largest or smallest of all.
  private static func extreme(
    _ statement: String, _ what: String, _ groups: [Method: UnitGroup],
    _ value: (UnitGroup) -> Double?, _ method: Method, isLargest: Bool
  ) -> PaperClaim {
    let values = Method.allCases.map { ($0, groups[$0].flatMap(value)) }
    let own = groups[method].flatMap(value)
    return PaperClaim(
      statement,
      criterion: "Its mean of \(what) is the \(isLargest ? "largest" : "smallest") of the six.",
      measured: values.map {
        "\($0.0.label) \($0.1.map { NumberText.significant($0, digits: 3) } ?? "not yet known")"
      }.joined(separator: ", ") + ".",
      verdict: PaperVerdict(
        all: values.filter { $0.0 != method }.map { _, other in
          other.flatMap { other in own.map { isLargest ? $0 > other : $0 < other } }
        }))
  }
}
