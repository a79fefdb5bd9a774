import SpikeFiles

extension Report {
  /// Writes the HTML file as a whole.
  ///
  /// - Parameters:
  ///   - path: The file; folders above it are made.
  ///   - isForced: Whether a file is replaced that is no report.
  /// - Throws: ``ReportError`` when there is such a file, ``SpikeFiles/FileError`` when it cannot be written.
  public func write(to path: String, isForced: Bool = false) throws {
    try Self.checkPlace(path, isForced: isForced)
    try Self.replace(path, by: html)
  }

  /// Makes sure that a report may be written to a path; before any work is done for it.
  ///
  /// - Throws: ``ReportError/foreign(path:)``, ``SpikeFiles/FileError`` when something stands there that is no
  ///   file: a folder, a link, a device, a pipe.
  public static func checkPlace(_ path: String, isForced: Bool) throws {
    try checkNamedFile(path)
    guard kind(of: path) == .absent || isForced || isReport(path) else {
      throw ReportError.foreign(path: path)
    }
  }

  /// Whether a file is a report of ours: its head says so.
  private static func isReport(_ path: String) -> Bool {
    guard let bytes = try? readFile(path, limit: 1 << 26, .named) else { return false }
    let head = String(decoding: bytes.prefix(400), as: UTF8.self)
    return head.hasPrefix("<!DOCTYPE html>") && head.contains("content=\"\(ReportPage.mark) ")
  }

  // MARK: CSV

  /// The file of a CSV folder that lists the others, by which the folder is known.
  private static let index = "charts.csv"
  private static let indexHeader = ["file", "section", "title"]
  /// The file with a line for each run, epoch and metric.
  private static let long = "long.csv"

  /// Writes every chart's numbers as a CSV file of its own, and `charts.csv`, which lists them; whole,
  /// also where the report shows a part.
  ///
  /// - Parameters:
  ///   - folder: The folder; made if it is not there.
  ///   - isForced: Whether files are replaced that an earlier report did not write.
  /// - Throws: ``ReportError`` when there are such files, ``SpikeFiles/FileError``.
  public func writeCSV(to folder: String, isForced: Bool = false) throws {
    let old = try Self.csvFiles(in: folder)
    var listing = [Self.indexHeader]
    var files: [(name: String, text: String)] = []
    for section in wholeSections {
      for (id, title, table) in section.tables {
        listing.append(["\(id).csv", section.title, title])
        files.append(("\(id).csv", commaSeparated(table.csvLines)))
      }
    }
    listing.append([Self.long, "", "Every metric of every epoch of every run"])
    files.append((Self.long, commaSeparated(longLines)))
    for name in files.map(\.name) + [Self.index] { try checkNamedFile("\(folder)/\(name)") }
    for name in files.map(\.name) + [Self.index]
    where !isForced && !old.contains(name) && kind(of: "\(folder)/\(name)") != .absent {
      throw ReportError.foreign(path: "\(folder)/\(name)")
    }
    try createFolder(folder)
    // What a former report had and this one has not would pass for its numbers.
    for name in old.subtracting(files.map(\.name) + [Self.index]) {
      try removeFile("\(folder)/\(name)")
    }
    for (name, text) in files { try Self.replace("\(folder)/\(name)", by: text) }
    try Self.replace("\(folder)/\(Self.index)", by: commaSeparated(listing))
  }

  /// A line for each run, epoch and metric that is a number: `run, name, seed, epoch, metric, value`; of
  /// lists a line for each element, `testFiringRates.0`. Behind these stand the settings in which configs differ.
  private var longLines: [[String]] {
    let settings = content.settings.all
    var lines = [["run", "name", "seed", "epoch", "metric", "value"] + settings.map(\.title)]
    for group in content.groups {
      let values = settings.map { $0.text(group) ?? "" }
      for run in group.runs {
        for epoch in run.epochs {
          let start = [
            run.config.hash, run.config.name, "\(run.config.seed)",
            "\(epoch["epoch"]?.integer ?? 0)",
          ]
          var own: [[String]] = []
          Self.addNumbers(of: epoch, named: "", to: &own, after: start)
          lines += own.map { $0 + values }
        }
      }
    }
    return lines
  }

  private static func addNumbers(
    of value: JSONValue, named name: String, to lines: inout [[String]], after start: [String]
  ) {
    func path(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }
    if let object = value.object {
      for member in object.members where member.key != "epoch" {
        addNumbers(of: member.value, named: path(member.key), to: &lines, after: start)
      }
    } else if let elements = value.array {
      for (index, element) in elements.enumerated() {
        addNumbers(of: element, named: path("\(index)"), to: &lines, after: start)
      }
    } else if let number = value.double, number.isFinite {
      lines.append(start + [name, JSONValue.number(number).canonicalText])
    }
  }

  /// What an earlier report wrote into a folder.
  private static func csvFiles(in folder: String) throws -> Set<String> {
    let path = "\(folder)/\(index)"
    guard kind(of: path) == .other else { return [] }
    let text = String(decoding: try readFile(path, limit: 1 << 24, .named), as: UTF8.self)
    let lines = text.split(separator: "\n")
    guard lines.first.map(String.init) == indexHeader.joined(separator: ",") else { return [] }
    let names = lines.dropFirst().compactMap { $0.split(separator: ",").first.map(String.init) }
    // The list could have been written by hand: nothing outside the folder is touched.
    return Set(names.filter { $0.hasSuffix(".csv") && !$0.contains("/") } + [index])
  }

  /// Writes a file as a whole, and makes the folders above it.
  package static func replace(_ path: String, by text: String) throws {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try createFolder(String(path[..<slash]))
    }
    try replaceFile(path, by: text)
  }
}
