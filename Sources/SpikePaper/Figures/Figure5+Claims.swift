import SpikeFiles
import SpikeReports
import SpikeRuns
import SpikeSweeps

extension Figure5 {
  /// How far below the whole network's an accuracy may fall for a network to hold, in points.
  static let fall = 5.0

  /// The largest share up to which the mean accuracy stays at most ``fall`` points below that of the whole
  /// network; nil where nothing was pruned.
  static func holding(_ group: UnitGroup) -> Double? {
    let curves = group.finished.compactMap { run in run.pruning.first { $0.order == .global } }
    guard let shares = curves.first?.points.map(\.share) else { return nil }
    func mean(_ share: Double) -> Double? {
      SampleStatistics(curves.compactMap { $0.accuracy(at: share) })?.mean
    }
    guard let whole = mean(0) else { return nil }
    var last: Double?
    for share in shares {
      guard let accuracy = mean(share), difference(accuracy * 100, whole * 100) >= -fall else {
        break
      }
      last = share
    }
    return last
  }

  /// Median of |w| over its 75th percentile after the last epoch.
  static func median(_ group: UnitGroup) -> Double? {
    group.mean { $0.epochs.last?["medianToUpperQuartile"]?.double }
  }

  /// The same after the first epoch.
  private static func firstMedian(_ group: UnitGroup) -> Double? {
    group.mean { $0.epochs.first?["medianToUpperQuartile"]?.double }
  }

  /// The paper's claims, judged by what there is.
  static func claims(_ groups: [Setting: UnitGroup]) -> [PaperClaim] {
    accuracyClaims(groups) + speedClaims(groups) + [signClaim(groups), calmingClaim(groups)]
      + pruningClaims(groups) + [sizeClaim(groups)]
  }

  private static func accuracyClaims(_ groups: [Setting: UnitGroup]) -> [PaperClaim] {
    func accuracy(_ setting: Setting) -> Double? { groups[setting]?.accuracy?.mean }
    func gap(_ first: Setting, _ second: Setting) -> Double? {
      accuracy(first).flatMap { own in accuracy(second).map { difference(own, $0) } }
    }
    func text(_ first: Setting, _ second: Setting) -> String {
      comparedText((first.label, accuracy(first)), (second.label, accuracy(second)))
    }
    return [
      PaperClaim(
        "LFP-ε achieves final performances equal to gradient descent regardless of pretraining.",
        criterion: "Both means are at most 1 point below or above the gradient's.",
        measured: text(.epsilon, .gradient) + "; " + text(.gradientThenEpsilon, .gradient) + ".",
        verdict: PaperVerdict(
          all: [gap(.epsilon, .gradient), gap(.gradientThenEpsilon, .gradient)].map {
            $0.map { abs($0) <= PaperClaim.margin }
          })),
      PaperClaim(
        "LFP-z⁺z⁻ performs slightly worse.",
        criterion:
          "Its mean is below the gradient's, by at most \(fixed(slight, places: 0)) points.",
        measured: text(.zPlusZMinus, .gradient) + ".",
        verdict: PaperVerdict(
          all: [gap(.zPlusZMinus, .gradient).map { $0 < 0 && $0 >= -slight }])),
      PaperClaim(
        "LFP-z⁺z⁻ achieves slightly better performance in the pretrained setting.",
        criterion:
          "Its mean is higher after 100 batches of the gradient, by at most \(fixed(slight, places: 0)) points.",
        measured: text(.gradientThenZPlusZMinus, .zPlusZMinus) + ".",
        verdict: PaperVerdict(
          all: [gap(.gradientThenZPlusZMinus, .zPlusZMinus).map { $0 > 0 && $0 <= slight }])),
    ]
  }

  /// A difference in accuracy that is still slight, in points.
  private static let slight = 5.0

