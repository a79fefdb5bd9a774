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

  @OptionGroup var data: DataOptions

  func run() throws {
    let console = Console()
    let options = data.options(runsRoot: "")
    console.print(
      try RunInspection(existing: named.path(), options: options, console: console).text)
  }
}
