import SpikeFiles

extension ReportContent {
  /// What came out, in a sentence: the best config of LFP beside the best of surrogate gradients, or the best
  /// there is, in numbers as the terminal has them. Empty without an accuracy.
  var headline: String {
    let datasets = Self.datasets(groups)
    guard datasets.count > 1 else { return headline(of: groups) }
    // Accuracies on two data sets do not compare.
    let sentences = datasets.compactMap { name -> String? in
      let own = headline(of: groups.filter { $0.config.data.source.label == name })
      return own.isEmpty ? nil : "On \(name): \(own)"
    }
    let rest = sentences.count - 3
    return
      (sentences.prefix(3)
      + (rest > 0 ? ["\(counted(rest, "more data set")): see the overview."] : []))
      .joined(separator: " ")
  }

  /// The names of the data sets, in the order in which they come.
  static func datasets(_ groups: [ReportGroup]) -> [String] {
    groups.reduce(into: []) { names, group in
      let name = group.config.data.source.label
      if !names.contains(name) { names.append(name) }
    }
  }

  private func headline(of groups: [ReportGroup]) -> String {
    guard let lfp = best(groups.filter { $0.isLFP && $0.testAccuracy != nil }),
      let other = best(groups.filter { !$0.isLFP && $0.testAccuracy != nil })
    else {
      guard let best = best(groups.filter { $0.testAccuracy != nil }) else { return "" }
      let whom =
        groups.count > 1
        ? "The best by \(selectionName), \(best.label)," : best.label.capitalizedFirst
      return "\(whom) answers \(Self.accuracy(best)) of the test images rightly\(Self.cost(best))."
    }
    var text =
      "Test accuracy: \(lfp.label) \(Self.accuracy(lfp)), \(other.label) \(Self.accuracy(other))"
    func learning(_ group: ReportGroup) -> Double? {
      group.statistics { $0.summary?.learningPerSample }?.mean
    }
    if let mine = learning(lfp), let theirs = learning(other), mine > 0, theirs > 0 {
      let factor = max(mine, theirs) / min(mine, theirs)
      let (less, more) = mine <= theirs ? (lfp, other) : (other, lfp)
      if factor >= 1.05 {
        text +=
          "; learning takes \(fixed(factor, places: factor < 10 ? 1 : 0)) × fewer operations by "
          + "\(less.label) than by \(more.label)"
      }
    }
    let several = groups.count > 2 ? " The best of each by \(selectionName)." : ""
    return text + "." + several
  }

  /// `, with 3886 spikes and 2.15 M synaptic operations an image`.
  private static func cost(_ group: ReportGroup) -> String {
    let spikes = group.statistics(\.spikesPerSample)?.mean
    let operations = group.statistics(\.inferencePerSample)?.mean
    let parts = [
      group.config.network.isSpiking ? spikes.map { "\(fixed($0, places: 0)) spikes" } : nil,
      operations.map { "\(short($0)) synaptic operations" },
    ].compactMap { $0 }
    return parts.isEmpty ? "" : ", with \(parts.joined(separator: " and ")) an image"
  }

  /// `97.12 ± 0.10 %`.
  private static func accuracy(_ group: ReportGroup) -> String {
    guard let accuracy = group.statistics(\.testAccuracy) else { return NumberText.absent }
    let spread = accuracy.deviation.map { " ± " + fixed($0 * 100, places: 2) } ?? ""
    return fixed(accuracy.mean * 100, places: 2) + spread + " %"
  }
}
