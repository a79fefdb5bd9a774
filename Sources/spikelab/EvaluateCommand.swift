import ArgumentParser
import SpikeFiles
import SpikeRuns

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Evaluate a run's checkpoint on its test images.")

  @OptionGroup var named: RunArgument

  @OptionGroup var data: DataOptions

  func run() throws {
    let console = Console()
    let evaluation = try RunEvaluation(existing: named.path())
    let options = data.options(runsRoot: "")
    console.print(try evaluation.carryOut(options: options, console: console))
  }
}
