import Foundation
import Testing

@testable import SpikeExperiments
@testable import SpikeFiles

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

/// Writes a file.
func write(_ text: String, to path: String) throws {
  try Data(text.utf8).write(to: URL(fileURLWithPath: path))
}

/// Calls the body with a new folder and removes it afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = try makeTemporaryFolder()
  defer { removeTree(folder) }
  return try body(folder)
}

/// Calls the body with a new folder and removes it afterwards.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  let folder = try makeTemporaryFolder()
  defer { removeTree(folder) }
  return try await body(folder)
}

private func makeTemporaryFolder() throws -> String {
  let base = FileManager.default.temporaryDirectory.path
  let folder = "\(base)/spikelab-\(UInt64.random(in: 0...(.max)))"
  try createFolder(folder)
  return folder
}

private func removeTree(_ folder: String) {
  try? FileManager.default.removeItem(atPath: folder)
}
