import SpikeFiles
import SpikeReports
import SpikeRuns

extension PaperPage {
  /// The HTML file.
  var html: String {
    ReportPage(
      title: title, note: "Written by SpikeLab \(SpikeLab.version).", notices: notices,
      sections: sections, tableRows: 120
    ).html
  }

  /// What the beginning of every Markdown page holds, by which one is known.
  static let mark = "<!-- Written by `spikelab paper`; changes are lost. -->"

  /// The Markdown file: the same without the pictures.
  var markdown: String {
    var parts = [Self.mark, "# \(title)"]
    parts += notices.map { "**\(Self.escaped($0))**" }
    parts.append(
      "The pictures: [\(name).html](\(name).html); the numbers: [\(name).csv](\(name).csv).")
    for section in sections {
      let texts = section.blocks.compactMap(Self.text)
      // Pictures alone leave nothing to say.
      if !texts.isEmpty { parts += ["## \(section.title)"] + texts }
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func text(_ block: ReportSection.Block) -> String? {
    switch block {
    case .charts, .row: nil
    case .table(_, let table): text(table)
    case .text(let text): escaped(text)
    case .heading(let text): "### \(escaped(text))"
    case .listing(let title, let text):
      "\(escaped(title)):\n\n"
        + text.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }
        .joined(separator: "\n")
    }
  }

  private static func text(_ table: DataTable) -> String {
    guard !table.rows.isEmpty else { return "None yet." }
    let columns = table.shownColumns
    let head = "| " + columns.map { escaped(table.header[$0]) }.joined(separator: " | ") + " |"
    let rule = "|" + columns.map { _ in "---|" }.joined()
    let rows = table.rows.map { row in
      "| "
        + columns.map { column in
          switch row[column] {
          case .text(let text): escaped(text)
          case .number(let value): NumberText.significant(value, digits: 5)
          case .shown(let text, _): escaped(text)
          case .absent: NumberText.absent
          }
        }.joined(separator: " | ") + " |"
    }
    return ([head, rule] + rows).joined(separator: "\n")
  }

  /// A text in Markdown: nothing in it is markup.
  static func escaped(_ text: String) -> String {
    JSONText.printable(text).reduce(into: "") { result, character in
      if "\\|<>`*_[]".contains(character) { result.append("\\") }
      result.append(character)
    }
  }

  // MARK: Writing

  /// What the page that stands there already has more of than this one, finished runs or claims that are judged: it is of
  /// another folder of runs, or of fewer seeds. Nil where it has no more of either.
  public func fuller(in folder: String) -> String? {
    guard let there = PaperPageOutline(name, in: folder) else { return nil }
    if there.progress.done > results.progress.done {
      return counted(there.progress.done, "finished run")
    }
    let judged = content.claims.count { $0.verdict != .unknown }
    return there.judged > judged ? "\(counted(there.judged, "claim")) judged" : nil
  }

  private static let endings = ["html", "csv", "md"]

  /// Makes sure that a page may be written, before any work is done for it.
  ///
  /// - Throws: ``SpikeReports/ReportError/foreign(path:)`` when a file would be replaced that is no page of ours,
  ///   ``SpikeFiles/FileError`` when something stands there that is no file.
  public static func checkPlace(_ folder: String, name: String, isForced: Bool) throws {
    try checkFolder(folder)
    let paths = endings.map { "\(folder)/\(name).\($0)" }
    try Report.checkPlace(paths[0], isForced: isForced)
    for path in paths.dropFirst() { try checkNamedFile(path) }
    let isOurs = isPage(paths[2])
    for path in paths.dropFirst() where !isForced && !isOurs && kind(of: path) != .absent {
      throw ReportError.foreign(path: path)
    }
  }

  /// Makes sure that a folder is one, or can be made.
  private static func checkFolder(_ folder: String) throws(FileError) {
    guard !folder.isEmpty else {
      throw FileError(
        .createFolder, "''", reason: "the name is empty", exitStatus: .usage)
    }
    var path = folder
    while !path.isEmpty {
      switch kind(of: path) {
      case .folder: return
      case .absent: path = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
      default:
        throw FileError(
          .createFolder, folder, reason: "\(JSONText.printable(path)) is no folder",
          exitStatus: .usage)
      }
    }
  }

  /// Makes the folder of pages, so that a page does not fail after hours of training.
  ///
  /// - Throws: ``SpikeFiles/FileError`` when it cannot be made, or nothing can be written to it.
  public static func makeFolder(_ folder: String) throws(FileError) {
    try createFolder(folder)
    if let reason = refusalToWrite(in: folder) { throw FileError(.write, folder, reason: reason) }
  }

  static func isPage(_ path: String) -> Bool {
    guard let bytes = try? readFile(path, limit: 1 << 26, .named) else { return false }
    return bytes.starts(with: Array(mark.utf8))
  }

  /// Writes the HTML file, the CSV file and the Markdown page.
  ///
  /// - Returns: The HTML file.
  /// - Throws: As ``checkPlace(_:name:isForced:)``, and ``SpikeFiles/FileError`` when a file cannot be written.
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
