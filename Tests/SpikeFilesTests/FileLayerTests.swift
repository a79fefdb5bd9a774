import Foundation
import Testing

@Suite("The file layer")
struct FileLayerTests {
  /// Where system calls that change a disk may stand.
  private static let layer = ["FileSystem.swift", "OutputFile.swift", "RegularFile.swift"]

  /// Calls that make, write, rename or remove files. A folder is removed whole by FileManager, once
  /// it has been renamed out of the way.
  private static var calls: Regex<Substring> {
    /\bunsafe\b.*[ (](?:open|creat|rename|link|symlink|unlink|rmdir|mkdir|truncate|fopen)\(|\b(?:fsync|ftruncate)\(|\.write\(to: (?:URL|url)|createFile|createDirectory|\bmoveItem|copyItem|FileHandle\(for(?:Writing|Updating)/
  }

  @Test("no source file goes past it")
  func sources() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
      .filter { $0.hasSuffix(".swift") }
    #expect(paths.count > 100)
    var inside = 0
    let calls = Self.calls
    for path in paths {
      let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
      for line in text.split(separator: "\n") where line.contains(calls) {
        if Self.layer.contains(where: path.hasSuffix) {
          inside += 1
        } else {
          #expect(line.contains("O_RDONLY"), "\(path): \(line)")
        }
      }
    }
    #expect(inside >= 8)
  }
}
