import ArgumentParser
import SpikeRuns
import SpikeSweeps

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Train many experiments from one file, here or on Slurm.",
    discussion: """
      A sweep file names a base config and what varies: grids, zipped axes, lists, random samples. \
      Every run is checked before the first starts, and is a folder named by the hash of its \
      config: what is done is never done again, in this sweep or another.

      Kill anything at any time and give the same command: finished runs stay, interrupted ones \
      continue from their checkpoint and end with the same bytes. Documentation/Sweeps.md has the \
      file's keys.
      """,
    subcommands: [
      SweepPlanCommand.self, SweepRunCommand.self, SweepStatusCommand.self,
      SweepResultsCommand.self, SweepCleanCommand.self, SweepTaskCommand.self,
    ])
}

/// Which sweep, and where its runs are.
struct SweepOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The sweep file.", valueName: "file"), completion: .config)
  var file: String

  @Argument(
    help: ArgumentHelp(
      "Overrides of every run, such as training.epochs=1.", valueName: "key=value"),
    completion: .setting)
  var overrides: [String] = []

  @Option(
    name: [.customLong("runs"), .customLong("output")],
    help: ArgumentHelp(
      "Folder that holds the runs.",
      discussion: "Without it: the folder SPIKELAB_RUNS names, else Results/runs.",
      valueName: "folder"), completion: .directory)
  var output = RunLocator.standardRoot

  func load() throws -> Sweep {
    try MisplacedRun.check(
      file, RunLocator(root: output),
      instead:
        "`spikelab train` with --resume continues a run that was interrupted, and `sweep` takes a file "
        + "that says what varies (Documentation/Sweeps.md)")
    return try Sweep.load(file, overrides: overrides)
  }

  func plan() throws -> SweepPlan { try SweepPlan(load(), root: output) }
}
