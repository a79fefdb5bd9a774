import Foundation
import SpikeFiles
import Testing

/// A directory that one test has for itself; removed with it.
final class TestDirectory: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("spikelab-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A path inside.
  func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// The names of everything inside, hidden files too.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}

/// The path of a file in Fixtures.
func fixture(_ name: String) throws -> String {
  try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    .appendingPathComponent(name).path
}

/// The `part` of a malformed file's error, with what was expected and found.
func malformation(_ body: () throws -> Void) -> String? {
  do { try body() } catch DataError.malformed(let path, let part, let expected, let found) {
    return path.isEmpty ? nil : "\(part): expected \(expected), found \(found)"
  } catch { return "another error: \(error)" }
  return nil
}
