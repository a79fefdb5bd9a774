import SpikeFiles

/// The line that is printed after each epoch.
struct EpochReport {
  let label: String
  let line: JSONValue
  let total: Int

  init(label: String, line: JSONValue, of total: Int) {
    self.label = label
    self.line = line
    self.total = total
  }

  var text: String {
    let rates = line["testFiringRates"]?.array?.compactMap(\.double) ?? []
    let validation = line["validationAccuracy"]?.double.map { ["validation \(percent($0))"] } ?? []
    let parts =
      ["epoch \(line["epoch"]?.integer ?? 0)/\(total)"] + validation + [
        "test \(percent(line["testAccuracy"]?.double ?? .nan))",
        "train \(percent(line["trainAccuracy"]?.double ?? .nan))",
        "\(line["objective"]?.string ?? "") \(fixed(line["trainObjective"]?.double ?? .nan, places: 4))",
        "firing " + rates.map { fixed($0 * 100, places: 1) }.joined(separator: " · ") + " %",
        "\(fixed(line["trainSeconds"]?.double ?? .nan, places: 1)) s",
      ]
    return "\(label)  " + parts.joined(separator: "  ")
  }
}
