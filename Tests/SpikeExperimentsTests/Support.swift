import Testing

@testable import SpikeExperiments

/// The message lines for a faulty config called `c.json`; empty when nothing is wrong.
func faults(_ text: String, overrides: [String] = []) -> [String] {
  faults(Array(text.utf8), overrides: overrides)
}

func faults(_ bytes: [UInt8], overrides: [String] = []) -> [String] {
  do {
    _ = try ConfigFile.parse(bytes, file: "c.json", overrides: overrides)
    return []
  } catch {
    return error.faults.map(\.description)
  }
}

/// The experiment of a config that holds one.
func config(_ text: String, overrides: [String] = []) throws -> ExperimentConfig {
  try ConfigFile.parse(text, file: "c.json", overrides: overrides).single()
}

/// The shortest config there is.
let minimal = #"{ "name": "x", "data": { "dataset": "digits" } }"#

/// A config whose `network` holds the given text.
func withNetwork(_ members: String) -> String {
  #"{ "name": "x", "data": { "dataset": "digits" }, "network": { "# + members + " } }"
}

/// A config whose `learning` holds the given text.
func withLearning(_ members: String) -> String {
  #"{ "name": "x", "data": { "dataset": "digits" }, "learning": { "# + members + " } }"
}
