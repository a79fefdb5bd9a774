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

    @Test("what the first table says stands in the tables below it")
    func firstTable() throws {
      let readme = try Self.text("README.md")
      let end = try #require(readme.range(of: "## Two commands"))
      let first = readme[..<end.lowerBound].split(separator: "\n").filter { $0.hasPrefix("|") }
      let below = readme[end.upperBound...].split(separator: "\n").filter { $0.hasPrefix("|") }
      let names = ["LFP", "surrogate", "lfprop", "snnTorch", "JAX"]
      var cells = 0
      for row in first.dropFirst(2) {
        for cell in row.split(separator: "|").dropFirst() {
          let numbers = cell.matches(of: /\d+(?: \d{3})*(?:\.\d+)?/).map { String($0.output) }
          guard !numbers.isEmpty else { continue }
          let wanted = numbers + names.filter(cell.contains)
          #expect(below.contains { line in wanted.allSatisfy(line.contains) }, "\(row): \(wanted)")
          cells += 1
        }
      }
      #expect(cells == 22)
    }

    @Test(
      "every link leads to a file and a heading that are there",
      arguments: [
        "README.md", "CHANGELOG.md", "Benchmarks/README.md", "Documentation/Distribution/README.md",
      ]
        + ((try? FileManager.default.contentsOfDirectory(
          atPath: root.appendingPathComponent("Documentation").path)) ?? [])
        .filter { $0.hasSuffix(".md") }.map { "Documentation/\($0)" })
    func links(_ document: String) throws {
      let folder = Self.root.appendingPathComponent(document).deletingLastPathComponent()
      for link in try Self.text(document).matches(of: /\]\(([^)\s]+)\)|src="([^"]+)"/) {
        let target = String(link.1 ?? link.2 ?? "")
        guard !target.contains(":") else { continue }
        let parts = target.split(separator: "#", omittingEmptySubsequences: false)
        let file =
          parts[0].isEmpty
          ? Self.root.appendingPathComponent(document)
          : folder.appendingPathComponent(String(parts[0]))
        #expect(FileManager.default.fileExists(atPath: file.path), "\(target)")
        guard parts.count == 2, file.pathExtension == "md" else { continue }
        let text = try String(contentsOf: file, encoding: .utf8)
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
          // As GitHub names them.
          line.drop { $0 == "#" || $0 == " " }.lowercased()
            .filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
            .replacing(" ", with: "-")
        }
        #expect(headings.contains(String(parts[1])), "\(target)")
      }
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
