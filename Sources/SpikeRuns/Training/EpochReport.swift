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

  var text: String {
    let words = ActivityWords(config)
    let rates = line["testFiringRates"]?.array?.compactMap(\.double) ?? []
    let shares = words.shown(rates).map { fixed($0 * 100, places: 1) }
    let validation = line["validationAccuracy"]?.double.map { ["validation \(percent($0))"] } ?? []
    let parts =
      ["epoch \(line["epoch"]?.integer ?? 0)/\(config.training.epochs)"] + validation + [
        "test \(percent(line["testAccuracy"]?.double ?? .nan))",
        "train \(percent(line["trainAccuracy"]?.double ?? .nan))",
        "\(line["objective"]?.string ?? "") \(fixed(line["trainObjective"]?.double ?? .nan, places: 4))",
        "\(words.short) \(shares.joined(separator: " · ")) %",
        "\(fixed(line["trainSeconds"]?.double ?? .nan, places: 1)) s",
      ]
    return "\(label)  " + parts.joined(separator: "  ")
  }
}
