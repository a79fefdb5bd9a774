import ArgumentParser
import SpikeFiles
import SpikeKernels
import SpikeSweeps

struct SweepPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "List the runs, how they stand, and how long the rest will take.",
    discussion: """
      The time is estimated from finished epochs of runs with the same data, layers, steps, batch \
      size and rule; without one, none is given. Nothing is written.
      """)

  @OptionGroup var sweep: SweepOptions

  @Option(
    help: ArgumentHelp(
      "Workers that the estimate assumes (default: a core each).", valueName: "number"))
  var workers: Int?

  func validate() throws { try checkWorkers(workers, threads: nil) }

  func run() throws {
    let plan = try sweep.plan()
    let console = Console()
    for item in plan.items {
      console.print("\(item.run.hash)  \(pad(item.state.word))  \(item.run.label)")
    }
    console.print(plan.headline(workers: workers ?? Workers.availableCores))
  }
}

struct SweepStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show the status of a sweep: what is running where, and what failed.",
    discussion: "Reads the runs' own files: on any machine that sees them, with or without Slurm.")

  @OptionGroup var sweep: SweepOptions

  func run() throws {
    let plan = try sweep.plan()
    let console = Console()
    for item in plan.items {
      switch item.state {
      case .running(let process):
        console.print(
          "running      \(item.run.label)  epoch \(item.epochs + 1) of "
            + "\(item.run.config.training.epochs), process \(process.pid) on \(process.host)")
      case .failed(let message): console.print("failed       \(item.run.label): \(message)")
      case .interrupted:
        console.print("interrupted  \(item.run.label)  after \(counted(item.epochs, "epoch"))")
      case .stopped(let epoch):
        console.print("stopped      \(item.run.label)  by halving after epoch \(epoch)")
      case .done:
        if let text = item.activity.text {
          console.print("done         \(item.run.label)  \(text)")
        }
      case .new: break
      }
    }
    let folder = SweepFolder(root: sweep.output, sweep: plan.sweep)
    for line in SlurmQueue.lines(of: folder) { console.print(line) }
    console.print(plan.headline(workers: max(1, plan.count("running"))))
  }
}

/// A state's word, as wide as the widest.
private func pad(_ word: String) -> String {
  word + String(repeating: " ", count: max(0, 11 - word.count))
}

/// Checks the options that say how much of the machine is used.
func checkWorkers(_ workers: Int?, threads: Int?) throws {
  for (name, value) in [("--workers", workers), ("--threads-per-worker", threads)] {
    if let value, !(1...1024).contains(value) {
      throw ValidationError("\(name) is \(value), allowed is 1 to 1024")
    }
  }
}
