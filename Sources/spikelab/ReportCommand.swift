import ArgumentParser
import SpikeExperiments

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write what runs came to as one HTML file with charts.",
    discussion: """
      WHAT is the folder of a run, a folder that holds runs, a sweep file, or the config of a \
      comparison. The file needs no network and no script; every chart has its numbers behind a \
      disclosure, and --csv writes them. Documentation/Reports.md says what each section shows.
      """)

  @Argument(help: ArgumentHelp("Runs, folders of runs, sweep files, configs.", valueName: "what"))
  var paths: [String]

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
  var output = "report.html"

  @Option(help: ArgumentHelp("Folder to write every chart's numbers to.", valueName: "folder"))
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "Folder that holds the runs of sweep files and configs.", valueName: "folder"))
  var runs = "Results/runs"

  @Flag(help: "Replace files that are no report of ours.")
  var force = false

  @OptionGroup var data: DataOptions

  func run() throws {
    try Report.checkPlace(output, isForced: force)
    let options = data.options(runsRoot: runs)
    let report = try Report(paths, options: options)
    try report.write(to: output, isForced: force)
    if let csv { try report.writeCSV(to: csv, isForced: force) }
    let console = Console()
    console.print(report.text)
    console.print("\nreport: \(output)" + (csv.map { "\nnumbers: \($0)" } ?? ""))
  }
}
