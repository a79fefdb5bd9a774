import ArgumentParser
import SpikeFiles
import SpikeSweeps

/// What a task of a job array runs; written into the batch script by `SlurmLauncher`.
struct SweepTaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task",
    abstract: "Carry out one task of a job array that `sweep run --launcher slurm` submitted.",
    shouldDisplay: false)

  @Argument(help: "The batch's file.")
  var batch: String

  func run() throws {
    let task = try SlurmTask(reading: batch)
    let console = Console()
    let group = WorkerGroup()
    let interruption = Interruption()
    interruption.listen(
      isCoordinated: true, notice: "stopping with a checkpoint of each run", on: console)
    throw try task.carryOut(console: console, interruption: interruption, group: group)
  }
}
