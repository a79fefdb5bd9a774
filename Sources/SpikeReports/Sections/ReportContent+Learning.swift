extension ReportContent {
  /// Accuracy and objective after each epoch.
  var learning: ReportSection? {
    let drawn = drawn
    guard drawn.contains(where: { group in group.runs.contains { !$0.epochs.isEmpty } }) else {
      return nil
    }
    var charts = [
      accuracyChart("test-accuracy", "Test accuracy after each epoch", "test", drawn),
      accuracyChart(
        "train-accuracy", "Training accuracy, while the network changed", "train", drawn),
    ]
    let validation = accuracyChart(
      "validation-accuracy", "Validation accuracy after each epoch", "validation", drawn)
    if validation.frame() != nil { charts.append(validation) }
    for objective in ["reward", "loss"] {
      // Where rules follow one another, an epoch has the objective of the rule at its end.
      let those = drawn.filter { group in
        group.example.epochs.contains { $0["objective"]?.string == objective }
      }
      guard !those.isEmpty else { continue }
      let unit = objective == "reward" ? "mean of a step and class" : "mean of an image"
      let note =
        objective == "reward"
        ? "The mean of what is rewarded (above 0) and punished (below). It comes to 0 as answers get right, since "
          + "nothing is left to change; early on, while both nearly cancel, it may rise. The reward \"sign\" comes to "
          + "one over the number of classes instead."
        : ""
      charts.append(
        Chart(
          id: "objective-\(objective)", title: "\(objective.capitalizedFirst) in training",
          note: note,
          x: .epoch, y: Axis(label: objective, unit: unit),
          marks: those.map { group in
            group.curve {
              $0["objective"]?.string == objective ? $0["trainObjective"]?.double : nil
            }
          }
        ).thinned(to: detail.places).spreadingSinglePoints)
    }
    var blocks: [ReportSection.Block] = [
      .text(
        groups.contains { $0.runs.count > 1 }
          ? "Lines are means over seeds, bands and whiskers the mean ± one sample standard "
            + "deviation."
          : "One run of each config: there is no spread over seeds to draw.")
    ]
    if let note = selectionNote(drawn) { blocks.append(note) }
    return ReportSection(title: "Learning curves", blocks: blocks + [.charts(charts)])
  }

  private func accuracyChart(
    _ id: String, _ title: String, _ images: String, _ groups: [ReportGroup]
  ) -> Chart {
    Chart(
      id: id, title: title, x: .epoch, y: .accuracy(images == "train" ? "training" : images),
      marks: groups.map { group in
        group.curve { $0["\(images)Accuracy"]?.double.map { $0 * 100 } }
      }.filter { images != "validation" || $0.points.contains(where: \.y.isFinite) }
    ).thinned(to: detail.places).spreadingSinglePoints
  }

  /// A config of LFP beside one of surrogate gradients, of the same network and data.
  struct Pair {
    var setting: String
    /// Configs of the setting.
    var count: Int
    var lfp: ReportGroup
    var surrogate: ReportGroup
    /// Whether both have the same T and β.
    var isMatched: Bool
  }

  /// For each network and data that both rules have, the pair to compare.
  var pairs: [Pair] {
    var settings: [String] = []
    var members: [String: [ReportGroup]] = [:]
    for group in groups {
      let config = group.config
      let setting = "\(config.network.outline) on \(config.data.source.dataset.name)"
      if members[setting] == nil { settings.append(setting) }
      members[setting, default: []].append(group)
    }
    return settings.compactMap { setting in
      let those = members[setting] ?? []
      return pair(of: those).map {
        Pair(
          setting: setting, count: those.count, lfp: $0.lfp, surrogate: $0.surrogate,
          isMatched: $0.isMatched)
      }
    }
  }

  /// What accuracy costs under both rules, for each network and data.
  var sideBySide: ReportSection? {
    var blocks: [ReportSection.Block] = []
    let pairs = pairs
    for found in pairs.prefix(detail.settings) {
      let (lfp, surrogate) = (found.lfp, found.surrogate)
      blocks.append(.heading(found.setting))
      if found.count > 2 {
        let choice =
          found.isMatched
          ? "the two of the same T and β that are best together" : "the best of either rule"
        blocks.append(
          .text(
            "Of \(found.count) configs \(choice), by \(selectionName): \(lfp.label) and "
              + "\(surrogate.label)."))
      }
      let differences = ReportLabels.differences(lfp.config, surrogate.config)
      if !differences.isEmpty {
        blocks.append(
          .text(
            "Besides the rule and its optimiser they differ in "
              + differences.joined(separator: ", ") + "."))
      }
      blocks.append(
        .charts(
          pairCharts([lfp, surrogate], suffix: pairs.count > 1 ? "-\(blocks.count)" : "")))
    }
    guard !blocks.isEmpty else { return nil }
    if pairs.count > detail.settings {
      blocks.append(
        .text("The first \(detail.settings) of \(pairs.count) networks and data sets."))
    }
    let text =
      "Operations are counted and the same anywhere; seconds are wall time of training on the "
      + "machine named under Provenance, and tell less where other work ran on it."
    return ReportSection(title: "LFP against surrogate", blocks: [.text(text)] + blocks)
  }

  /// The best of LFP and the best of surrogate gradients, if possible of the same T and β.
  private func pair(
    of groups: [ReportGroup]
  ) -> (lfp: ReportGroup, surrogate: ReportGroup, isMatched: Bool)? {
    func bests(_ groups: [ReportGroup]) -> (ReportGroup, ReportGroup)? {
      guard let lfp = best(groups.filter(\.isLFP)), let other = best(groups.filter { !$0.isLFP })
      else { return nil }
      return (lfp, other)
    }
    var matched: (pair: (ReportGroup, ReportGroup), accuracy: Double)?
    for group in groups {
      let network = group.config.network
      let alike = groups.filter {
        ($0.config.network.steps, $0.config.network.lif.beta) == (network.steps, network.lif.beta)
      }
      guard let pair = bests(alike) else { continue }
      let accuracy = (selectionAccuracy(pair.0) ?? -1) + (selectionAccuracy(pair.1) ?? -1)
      if accuracy > matched?.accuracy ?? -.infinity { matched = (pair, accuracy) }
    }
    if let (pair, _) = matched { return (pair.0, pair.1, true) }
    return bests(groups).map { ($0.0, $0.1, false) }
  }

  private func pairCharts(_ pair: [ReportGroup], suffix: String) -> [Chart] {
    func chart(
      _ id: String, _ title: String, _ x: Axis, along position: @escaping (ReportRun) -> [Double]
    ) -> Chart {
      Chart(
        id: id + suffix, title: title, x: x, y: .accuracy("test"),
        marks: pair.map { group in
          group.curve({ $0["testAccuracy"]?.double.map { $0 * 100 } }, along: position)
        }
      ).thinned(to: detail.places)
    }
    // Where the learning curves have both, they are not drawn again.
    let labels = Set(drawn.map(\.label))
    let epochs =
      pair.allSatisfy { labels.contains($0.label) }
      ? [] : [chart("rules-epochs", "Test accuracy against epochs", .epoch, along: \.epochNumbers)]
    return epochs.map(\.spreadingSinglePoints) + [
      chart(
        "rules-seconds", "Test accuracy against time of training",
        Axis(label: "training time", unit: "s", including: [0])
      ) { run in run.cumulative { $0["trainSeconds"]?.double ?? .nan } },
      chart(
        "rules-operations", "Test accuracy against synaptic operations of training",
        Axis(label: "synaptic operations, forward and learning", kind: .logarithmic)
      ) { run in run.cumulative(\.trainingOperations) },
      costChart(pair, suffix: suffix),
    ]
  }

  /// Synaptic operations of one image, for inference and for learning.
  private func costChart(_ pair: [ReportGroup], suffix: String) -> Chart {
    Chart(
      id: "rules-cost" + suffix, title: "Synaptic operations of one image",
      note: "Inference: one test image. Learning: feedback or gradient of one training image.",
      x: Axis(label: "what for", categories: ["inference", "learning"]),
      y: Axis(label: "synaptic operations per image"),
      marks: pair.enumerated().map { place, group in
        let inference = group.statistics { $0.summary.map { Double($0.inference.total) } }
        let learning = group.statistics { $0.summary?.learningPerSample }
        return BarMark(
          label: group.label, style: group.style,
          values: [inference?.mean ?? .nan, learning?.mean ?? .nan],
          spreads: [inference?.deviation, learning?.deviation], slot: (place, pair.count))
      })
  }
}

extension Axis {
  package static let epoch = Axis(label: "epoch", isWhole: true)
  package static func accuracy(_ what: String) -> Axis {
    Axis(label: "\(what) accuracy", unit: "%", including: [], most: 100)
  }
}

extension String {
  /// `Loss` for `loss`.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
