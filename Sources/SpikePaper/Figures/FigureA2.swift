import Foundation
import SpikeConfig
import SpikeData
import SpikeFiles
import SpikeReports
import SpikeRuns
import SpikeSweeps

/// Figure A.2: what arrives at the input of deep networks that were not trained.
struct FigureA2: PaperSubject {
  let title = "Figure A.2: what is handed to the input of deep networks, against the input"
  let explanation =
    "The paper hands a signal back through ReLU networks of 200 units a layer that were not trained, for inputs x from −4 to 4 in steps of 0.02, and "
    + "draws what arrives at x (A.4): the gradient, and the feedback of LFP's rules, divided by its largest magnitude at each layer. Like Balduzzi et al. it finds that the signal of deep "
    + "networks looks like noise, except under the rules that treat contributions by their sign. Drawn is the signal over its largest magnitude. "
    + "Handed in at the output are the gradient of the cross-entropy, and LFP's reward (7). PyTorch's initialisation, which we take the paper to have, makes activations of deep networks nearly the same for every x, and with them what is handed back. He's stands beside it, "
    + "with weights and biases of variance 2 / units as in Balduzzi et al.: were biases 0, a ReLU network of one input could not change its gradient within a side of 0. "
    + "The number for it is how alike the signal is at x and at x + 0.2: 2 s(x) s(x + 0.2) over s(x)² + s(x + 0.2)², both summed over x; 1 where it is smooth and 0 where it is noise. "
    + "The autocorrelation, from which the mean of each side is taken away, stands beside it where the signal is not constant. "
    + "Numbers are means over five networks of each depth (the quick version has one), signals those of the first; nothing is trained."

  /// Hidden layers between the first and the output.
  private static func depths(_ scale: PaperScale) -> [Int] {
    scale.isQuick ? [1, 10, 50] : [1, 10, 50, 100, 500]
  }

  /// What the networks are drawn from.
  private static func seeds(_ scale: PaperScale) -> [UInt64] {
    scale.isQuick ? [0] : [0, 1, 2, 3, 4]
  }

  /// Samples between two points that are compared: 0.2 in x.
  static let lag = 10

  func sweeps(_ scale: PaperScale) -> [PaperSweep] { [] }

  func prepare(_ runs: PaperRuns, options: RunOptions, console: Console) throws {
    let path = Self.path(runs)
    guard try Self.stored(path, runs.scale) == nil else { return }
    let cases = ShatteredSignal.Start.allCases.flatMap { start in
      Self.depths(runs.scale).flatMap { depth in
        UnitRule.allCases.flatMap { rule in
          Self.seeds(runs.scale).map { (start, depth, rule, $0) }
        }
      }
    }
    var bar = console.progress("figure-a2", total: cases.count)
    defer { bar.clear() }
    var signals: [JSONValue] = []
    for (start, depth, rule, seed) in cases {
      let signal = ShatteredSignal(depth: depth, rule: rule, start: start, seed: seed)
      signals.append(signal.json(start))
      bar.update(signals.count, of: cases.count)
    }
    try createFolder(runs.root)
    try writeAtomically(["format": 1, "signals": .array(signals)], to: path)
  }

  /// Where the signals are kept, once they were simulated.
  private static func path(_ runs: PaperRuns) -> String {
    "\(runs.root)/figure-a2\(runs.scale.isQuick ? "-quick" : "").json"
  }

  /// The signals that were kept; nil where they are not all there, each once and at the points that are drawn.
  ///
  /// - Throws: ``SpikeRuns/RunError`` or ``SpikeFiles/FileError`` when the file cannot be read.
  private static func stored(
    _ path: String, _ scale: PaperScale
  ) throws -> [ShatteredSignal.Start: [ShatteredSignal]]? {
    guard kind(of: path) != .absent else { return nil }
    let list = try readJSON(path, format: 1)["signals"]?.array ?? []
    var signals: [ShatteredSignal.Start: [ShatteredSignal]] = [:]
    for value in list {
      guard let (start, signal) = ShatteredSignal.read(value) else { return nil }
      signals[start, default: []].append(signal)
    }
    let wanted = Set(
      depths(scale).flatMap { depth in
        UnitRule.allCases.flatMap { rule in
          seeds(scale).map { ShatteredSignal.Identity(depth: depth, rule: rule, seed: $0) }
        }
      })
    let isWhole = ShatteredSignal.Start.allCases.allSatisfy { start in
      let own = signals[start] ?? []
      return own.count == wanted.count && Set(own.map(\.identity)) == wanted
        && own.allSatisfy { $0.positions == ShatteredSignal.points }
    }
    return isWhole ? signals : nil
  }