  private static func speedClaims(_ groups: [Setting: UnitGroup]) -> [PaperClaim] {
    func first(_ setting: Setting) -> Double? {
      groups[setting]?.mean { $0.epochs.first?["testAccuracy"]?.double.map { $0 * 100 } }
    }
    let baseline = first(.gradient)
    func text(_ settings: [Setting]) -> String {
      "After the first epoch: "
        + settings.map { "\($0.label) \(accuracyText(first($0)))" }.joined(separator: ", ") + "."
    }
    let counterparts: [(Setting, Setting)] = [
      (.gradientThenEpsilon, .epsilon), (.gradientThenZPlusZMinus, .zPlusZMinus),
    ]
    return [
      PaperClaim(
        "Gradient descent converges fastest.",
        criterion: "After the first epoch its mean accuracy is the highest of the five settings.",
        measured: text([.gradient] + lfp),
        verdict: PaperVerdict(
          all: lfp.map { setting in
            first(setting).flatMap { own in baseline.map { own < $0 } }
          })),
      PaperClaim(
        "LFP after pretraining converges faster than LFP alone.",
        criterion:
          "After the first epoch the mean accuracy of both rules is higher where the gradient had the first 100 batches.",
        measured: text(counterparts.flatMap { [$0.0, $0.1] }),
        verdict: PaperVerdict(
          all: counterparts.map { pretrained, alone in
            first(pretrained).flatMap { own in first(alone).map { own > $0 } }
          })),
    ]
  }

  private static let lfp: [Setting] = [
    .epsilon, .zPlusZMinus, .gradientThenEpsilon, .gradientThenZPlusZMinus,
  ]

  private static func signClaim(_ groups: [Setting: UnitGroup]) -> PaperClaim {
    func changes(_ setting: Setting) -> Double? {
      groups[setting].flatMap { $0.signChanges(from: 2) }
    }
    let baseline = changes(.gradient)
    func text(_ value: Double?) -> String {
      value.map { fixed($0, places: 0) } ?? "not yet known"
    }
    return PaperClaim(
      "Under the gradient signs change throughout training; they are constant as soon as LFP is applied.",
      criterion:
        "After the first epoch each LFP setting changes at most a tenth as many signs as the gradient.",
      measured: "After the first epoch: gradient \(text(baseline)), "
        + lfp.map { "\($0.label) \(text(changes($0)))" }.joined(separator: ", ") + ".",
      verdict: PaperVerdict(
        all: lfp.map { setting in
          changes(setting).flatMap { own in baseline.map { own * 10 <= $0 } }
        }))
  }

  private static func calmingClaim(_ groups: [Setting: UnitGroup]) -> PaperClaim {
    func changes(_ epoch: (ReportRun) -> JSONValue?) -> Double? {
      groups[.gradient]?.mean { epoch($0).flatMap(UnitGroup.signChanges) }
    }
    let (second, last) = (changes { $0.epochs.dropFirst().first }, changes { $0.epochs.last })
    func text(_ value: Double?) -> String {
      value.map { fixed($0, places: 0) } ?? "not yet known"
    }
    return PaperClaim(
      "Under the gradient fewer signs change the more training progresses.",
      criterion: "In its last epoch fewer change than in its second.",
      measured: "gradient \(text(second)) in the second epoch, \(text(last)) in the last.",
      verdict: PaperVerdict(all: [second.flatMap { early in last.map { $0 < early } }]))
  }

