import Foundation
import SpikeFiles

/// A directory that one test has for itself; removed with it.
package final class TestDirectory: Sendable {
  package let path: String

  package init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("spikelab-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A path inside.
  package func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// The names of everything inside, hidden files too.
  package func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}

/// The `part` of a malformed file's error, with what was expected and found.
package func malformation(_ body: () throws -> Void) -> String? {
  do { try body() } catch DataError.malformed(let path, let part, let expected, let found) {
    return path.isEmpty ? nil : "\(part): expected \(expected), found \(found)"
  } catch { return "another error: \(error)" }
  return nil
}
