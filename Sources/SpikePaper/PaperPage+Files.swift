import SpikeFiles
import SpikeReports
import SpikeRuns

extension PaperPage {
  /// The HTML file.
  var html: String {
    let subject = results.figure.subject
    var sections = [
      ReportSection(
        title: "What it shows",
        blocks: [
          .text(subject.explanation), .text("Written by the command \(command)"),
          .table(id: "progress", progress),
        ])
    ]
    for part in results.parts {
      let blocks =
        part.isBegun
        ? subject.picture(of: part) + [.table(id: part.id, subject.outline(of: part))]
        : [.text("None of its \(part.planned) runs has finished an epoch.")]
      sections.append(ReportSection(title: part.label, blocks: blocks))
    }
    sections.append(
      ReportSection(title: "The paper's claims", blocks: [.table(id: "claims", claims)]))
    sections.append(
      ReportSection(
        title: "Machine and hours",
        blocks: [
          .text(
            "Hours are those of training and testing, summed over runs, some of them side by side."),
          .table(id: "machines", machines),
        ]))
    return ReportPage(
      title: title, note: "Written by SpikeLab \(SpikeLab.version).", notices: notices,
      sections: sections
    ).html
  }

  /// What the beginning of every Markdown page holds, by which one is known.
  private static let mark = "<!-- Written by `spikelab paper`; changes are lost. -->"

  /// The Markdown file.
  var markdown: String {
    let subject = results.figure.subject
    var parts = [
      Self.mark, "# \(title)", subject.explanation, "    \(command)",
    ]
    parts += notices.map { "**\(Self.escaped($0))**" }
    parts.append(
      "The picture: [\(name).html](\(name).html); its numbers: [\(name).csv](\(name).csv).")
    parts.append(Self.table(progress))
    for part in results.parts where part.isBegun {
      parts += ["## \(part.label)", Self.table(subject.outline(of: part))]
    }
    parts += [
      "## The paper's claims", Self.table(claims), "## Machine and hours", Self.table(machines),
    ]
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func table(_ table: DataTable) -> String {
    guard !table.rows.isEmpty else { return "None yet." }
    let head = "| " + table.header.map(escaped).joined(separator: " | ") + " |"
    let rule = "|" + table.header.map { _ in "---|" }.joined()
    let rows = table.rows.map { row in
      "| "
        + row.map { cell in
          switch cell {
          case .text(let text): escaped(text)
          case .number(let value): NumberText.significant(value, digits: 5)
          case .absent: NumberText.absent
          }
        }.joined(separator: " | ") + " |"
    }
    return ([head, rule] + rows).joined(separator: "\n")
  }

  /// A text in Markdown: nothing in it is markup.
  private static func escaped(_ text: String) -> String {
    JSONText.printable(text).reduce(into: "") { result, character in
      if "\\|<>`*_[]".contains(character) { result.append("\\") }
      result.append(character)
    }
  }

  // MARK: Writing

  private static let endings = ["html", "csv", "md"]

  /// Makes sure that a page may be written, before any work is done for it.
  ///
  /// - Throws: ``ReportError/foreign(path:)`` when a file would be replaced that is no page of ours,
  ///   ``FileError`` when something stands there that is no file.
  public static func checkPlace(_ folder: String, name: String, isForced: Bool) throws {
    let paths = endings.map { "\(folder)/\(name).\($0)" }
    try Report.checkPlace(paths[0], isForced: isForced)
    for path in paths.dropFirst() { try Report.checkFile(path) }
    let isOurs = isPage(paths[2])
    for path in paths.dropFirst() where !isForced && !isOurs && kind(of: path) != .absent {
      throw ReportError.foreign(path: path)
    }
  }

  private static func isPage(_ path: String) -> Bool {
    guard let bytes = try? readFile(path, limit: 1 << 26, .named) else { return false }
    return bytes.starts(with: Array(mark.utf8))
  }

  /// Writes the HTML file, the CSV file and the Markdown page.
  ///
  /// - Returns: The HTML file.
  /// - Throws: As ``checkPlace(_:name:isForced:)``, and ``FileError`` when a file cannot be written.
  @discardableResult
  public func write(in folder: String, isForced: Bool = false) throws -> String {
    try Self.checkPlace(folder, name: name, isForced: isForced)
    let path = "\(folder)/\(name)"
    // The Markdown page first: by it the CSV file is known as ours.
    try Report.replace(path + ".md", by: markdown)
    try Report.replace(path + ".html", by: html)
    try Report.replace(path + ".csv", by: commaSeparated(numbers.csvLines))
    return path + ".html"
  }
}
