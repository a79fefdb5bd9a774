import Foundation
import SpikeFiles

/// Writes a file; unlike the library's writers it waits for no disk.
package func write(_ text: String, to path: String) throws {
  try Data(text.utf8).write(to: URL(fileURLWithPath: path))
}

/// Writes a file of JSON, as the program lays it out.
package func write(_ value: JSONValue, to path: String) throws {
  try write(value.prettyText, to: path)
}

/// Calls the body with a new folder and removes it afterwards.
package func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = try makeTemporaryFolder()
  defer { removeTree(folder) }
  return try body(folder)
}

/// Calls the body with a new folder and removes it afterwards.
package func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws
  -> Result
{
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
