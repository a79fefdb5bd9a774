import SpikeConfig
import SpikeFiles
import SpikeReports
import SpikeSweeps

extension Comparison {
  /// The runs of one rule that differ in their seed alone.
  struct Entry: Sendable {
    var rule: ComparedRule
    var group: ReportGroup

    /// The runs that are finished.
    var finished: [ReportRun] { group.runs.filter(\.isDone) }

    /// Its name, and its number of steps: a rule that was tuned to fewer has less to do.
    var label: String {
      rule.label + (group.runs.first.map { " (T \($0.config.network.steps))" } ?? "")
    }

    /// Mean and spread over finished runs.
    func statistics(_ value: (ReportRun) -> Double?) -> SampleStatistics? {
      SampleStatistics(finished.compactMap(value))
    }
  }

  /// What is measured of a run.
  struct Measure: Sendable {
    var title: String
    /// Decimal places; nil for thousands and millions.
    var places: Int?
    var value: @Sendable (ReportRun) -> Double?

    static let all = [
      Measure(title: "test accuracy (%)", places: 2) { $0.testAccuracy.map { $0 * 100 } },
      Measure(title: "training (s)", places: 1) { $0.seconds },
      Measure(title: "training (processor s)", places: 1) { $0.processorSeconds },
      Measure(title: "learning, synaptic operations/image") { $0.learningPerSample },
      Measure(title: "training in all, synaptic operations/image") { $0.trainingPerSample },
      Measure(title: "inference, synaptic operations/image") { $0.inferencePerSample },
      Measure(title: "spikes/image", places: 0) { $0.spikesPerSample },
      Measure(title: "energy of inference (nJ/image, estimated)", places: 0) {
        $0.nanojoulesPerSample
      },
    ]

  }

  func content(of runs: PaperRuns) -> PaperContent {
    var sections: [ReportSection] = []
    var numbers = DataTable(["network", "epochs", "rule", "seed"] + Measure.all.map(\.title))
    var claims: [PaperClaim] = []
    for tuning in runs.first {
      guard let network = tuning.sweep.network else { continue }
      var blocks: [ReportSection.Block] = [
        .heading("Tuning"),
        .text(
          "\(tuning.done) of \(tuning.items.count) runs are finished. Best of each rule on the images held out."
        ),
        .table(id: "\(network.rawValue)-tuning", table(ofTuning: tuning.runs)),
      ]
      blocks += [edges(ofTuning: tuning.runs), stuck(inTuning: tuning.runs)].compactMap { note in
        note.map(ReportSection.Block.text)
      }
      let later = runs.later.filter { $0.sweep.network == network }
      if later.isEmpty {
        blocks.append(
          .text(
            "None of the runs on all images has finished an epoch: they follow from the tuning."))
        claims += Self.claims(unknown).map {
          $0.judged(on: network.label, done: 0, of: 0)
        }
      }
      for sweep in later {
        let epochs = sweep.runs.first?.config.training.epochs ?? 0
        let entries = Self.entries(sweep)
        let id = sweep.sweep.name
        blocks += [
          .heading("\(epochs) epochs on all images"),
          .text("\(sweep.done) of \(sweep.items.count) runs are finished."),
          .table(id: id, Self.table(entries)),
        ]
        if sweep.isBegun { blocks.append(.charts(Self.charts(entries, id: id))) }
        blocks += [
          .text(
            "Against the surrogate, seed by seed: the mean difference in test accuracy, and Student's paired t-test, alone and "
              + "for all rules of the table together (Holm). It is a test over seeds at the chosen settings: what the "
              + "search's chance did is not in it."
          ),
          .table(id: "\(id)-pairs", Self.pairs(entries)),
        ]
        if kind == .cifar10 { blocks += Self.reasons(entries, id: id) }
        for entry in entries {
          for run in entry.finished {
            numbers.add(
              [
                .text(network.label), .number(Double(epochs)), .text(entry.rule.label),
                .number(Double(run.config.seed)),
              ] + Measure.all.map { $0.value(run).cell })
          }
        }
        claims += Self.claims(entries).map {
          $0.judged(
            on:
              "\(network.label), \(epochs) epochs, \(counted(sweep.groups.map(\.count).max() ?? 0, "seed"))",
            done: sweep.done, of: sweep.items.count)
        }
      }
      sections.append(ReportSection(title: network.label, blocks: blocks))
    }
    return PaperContent(sections: sections, numbers: numbers, claims: claims)
  }

