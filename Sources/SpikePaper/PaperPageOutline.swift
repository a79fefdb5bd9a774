import SpikeFiles

/// What a written page says in short, read from its Markdown file.
struct PaperPageOutline: Sendable {
  /// A claim of the page, in Markdown as it stands there.
  struct Claim: Sendable {
    var statement: String
    var scope: String
    var verdict: PaperVerdict
    var measured: String
  }

  /// What its files are called.
  var name: String
  var title: String
  /// Runs that are finished, and all that were known of; 0 of 0 where nothing is trained.
  var progress: (done: Int, planned: Int) = (0, 0)
  var claims: [Claim] = []
  /// Seeds of each setting, and how many the paper or the whole study has, where these are more.
  var seeds: (own: Int, whole: Int)?

  /// Whether it is of a figure or table of the paper.
  var isOfPaper: Bool {
    PaperFigure.allCases.contains { figure in
      figure.isOfPaper && (name == figure.rawValue || name.hasPrefix(figure.rawValue + "-"))
    }
  }

  /// Claims that are judged.
  var judged: Int { claims.count { $0.verdict != .unknown } }

  /// What a page may say of runs: more than any sweep has.
  private static let counts = 0...1_000_000

  /// Reads a page; nil where there is none of ours.
  init?(_ name: String, in folder: String) {
    guard let bytes = try? readFile("\(folder)/\(name).md", limit: 1 << 26, .named),
      bytes.starts(with: Array(PaperPage.mark.utf8))
    else { return nil }
    self.init(name, markdown: String(decoding: bytes, as: UTF8.self))
  }

  /// Reads a page's text; nil where it has no title.
  init?(_ name: String, markdown: String) {
    let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
    guard let title = lines.first(where: { $0.hasPrefix("# ") }) else { return nil }
    (self.name, self.title) = (name, String(title.dropFirst(2)))
    var section: Substring = ""
    for line in lines {
      if line.hasPrefix("## ") { section = line.dropFirst(3) }
      if let seeds = PaperPage.seeds(ofNotice: line) { self.seeds = seeds }
      guard line.hasPrefix("| ") else { continue }
      let cells = Self.cells(line)
      if section == "What it shows", cells.count == 3, let done = Int(cells[1]),
        let planned = Int(cells[2]), Self.counts.contains(done), Self.counts.contains(planned)
      {
        progress = (progress.done + done, progress.planned + planned)
      }
      if section == "Claims", cells.count == 5, let verdict = PaperVerdict(rawValue: cells[2]) {
        claims.append(
          Claim(statement: cells[0], scope: cells[1], verdict: verdict, measured: cells[3]))
      }
    }
  }

  /// The cells of a table's row; a bar behind a backslash is text.
  private static func cells(_ row: Substring) -> [String] {
    var cells = [""]
    var isEscaped = false
    for character in row.dropFirst(2) {
      if character == "|" && !isEscaped {
        cells.append("")
      } else {
        cells[cells.count - 1].append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    return cells.dropLast().map { cell in
      String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }
}