  private static func pruningClaims(_ groups: [Setting: UnitGroup]) -> [PaperClaim] {
    func share(_ setting: Setting) -> Double? { groups[setting].flatMap(holding) }
    func text(_ setting: Setting) -> String {
      "\(setting.label) "
        + (share(setting).map { "until \(fixed($0 * 100, places: 0)) %" } ?? "not yet known")
    }
    func gain(_ first: Setting, _ second: Setting) -> Double? {
      share(first).flatMap { own in share(second).map { own - $0 } }
    }
    func isMore(_ first: Setting, _ second: Setting) -> Bool? {
      gain(first, second).map { $0 > 0 }
    }
    let rule =
      "A network holds while its mean accuracy is at most \(fixed(fall, places: 0)) points below that of the whole."
    return [
      PaperClaim(
        "LFP-ε preserves its accuracy until almost 90 % of the weights are pruned.",
        criterion: "\(rule) LFP-ε holds until 85 % or more.",
        measured: "\(text(.epsilon)), \(text(.gradientThenEpsilon)).",
        verdict: PaperVerdict(all: [share(.epsilon).map { $0 >= 0.85 - 1e-9 }])),
      PaperClaim(
        "Models trained by the gradient lose performance around 70 %.",
        criterion: "\(rule) The gradient holds until 60 % to 80 %, and not as long as LFP-ε.",
        measured: "\(text(.gradient)), \(text(.epsilon)).",
        verdict: PaperVerdict(
          all: [
            share(.gradient).map { (0.6 - 1e-9...0.8 + 1e-9).contains($0) },
            isMore(.epsilon, .gradient),
          ])),
      PaperClaim(
        "LFP-z⁺z⁻ preserves its accuracy much longer after pretraining.",
        criterion:
          "\(rule) After 100 batches of the gradient it holds for at least 20 % of the weights more.",
        measured: "\(text(.gradientThenZPlusZMinus)), \(text(.zPlusZMinus)).",
        verdict: PaperVerdict(
          all: [gain(.gradientThenZPlusZMinus, .zPlusZMinus).map { $0 >= 0.2 - 1e-9 }])),
      PaperClaim(
        "LFP-ε preserves its accuracy longer after pretraining too, but far less so.",
        criterion:
          "\(rule) After 100 batches of the gradient it holds for more of the weights, and gains less than half as much as LFP-z⁺z⁻.",
        measured: "\(text(.gradientThenEpsilon)), \(text(.epsilon)).",
        verdict: PaperVerdict(
          all: [
            isMore(.gradientThenEpsilon, .epsilon),
            gain(.gradientThenEpsilon, .epsilon).flatMap { own in
              gain(.gradientThenZPlusZMinus, .zPlusZMinus).map { 2 * own < $0 }
            },
          ])),
      PaperClaim(
        "LFP-z⁺z⁻ starts to lose accuracy as early as at 20 to 40 %.",
        criterion: "\(rule) It holds until 20 % to 40 %.",
        measured: "\(text(.zPlusZMinus)).",
        verdict: PaperVerdict(
          all: [share(.zPlusZMinus).map { (0.2 - 1e-9...0.4 + 1e-9).contains($0) }])),
      overtaking(groups),
    ]
  }

  /// Beyond four fifths a pre-trained network of z⁺z⁻ is above one of gradients.
  private static func overtaking(_ groups: [Setting: UnitGroup]) -> PaperClaim {
    let shares = [0.85, 0.9, 0.95]
    func accuracy(_ setting: Setting, _ share: Double) -> Double? {
      groups[setting]?.mean { run in
        run.pruning.first { $0.order == .global }?.accuracy(at: share).map { $0 * 100 }
      }
    }
    return PaperClaim(
      "After pretraining, LFP-z⁺z⁻ overtakes gradient descent above 80 % of parameters pruned.",
      criterion: "At 85, 90 and 95 % its mean accuracy is the higher one.",
      measured: shares.map { share in
        "At \(fixed(share * 100, places: 0)) %: "
          + comparedText(
            (
              Setting.gradientThenZPlusZMinus.label, accuracy(.gradientThenZPlusZMinus, share)
            ), (Setting.gradient.label, accuracy(.gradient, share)))
      }.joined(separator: "; ") + ".",
      verdict: PaperVerdict(
        all: shares.map { share in
          accuracy(.gradientThenZPlusZMinus, share).flatMap { own in
            accuracy(.gradient, share).map { own > $0 }
          }
        }))
  }

  private static func sizeClaim(_ groups: [Setting: UnitGroup]) -> PaperClaim {
    func change(_ setting: Setting) -> Double? {
      guard let group = groups[setting], let first = firstMedian(group), let last = median(group)
      else { return nil }
      return abs(last - first)
    }
    func text(_ setting: Setting) -> String {
      func number(_ value: Double?) -> String {
        value.map { fixed($0, places: 3) } ?? "not yet known"
      }
      let group = groups[setting]
      return "\(setting.label) \(number(group.flatMap(median))) "
        + "(after the first epoch \(number(group.flatMap(firstMedian))))"
    }
    let lowest = groups[.gradient].flatMap(median).flatMap { own in
      groups[.epsilon].flatMap(median).map { own < $0 }
    }
    return PaperClaim(
      "The gradient reduces the median magnitude most; LFP-z⁺z⁻ changes the distribution least.",
      criterion:
        "At the end the gradient's median over the 75th percentile is below LFP-ε's, and from the first epoch to the "
        + "last LFP-z⁺z⁻'s changes less than LFP-ε's.",
      measured: [Setting.gradient, .epsilon, .zPlusZMinus].map(text).joined(separator: ", ") + ".",
      verdict: PaperVerdict(
        all: [
          lowest,
          change(.zPlusZMinus).flatMap { own in change(.epsilon).map { own < $0 } },
        ]))
  }
}
