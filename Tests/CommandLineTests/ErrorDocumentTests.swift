import Foundation
import Testing

extension CommandLineTests {
  /// The messages that the documentation shows are those that users meet.
  @Suite("Errors that the documentation shows")
  struct ErrorDocumentTests {
    @Test("each is what its commands end with", arguments: try! ErrorExample.all())
    func example(_ example: ErrorExample) async throws {
      let bench = try Workbench()
      for (name, text) in example.files { try bench.write(text, to: name) }
      let outcome = try await bench.script(example.commands)
      #expect(outcome.code == example.exit, "\(outcome)")
      // A scripted `…` line stands for any lines, and a `…` in a line for any text.
      let pattern = example.message.map(Self.escaped).joined(separator: "\n")
      let whole = try Regex("(?s)" + pattern + "\\n?")
      #expect(outcome.errors.wholeMatch(of: whole) != nil, "\(outcome)\n\(example.place)")
    }

    private static func escaped(_ line: String) -> String {
      line.split(separator: "…", omittingEmptySubsequences: false)
        .map { NSRegularExpression.escapedPattern(for: String($0)) }
        .joined(separator: line == "…" ? ".*" : "[^\\n]*")
    }

    @Test("there are examples of every document that shows messages")
    func complete() throws {
      let examples = try ErrorExample.all()
      #expect(Set(examples.map(\.document)) == ["Errors.md", "ExitCodes.md", "Sweeps.md"])
      #expect(examples.count > 45)
    }

    @Test("no document shows a message elsewhere")
    func elsewhere() throws {
      for (name, text) in try ErrorExample.documents() {
        var isExample = false
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
          .enumerated()
        {
          if line.hasPrefix("```") { isExample = line == "```text" }
          let isMessage =
            line.hasPrefix("error: ") || line.contains(#/: found .*, allowed /#)
            || line.hasPrefix("    error: ")
          #expect(isExample || !isMessage, "\(name):\(number + 1): \(line)")
        }
      }
    }
  }
}

/// Commands of a document, and the message that the last of them ends with.
struct ErrorExample: Sendable, CustomTestStringConvertible {
  let document: String
  let line: Int
  /// The files that blocks before it gave names to.
  let files: [String: String]
  let commands: [String]
  let message: [String]
  let exit: Int32

  var place: String { "\(document):\(line)" }
  var testDescription: String { "\(place): \(commands.last ?? "")" }

  static func documents() throws -> [(name: String, text: String)] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appendingPathComponent("Documentation")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".md") }.sorted()
    return try
      (names.map { ($0, folder.appendingPathComponent($0)) } + [
        ("README.md", root.appendingPathComponent("README.md"))
      ]).map { ($0, try String(contentsOf: $1, encoding: .utf8)) }
  }

  /// Every block of text that begins with commands and has a message; blocks of JSON whose first
  /// line is a comment are files by that name, up to the document's end.
  static func all() throws -> [ErrorExample] {
    var examples: [ErrorExample] = []
    for (name, text) in try documents() {
      var files: [String: String] = [:]
      var exit: Int32 = 2
      var block: (kind: Substring, first: Int, lines: [String])?
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        if let heading = line.wholeMatch(of: #/## Exit (\d+): .*/#) {
          exit = Int32(heading.1) ?? exit
        }
        guard line.hasPrefix("```") else {
          block?.lines.append(String(line))
          continue
        }
        guard let (kind, first, lines) = block else {
          block = (line.dropFirst(3), number + 2, [])
          continue
        }
        block = nil
        if kind == "json", let file = lines.first?.wholeMatch(of: #/// (\S+)/#) {
          files[String(file.1)] = lines.dropFirst().joined(separator: "\n")
        }
        let commands = lines.prefix { $0.hasPrefix("$ ") }
        let message = Array(lines.dropFirst(commands.count))
        guard kind == "text", !commands.isEmpty, !message.isEmpty else { continue }
        examples.append(
          ErrorExample(
            document: name, line: first, files: files,
            commands: commands.map { String($0.dropFirst(2)) }, message: message, exit: exit))
      }
    }
    return examples
  }
}
