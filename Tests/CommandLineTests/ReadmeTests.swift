import Foundation
import Testing

extension CommandLineTests {
  /// What README shows of the library is what Tests/Library builds and runs.
  @Suite("README")
  struct ReadmeTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
      try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    @Test("the program is the one that is built from outside, with what it prints")
    func program() throws {
      let readme = try Self.text("README.md")
      let source = try Self.text("Tests/Library/Sources/Digits/main.swift")
      #expect(readme.contains("```swift\n\(source)```"))
      #expect(readme.contains("```text\n\(try Self.text("Tests/Library/output.txt"))```"))
    }

    @Test("the manifest is the one that it is built with, but for where SpikeLab lies")
    func manifest() throws {
      let manifest = try Self.text("Tests/Library/Package.swift")
        .replacing("\"../..\"", with: "\"../spikelab\"").split(separator: "\n")
        .filter { !$0.hasPrefix("// A package") }
      let readme = try Self.text("README.md").split(separator: "\n")
      let shown = manifest.map { "    " + $0 }
      let first = try #require(readme.firstIndex { $0 == shown[0] })
      #expect(readme[first...].prefix(shown.count).map(String.init) == shown)
    }
  }
}
