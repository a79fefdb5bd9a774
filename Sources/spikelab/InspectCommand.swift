import ArgumentParser
import SpikeFiles
import SpikeRuns

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show how sparse a run's network is, layer by layer, and what that saves.",
    discussion: """
      Reads the run's summary; a run that is not finished is evaluated. Documentation/Sparsity.md \
      defines every number.
      """)

  @OptionGroup var named: RunArgument

  @Flag(
    help: ArgumentHelp(
      "Also show which pixels earned the answers, mean by class.",
      discussion: "Of the first 1000 test images; what LFP hands to the input, and the gradient."))
  var maps = false

  @OptionGroup var data: DataOptions

  func run() throws {
    let console = Console()
    let options = data.options(runsRoot: "")
    let path = try named.path()
    console.print(try RunInspection(existing: path, options: options, console: console).text)
    guard maps else { return }
    console.print(try RunMaps(existing: path, options: options, note: console.note).text)
  }
}