  func content(of runs: PaperRuns) -> PaperContent {
    let depths = Self.depths(runs.scale)
    let stored = (try? Self.stored(Self.path(runs), runs.scale)) ?? [:]
    var sections: [ReportSection] = []
    var claims: [PaperClaim] = []
    var numbers = DataTable(
      ["initialisation", "hidden layers", "x"] + UnitRule.allCases.map { "signal of \($0.label)" })
    for start in ShatteredSignal.Start.allCases {
      let signals = stored[start] ?? []
      for depth in depths {
        let rules = UnitRule.allCases.map { rule in
          signals.first { $0.rule == rule && $0.depth == depth && $0.seed == 0 }
        }
        for (place, x) in (rules.compactMap { $0 }.first?.positions ?? []).enumerated() {
          numbers.add(
            [.text(start.label), .number(Double(depth)), .number(Double(x).rounded(toPlaces: 4))]
              + rules.map { ($0?.values[place]).map(Self.shortened).cell })
        }
      }
      sections.append(
        signals.isEmpty
          ? ReportSection(
            title: start.label, blocks: [.text("None of its networks has been simulated yet.")])
          : section(start, signals, depths))
      claims += Self.claims(signals, deepest: depths.last ?? 0).map {
        $0.judged(on: start.label, done: 0, of: 0)
      }
    }
    return PaperContent(sections: sections, numbers: numbers, claims: claims)
  }

  private func section(
    _ start: ShatteredSignal.Start, _ signals: [ShatteredSignal], _ depths: [Int]
  ) -> ReportSection {
    func likeness(_ signal: ShatteredSignal) -> Double? { signal.likeness(lag: Self.lag) }
    func table(_ name: String, _ number: (ShatteredSignal) -> Double?) -> ReportSection.Block {
      var table = DataTable(["rule"] + depths.map { "\(name) at \($0)" })
      for rule in UnitRule.allCases {
        table.add(
          [.text(rule.label)]
            + depths.map { depth in
              (Self.statistics(signals, rule, depth, number)?.mean).cell
            })
      }
      return .table(id: "figure-a2-\(start.rawValue)-\(name)", table)
    }
    let overDepth = Chart(
      id: "figure-a2-\(start.rawValue)-depth",
      title: "How alike the signal is at x and at x + 0.2",
      x: Axis(label: "hidden layers", unit: "", including: [0], isWhole: true),
      y: Axis(label: "likeness", unit: "", including: [0, 1], most: 1),
      lines: UnitRule.allCases.map { rule in
        LineMark(
          label: rule.label, style: RuleStyle.of(rule.rawValue),
          points: depths.map { depth in
            let statistics = Self.statistics(signals, rule, depth, likeness)
            return .init(
              x: Double(depth), y: statistics?.mean ?? .nan, spread: statistics?.deviation,
              count: statistics?.count ?? 0)
          })
      })
    func picture(_ signal: ShatteredSignal) -> Chart {
      let largest = signal.values.reduce(0) { max($0, abs($1)) }
      return Chart(
        id: "figure-a2-\(start.rawValue)-\(signal.rule.rawValue)-\(signal.depth)",
        title: "\(signal.rule.label), \(counted(signal.depth, "hidden layer"))",
        x: Axis(label: "x", unit: "", including: []),
        y: Axis(label: "signal / largest", unit: "", including: [0]),
        lines: [
          LineMark(
            label: signal.rule.label,
            style: RuleStyle.of(signal.rule.rawValue),
            points: zip(signal.positions, signal.values).map {
              .init(x: Double($0), y: largest > 0 ? Double($1 / largest) : 0)
            })
        ])
    }
    // A row for each depth, a column for each rule.
    let pictures = depths.map { depth in
      ReportSection.Block.row(
        signals.filter { $0.seed == 0 && $0.depth == depth }.map(picture))
    }
    return ReportSection(
      title: start.label,
      blocks: [
        .charts([overDepth]), table("likeness", likeness),
        table("autocorrelation") { $0.autocorrelation(lag: Self.lag) },
      ] + pictures)
  }

