import SpikeFiles
import SpikeReports

extension Comparison {
  /// Of rules that stayed behind the surrogate: what of their layers still fired and moved at the end.
  static func reasons(_ entries: [Entry], id: String) -> [ReportSection.Block] {
    guard let surrogate = entries.first(where: { $0.rule == .surrogate }),
      let best = surrogate.statistics(\.testAccuracy)?.mean
    else { return [] }
    let behind = entries.filter { entry in
      (entry.statistics(\.testAccuracy)?.mean).map { ($0 - best) * 100 < -margin } ?? false
    }
    guard !behind.isEmpty else { return [] }
    return [.heading("Layers of what stayed behind")] + behind.map { .text(text($0, surrogate)) }
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
      value.map { NumberText.significant($0, digits: 2) + " %" } ?? "an unknown share"
    }
    let rule = entry.rule.label
    var sentences: [String] = []
    if let own = mean(entry, \.last, { Self.percent($0["trainAccuracy"]) }),
      let other = mean(surrogate, \.last, { Self.percent($0["trainAccuracy"]) })
    {
      sentences.append(
        "While it learnt in the last epoch, from images flipped and cropped, \(rule) classified "
          + "\(accuracyText(own)) of them, the surrogate \(accuracyText(other)).")
    }
    let hidden = (0..<max(0, layerCount(entry) - 1)).compactMap { layer in
      rate(entry, layer, \.last).map { (layer, $0) }
    }
    if let (layer, rate) = hidden.min(by: { $0.1 < $1.1 }) {
      sentences.append(
        "The quietest hidden layer under \(rule) is layers.\(layer): its neurons fire at \(percent(rate)) of all "
          + "steps after the last epoch, at \(percent(Self.rate(entry, layer, \.first))) after the first; "
          + "under the surrogate at \(percent(Self.rate(surrogate, layer, \.last))). What does not spike receives "
          + "no reward and hands none down, which may be why \(rule) learns no more.")
    }
    return sentences.joined(separator: " ")
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