  /// Rules of which no run is planned yet.
  private var unknown: [Entry] {
    rules.map {
      Entry(rule: $0, group: ReportGroup(label: $0.label, style: SeriesStyle(index: 0), runs: []))
    }
  }

  private static func entries(_ sweep: PaperSweepRuns) -> [Entry] {
    sweep.groups.compactMap { runs in
      guard let rule = ComparedRule(runs[0].config) else { return nil }
      return Entry(
        rule: rule,
        group: ReportGroup(label: rule.label, style: RuleStyle.of(rule.rawValue), runs: runs))
    }
  }

  // MARK: Tables

  private static func table(_ entries: [Entry]) -> DataTable {
    var table = DataTable(
      ["rule"] + Measure.all.flatMap { [$0.title, "± of " + $0.title] } + ["runs"],
      ofFiles: Set(Measure.all.map { "± of " + $0.title }))
    for entry in entries {
      table.add(
        [.text(entry.rule.label)]
          + Measure.all.flatMap { measure in
            let statistics = entry.statistics(measure.value)
            return [statistics.spreadCell(places: measure.places), (statistics?.deviation).cell]
          } + [.number(Double(entry.finished.count))])
    }
    return table
  }

  private static func pairs(_ entries: [Entry]) -> DataTable {
    var table = DataTable([
      "rule", "difference (points)", "± sample std", "p", "p (Holm)", "pairs",
    ])
    let rows = entries.filter { $0.rule != .surrogate }.map { entry in
      let differences = differences(entry, entries)
      return (entry, differences, PairedTest(differences)?.probability)
    }
    var together = PairedTest.holm(rows.compactMap(\.2)).makeIterator()
    for (entry, differences, probability) in rows {
      let statistics = SampleStatistics(differences)
      table.add([
        .text(entry.rule.label), (statistics?.mean).cell, (statistics?.deviation).cell,
        probability.cell, (probability == nil ? nil : together.next()).cell,
        .number(Double(differences.count)),
      ])
    }
    return table
  }

  /// A rule's test accuracy less the surrogate's, in points, of each seed that both have finished.
  private static func differences(_ entry: Entry, _ entries: [Entry]) -> [Double] {
    let baseline = entries.first { $0.rule == .surrogate }?.finished ?? []
    return entry.finished.compactMap { run in
      baseline.first { $0.config.seed == run.config.seed }?.testAccuracy.flatMap { other in
        run.testAccuracy.map { ($0 - other) * 100 }
      }
    }
  }

  // MARK: Charts

  private static func charts(_ entries: [Entry], id: String) -> [Chart] {
    func chart(
      _ name: String, _ title: String, _ x: Axis, along position: ((ReportRun) -> [Double])?
    ) -> Chart {
      Chart(
        id: "\(id)-\(name)", title: title, x: x, y: .accuracy("test"),
        lines: entries.map { entry in
          func accuracy(_ line: JSONValue) -> Double? {
            line["testAccuracy"]?.double.map { $0 * 100 }
          }
          return position.map { entry.group.curve(accuracy, along: $0) }
            ?? entry.group.curve(accuracy)
        })
    }
    let hasProcessorSeconds = entries.allSatisfy { entry in
      entry.finished.allSatisfy { $0.processorSeconds != nil }
    }
    return [
      chart("epochs", "Test accuracy after each epoch", .epoch, along: nil),
      hasProcessorSeconds
        ? chart(
          "seconds", "Test accuracy against processor time of training",
          Axis(label: "training", unit: "processor s", including: [0]),
          along: \.trainingProcessorSeconds)
        : chart(
          "seconds", "Test accuracy against training time",
          Axis(label: "training", unit: "s", including: [0]), along: \.trainingSeconds),
      chart(
        "operations", "Test accuracy against the cost of learning",
        Axis(label: "synaptic operations of learning", unit: "", including: [0]),
        along: \.learningOperations),
      Chart(
        id: "\(id)-spikes", title: "Spikes of a test image, after each epoch", x: .epoch,
        y: Axis(label: "spikes of an image", unit: "", including: [0]),
        lines: entries.map { $0.group.curve(ofEach: \.spikesAfterEpochs) }),
    ]
  }
}
