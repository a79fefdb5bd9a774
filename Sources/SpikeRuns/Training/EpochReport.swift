import SpikeConfig
import SpikeFiles

/// The line that is printed after each epoch.
struct EpochReport {
  let label: String
  let line: JSONValue
  let config: ExperimentConfig

  init(label: String, line: JSONValue, of config: ExperimentConfig) {
    self.label = label
    self.line = line
    self.config = config
  }

  /// A number of the line; a dash where there is none, as of an epoch whose batches were all left out.
  private func text(_ key: String, _ form: (Double) -> String) -> String {
    line[key]?.double.map(form) ?? "–"
  }

  var text: String {
    let words = ActivityWords(config)
    let rates = line["testFiringRates"]?.array?.compactMap(\.double) ?? []
    let shares = words.shown(rates).map { fixed($0 * 100, places: 1) }
    let validation = line["validationAccuracy"]?.double.map { ["validation \(percent($0))"] } ?? []
    let parts =
      ["epoch \(line["epoch"]?.integer ?? 0)/\(config.training.epochs)"] + validation + [
        "test \(text("testAccuracy", percent))",
        "train \(text("trainAccuracy", percent))",
        "\(line["objective"]?.string ?? "") \(text("trainObjective") { fixed($0, places: 4) })",
        "\(words.short) \(shares.joined(separator: " · ")) %",
        "\(text("trainSeconds") { fixed($0, places: 1) }) s",
      ]
    return "\(label)  " + parts.joined(separator: "  ")
  }
}
