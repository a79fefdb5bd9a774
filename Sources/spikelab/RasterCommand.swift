import ArgumentParser
import SpikeFiles
import SpikeRuns

struct RasterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "raster",
    abstract: "Print a spike raster of one test image (time on x).",
    discussion: """
      Of a network without spikes: its logits, and how far its units are above 0.
      """)

  @OptionGroup var named: RunArgument

  @Option(help: ArgumentHelp("Which test image, from 0.", valueName: "number"))
  var sample = 0

  @Option(
    help: ArgumentHelp("Columns a layer may take; more steps share one.", valueName: "number"))
  var columns = 64

  @Option(help: ArgumentHelp("Rows a layer may take; more neurons share one.", valueName: "number"))
  var rows = 20

  @Option(
    help: ArgumentHelp(
      "Folder with the data sets (mnist/, cifar10/), or the files of one themselves.",
      valueName: "folder"), completion: .directory)
  var dataRoot: String?

  func validate() throws {
    for (name, value) in [("columns", columns), ("rows", rows)] where !(1...10_000 ~= value) {
      throw ValidationError("--\(name) is \(value), allowed is 1 to 10000")
    }
  }

  func run() throws {
    let console = Console()
    let raster = try SpikeRaster(
      existing: named.path(), sample: sample, dataRoot: dataRoot, note: console.note)
    console.print(raster.text(.init(columns: columns, rows: rows)))
  }
}