  /// A number of the networks of a rule and depth that have one; nil where none has.
  private static func statistics(
    _ signals: [ShatteredSignal], _ rule: UnitRule, _ depth: Int,
    _ number: (ShatteredSignal) -> Double?
  ) -> SampleStatistics? {
    SampleStatistics(signals.filter { $0.rule == rule && $0.depth == depth }.compactMap(number))
  }

  /// Five digits: what the picture shows and more.
  private static func shortened(_ value: Float) -> Double {
    guard value.isFinite, value != 0 else { return Double(value) }
    let unit = pow(10, floor(log10(abs(Double(value)))) - 4)
    return (Double(value) / unit).rounded() * unit
  }

  /// From which likeness on a signal is taken to be smooth, and up to which to be noise.
  private static let (smooth, noise) = (0.5, 0.2)
  /// From which on it is extremely stable.
  private static let stable = 0.9

  static func claims(_ signals: [ShatteredSignal], deepest: Int) -> [PaperClaim] {
    func likeness(_ rule: UnitRule) -> Double? {
      statistics(signals, rule, deepest) { $0.likeness(lag: lag) }?.mean
    }
    func deviation(_ rules: [UnitRule]) -> Double {
      rules.compactMap { rule in
        statistics(signals, rule, deepest) { $0.likeness(lag: lag) }?.deviation
      }.max() ?? 0
    }
    let absent = signals.isEmpty ? "not yet known" : "no signal"
    func text(_ rules: [UnitRule]) -> String {
      "At \(deepest) hidden layers: "
        + rules.map {
          "\($0.label) \(likeness($0).map { fixed($0, places: 3) } ?? absent)"
        }.joined(separator: ", ") + "."
    }
    let shattered = UnitRule.allCases.filter { !$0.isOfSigns }
    let kept = UnitRule.allCases.filter(\.isOfSigns)
    return [
      PaperClaim(
        "With depth, gradients and LFP-ε approach noise, with barely any correlation between neighbouring inputs.",
        criterion:
          "At the largest depth the mean likeness of both over a distance of 0.2 is below \(noise), or nothing arrives.",
        measured: text(shattered),
        // Nothing is like a signal that vanished or is not finite.
        verdict: PaperVerdict(
          all: shattered.map {
            likeness($0).map { $0 < noise } ?? (signals.isEmpty ? nil : true)
          })),
      PaperClaim(
        "LFP-α2β1 and LFP-z⁺z⁻ have similar values for similar inputs.",
        criterion:
          "At the largest depth the mean likeness of both over a distance of 0.2 is above \(smooth).",
        measured: text(kept),
        verdict: PaperVerdict(
          all: kept.map { likeness($0).map { $0 > smooth } ?? (signals.isEmpty ? nil : false) })),
      PaperClaim(
        "Especially LFP-z⁺z⁻ provides an extremely stable signal, even for 500 hidden layers.",
        criterion:
          "Its mean likeness there is above \(stable), and higher than that of LFP-α2β1 by more than the larger of their deviations over networks.",
        measured: text(kept),
        verdict: PaperVerdict(all: [
          likeness(.zPlusZMinus).map { $0 > stable } ?? (signals.isEmpty ? nil : false),
          likeness(.zPlusZMinus).map { own in
            own - (likeness(.alphaBeta) ?? 0) > deviation(kept)
          } ?? (signals.isEmpty ? nil : false),
        ])),
    ]
  }
}
