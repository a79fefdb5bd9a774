import SpikeFiles
import SpikeReports

/// A page that leads to all pages: what each figure is, how far it has come, and which claims hold. Made of the
/// runs' files alone, as the pages are.
public struct PaperOverview: Sendable {
  private let pages: [PaperPage]

  /// The overview of some pages, in their order.
  public init(_ pages: [PaperPage]) { self.pages = pages }

  /// What the file is called: what a folder shows first on the web.
  public static let name = "README.md"

  /// The Markdown file.
  var markdown: String {
    var parts = [
      PaperPage.mark, "# The paper's figures, and what came of them",
      "Written by the command spikelab paper all. Each page says how its claims are judged, and has the "
        + "pictures and numbers.",
    ]
    var table = [
      "| page | finished runs | claims that hold | that do not | not yet known |",
      "|---|---|---|---|---|",
    ]
    for page in pages {
      let (done, planned) = page.results.progress
      let counts = PaperVerdict.allCases.map { verdict in
        "\(page.content.claims.count { $0.verdict == verdict })"
      }
      table.append(
        "| [\(PaperPage.escaped(page.title))](\(page.name).md) | "
          + (planned == 0 ? "nothing is trained" : "\(done) of \(planned)")
          + " | \(counts.joined(separator: " | ")) |")
    }
    parts.append(table.joined(separator: "\n"))
    for page in pages where !page.content.claims.isEmpty {
      parts.append("## [\(PaperPage.escaped(page.title))](\(page.name).md)")
      parts.append(Self.lines(page.content.claims).joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// An item for each claim with what was found; one for all that a network or setting has no run for.
  private static func lines(_ claims: [PaperClaim]) -> [String] {
    var lines = claims.filter(\.isBegun).map { claim in
      "- \(claim.verdict.rawValue): \(PaperPage.escaped(claim.statement))  \n  "
        + PaperPage.escaped("\(claim.scope): \(claim.measured)")
    }
    let waiting = claims.filter { !$0.isBegun }
    var scopes: [String] = []
    for claim in waiting where !scopes.contains(claim.scope) { scopes.append(claim.scope) }
    lines += scopes.map { scope in
      let count = waiting.count { $0.scope == scope }
      return "- no finished run yet: \(PaperPage.escaped(scope)); "
        + "\(count) \(count == 1 ? "claim" : "claims")"
    }
    return lines
  }

  /// Makes sure that it may be written, before any work is done for it.
  ///
  /// - Throws: ``SpikeReports/ReportError/foreign(path:)`` when a file would be replaced that is none of ours,
  ///   ``SpikeFiles/FileError`` when something stands there that is no file.
  public static func checkPlace(_ folder: String, isForced: Bool) throws {
    let path = "\(folder)/\(name)"
    try checkNamedFile(path)
    if !isForced, kind(of: path) != .absent, !PaperPage.isPage(path) {
      throw ReportError.foreign(path: path)
    }
  }

  /// Writes it.
  ///
  /// - Returns: The file.
  /// - Throws: As ``checkPlace(_:isForced:)``, and ``SpikeFiles/FileError`` when it cannot be written.
  public func write(in folder: String, isForced: Bool) throws -> String {
    try Self.checkPlace(folder, isForced: isForced)
    let path = "\(folder)/\(Self.name)"
    try Report.replace(path, by: markdown)
    return path
  }
}
