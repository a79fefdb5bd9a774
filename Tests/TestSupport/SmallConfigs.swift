import Foundation
import SpikeConfig

/// The message lines for a faulty config called `c.json`; empty when nothing is wrong.
package func faults(_ text: String, overrides: [String] = []) -> [String] {
  faults(Array(text.utf8), overrides: overrides)
}

package func faults(_ bytes: [UInt8], overrides: [String] = []) -> [String] {
  do {
    _ = try ConfigFile.parse(bytes, file: "c.json", overrides: overrides)
    return []
  } catch {
    return error.faults.map(\.description)
  }
}

/// The experiment of a config that holds one.
package func config(_ text: String, overrides: [String] = []) throws -> ExperimentConfig {
  try ConfigFile.parse(text, file: "c.json", overrides: overrides).single()
}

/// The shortest config there is.
package let minimal = #"{ "name": "x", "data": { "dataset": "digits" } }"#

/// A config whose `network` holds the given text.
package func withNetwork(_ members: String) -> String {
  #"{ "name": "x", "data": { "dataset": "digits" }, "network": { "# + members + " } }"
}

/// A config whose `learning` holds the given text.
package func withLearning(_ members: String) -> String {
  #"{ "name": "x", "data": { "dataset": "digits" }, "learning": { "# + members + " } }"
}

/// A file of the repository's `Configs` folder.
package func shipped(_ name: String) -> String {
  "\(#filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined())/Configs/\(name)"
}
