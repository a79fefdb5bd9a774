import ArgumentParser
import SpikeFiles
import SpikeReports

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write an HTML report of runs.",
    discussion: """
      WHAT is a run (its folder, the beginning of its hash, or its name), a folder that holds runs, a sweep file, or the config of a \
      comparison, these with the key=value overrides they were run with. The file needs no network \
      and no script; every chart has its numbers behind a disclosure, and --csv writes them. \
      Documentation/Reports.md says what each section shows.
      """)

  @Argument(
    help: ArgumentHelp(
      "Runs, folders of runs, sweep files, configs; and key=value overrides of these files.",
      valueName: "what"))
  var arguments: [String]

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
  var output = "report.html"

  @Option(
    help: ArgumentHelp("Folder to write every chart's numbers to.", valueName: "folder"),
    completion: .directory)
  var csv: String?

  @OptionGroup var folder: RunsFolderOptions

  @Flag(help: "Replace files that are no report of ours.")
  var force = false

  @OptionGroup var data: DataOptions

  func run() throws {
    let (paths, overrides) = splitOverrides(arguments)
    if paths.isEmpty { throw ValidationError("there are overrides alone: name what to report on") }
    try Report.checkPlace(output, isForced: force)
    let options = data.options(runsRoot: folder.runs)
    // A config is all of its runs, a sweep file too.
    let named = try paths.map { kind(of: $0) == .other ? $0 : try folder.locator.folder(of: $0) }
    let console = Console()
    var (bar, last) = (nil as ProgressBar?, 0)
    let report = try Report(named, overrides: overrides, options: options) { done, count in
      // A bar for each network that is looked into.
      if bar == nil || done <= last {
        bar?.clear()
        bar = console.progress("simulating test images", total: count)
      }
      last = done
      bar?.update(done, of: count)
    }
    bar?.clear()
    try report.write(to: output, isForced: force)
    if let csv { try report.writeCSV(to: csv, isForced: force) }
    console.print(report.text)
    console.print("\nreport: \(output)" + (csv.map { "\nnumbers: \($0)" } ?? ""))
  }
}
