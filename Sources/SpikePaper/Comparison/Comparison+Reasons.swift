import SpikeFiles
import SpikeReports

extension Comparison {
  /// Of rules that stayed behind the surrogate: what of their layers still fired and moved at the end.
  static func reasons(_ entries: [Entry], id: String) -> [ReportSection.Block] {
    guard let surrogate = entries.first(where: { $0.rule == .surrogate }),
      let best = surrogate.statistics(\.testAccuracy)?.mean
    else { return [] }
    let behind = entries.filter { entry in
      ComparedRule.lfp.contains(entry.rule)
        && (entry.statistics(\.testAccuracy)?.mean).map { $0 < best - 0.001 } ?? false
    }
    guard !behind.isEmpty else { return [] }
    return [.heading("What held it back")] + behind.map { .text(text($0, surrogate)) }
      + [.table(id: "\(id)-layers", layers(behind + [surrogate]))]
  }

  /// The mean over finished runs of a number of an epoch's line.
  private static func mean(
    _ entry: Entry, _ line: ([JSONValue]) -> JSONValue?, _ value: (JSONValue) -> Double?
  ) -> Double? {
    entry.statistics { line($0.epochs).flatMap(value) }?.mean
  }

  private static func percent(_ share: JSONValue?) -> Double? { share?.double.map { $0 * 100 } }

  private static func rate(
    _ entry: Entry, _ layer: Int, _ line: ([JSONValue]) -> JSONValue?
  ) -> Double? {
    mean(entry, line) { percent($0["testFiringRates"]?.array?.dropFirst(layer).first) }
  }

  private static func unchanged(_ entry: Entry, _ layer: Int) -> Double? {
    mean(entry, \.last) { percent($0["weights"]?.array?.dropFirst(layer).first?["unchanged"]) }
  }

  private static func layerCount(_ entry: Entry) -> Int {
    entry.finished.compactMap { $0.epochs.last?["testFiringRates"]?.array?.count }.min() ?? 0
  }

  private static func text(_ entry: Entry, _ surrogate: Entry) -> String {
    func percent(_ value: Double?) -> String {
      value.map { NumberText.significant($0, digits: 2) + " %" } ?? "unknown"
    }
    let training = mean(entry, \.last) { Self.percent($0["trainAccuracy"]) }
    let test = entry.statistics { $0.testAccuracy.map { $0 * 100 } }?.mean
    let overfits = training.flatMap { own in test.map { own > $0 + 1 } } ?? false
    var text =
      "\(entry.rule.label) classifies \(accuracyText(training)) of the training images, as they are "
      + "changed in the last epoch, and \(accuracyText(test)) of the test images: "
      + (overfits
        ? "part of what it learns is not general." : "it learns too little, not too much.")
    let hidden = (0..<max(0, layerCount(entry) - 1)).map { ($0, rate(entry, $0, \.last) ?? 0) }
    if let (layer, rate) = hidden.min(by: { $0.1 < $1.1 }) {
      text +=
        " Its quietest hidden layer, \(layer), fires at \(percent(rate)) of all steps after the last epoch "
        + "and at \(percent(Self.rate(entry, layer, \.first))) after the first; under the surrogate at "
        + "\(percent(Self.rate(surrogate, layer, \.last))). A neuron that does not spike receives no reward and "
        + "hands none down: \(percent(unchanged(entry, layer))) of the weights into that layer were left as "
        + "they were by the last epoch."
    }
    return text
  }

  private static func layers(_ entries: [Entry]) -> DataTable {
    var table = DataTable([
      "rule", "layer", "firing after the first epoch (%)", "after the last (%)",
      "weights left as they were by the last epoch (%)",
    ])
    for entry in entries {
      for layer in 0..<layerCount(entry) {
        table.add([
          .text(entry.rule.label), .number(Double(layer)), rate(entry, layer, \.first).pointsCell,
          rate(entry, layer, \.last).pointsCell, unchanged(entry, layer).pointsCell,
        ])
      }
    }
    return table
  }
}
