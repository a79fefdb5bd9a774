import SpikeFiles
import SpikeReports

/// A page that leads to the pages beside it: what each figure is, how far it has come, and which claims hold. Made of
/// these pages alone, so that those of several machines stand together.
public struct PaperOverview: Sendable {
  private let folder: String
  private let pages: [PaperPageOutline]

  /// The overview of the full pages in a folder, in the figures' order.
  public init(_ folder: String) {
    self.folder = folder
    pages = PaperFigure.allCases.flatMap { figure in
      let networks = figure.networks(.full)
      let parts = networks.count > 1 ? networks.map { "-\($0.rawValue)" } : []
      return ([""] + parts).compactMap { PaperPageOutline(figure.rawValue + $0, in: folder) }
    }
  }

  /// What the file is called: what a folder shows first on the web.
  private static let name = "README.md"

  /// The Markdown file.
  var markdown: String {
    var parts = [
      PaperPage.mark, "# The paper's figures, and what came of them",
      "Written by the command spikelab paper, of the pages in this folder. Each says how its claims are judged, and has "
        + "the pictures and numbers.",
    ]
    for (isOfPaper, title) in [
      (true, "The paper's figures and tables: claims of the paper"),
      (false, "Studies of ours: claims of ours"),
    ] {
      let own = pages.filter { $0.isOfPaper == isOfPaper }
      if !own.isEmpty { parts += ["**\(title)**", Self.table(own)] }
    }
    for page in pages where !page.claims.isEmpty {
      parts.append("## [\(PaperPage.escaped(page.title))](\(page.name).md)")
      parts.append(Self.lines(page.claims).joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// How far each page has come.
  private static func table(_ pages: [PaperPageOutline]) -> String {
    let head = [
      "| page | finished runs | claims that hold | that do not | not yet known |",
      "|---|---|---|---|---|",
    ]
    let rows = pages.map { page in
      let (done, planned) = page.progress
      let seeds = page.seeds.map { ", \($0.own) of \(counted($0.whole, "seed"))" } ?? ""
      let counts = PaperVerdict.allCases.map { verdict in
        "\(page.claims.count { $0.verdict == verdict })"
      }
      return "| [\(PaperPage.escaped(page.title))](\(page.name).md) | "
        + (planned == 0 ? "nothing is trained" : "\(done) of \(planned)\(seeds)")
        + " | \(counts.joined(separator: " | ")) |"
    }
    return (head + rows).joined(separator: "\n")
  }

  /// An item for each claim that is judged; one for all that are open of a network or setting.
  private static func lines(_ claims: [PaperPageOutline.Claim]) -> [String] {
    let judged = claims.filter { $0.verdict != .unknown }.map { claim in
      "- \(claim.verdict.rawValue): \(claim.statement)  \n  \(claim.scope): \(claim.measured)"
    }
    let open = claims.filter { $0.verdict == .unknown }
    var scopes: [String] = []
    for claim in open where !scopes.contains(claim.scope) { scopes.append(claim.scope) }
    return judged
      + scopes.map { scope in
        let count = open.count { $0.scope == scope }
        return "- not yet known: \(scope); \(count) \(count == 1 ? "claim" : "claims")"
      }
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
  public func write(isForced: Bool) throws -> String {
    try Self.checkPlace(folder, isForced: isForced)
    let path = "\(folder)/\(Self.name)"
    try Report.replace(path, by: markdown)
    return path
  }
}
