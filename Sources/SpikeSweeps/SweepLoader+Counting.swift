import SpikeConfig
import SpikeFiles

extension SweepLoader {
  /// Makes sure that the combinations of all blocks are not too many to be made.
  mutating func checkCount(_ blocks: [SweepBlock], of document: JSONValue) {
    var total = 0
    for block in blocks {
      let (sum, isTooMany) = total.addingReportingOverflow(block.count ?? .max)
      total = isTooMany ? .max : sum
    }
    guard total > mostRuns else { return }
    faults.add(
      .outOfRange, at: document, found: total == .max ? "countless runs" : "\(total) runs",
      allowed: "at most \(mostRuns)")
  }

  /// Makes sure that random samples are not too many to be drawn. They are before combinations are
  /// counted, and a few words may ask for billions.
  ///
  /// - Throws: ``SpikeConfig/ConfigError`` with the faults so far.
  func checkSamples(of document: JSONValue) throws(ConfigError) {
    var total = 0
    for part in [document] + (document["blocks"]?.array ?? []) {
      guard let random = part["random"], let count = random["count"]?.integer else { continue }
      total += count * (random["axes"]?.object?.members.count ?? 0)
      guard count > mostRuns || total > SweepSchema.mostSamples else { continue }
      var faults = faults
      faults.add(
        .outOfRange, at: random, found: "\(total) samples of all axes",
        allowed: "at most \(SweepSchema.mostSamples), of \(mostRuns) runs")
      throw ConfigError(faults.sorted())
    }
  }
}
