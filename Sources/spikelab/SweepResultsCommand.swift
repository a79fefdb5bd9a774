import ArgumentParser
import SpikeFiles
import SpikeSweeps

extension SweepMetric: ExpressibleByArgument {
  /// Reads the option's value.
  public init?(argument: String) { self.init(word: argument) }
}

struct SweepResultsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "results",
    abstract: "Show what came out: mean ± sample standard deviation over seeds, ranked.",
    discussion: """
      A row is a config; its runs of several seeds are taken together. Runs without a result are \
      counted and left out. Nothing is written.
      """)

  @OptionGroup var sweep: SweepOptions

  @Option(
    help: ArgumentHelp(
      "What to rank by: \(SweepMetric.allCases.map(\.rawValue).joined(separator: ", ")). "
        + "validationAccuracy if every run keeps validation images, else testAccuracy, unless told.",
      valueName: "metric"))
  var metric: SweepMetric?

  @Option(
    help: ArgumentHelp(
      "Show the best row for each value of an axis alone, such as learning.rule.",
      valueName: "axis"))
  var best: String?

  @Option(
    help: ArgumentHelp(
      "Columns to show, by commas: key paths, their last words, or metrics (default: what fits into 100 "
        + "characters, of --csv all).", valueName: "names"))
  var columns: String?

  @Option(
    help: ArgumentHelp(
      "What to sort the rows by: a metric, or a column (default: the rank).", valueName: "key"))
  var sort: String?

  @Flag(help: "Print comma-separated values.")
  var csv = false

  @Flag(help: "Print JSON, every run included.")
  var json = false

  @Flag(help: "With --csv: a line for each run rather than each config.")
  var perRun = false

  func validate() throws {
    if csv && json { throw ValidationError("--csv and --json exclude each other") }
    if json && columns != nil {
      throw ValidationError("--columns is of the table and of --csv; --json has everything")
    }
    if perRun && !csv { throw ValidationError("--per-run goes with --csv") }
  }

  func run() throws {
    var results = try SweepResults(sweep.plan(), rankedBy: metric)
    if let best { try results.keepBest(ofEach: best) }
    if let sort { try results.sort(by: sort) }
    let console = Console()
    let names = columns.map { $0.split(separator: ",").map(String.init) }
    if csv {
      console.print(try results.csv(perRun: perRun, columns: names), terminator: "")
    } else if json {
      console.print(results.json.prettyText, terminator: "")
    } else {
      console.print(try results.table(width: 100, columns: names))
    }
  }
}
