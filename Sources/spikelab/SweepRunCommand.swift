import ArgumentParser
import SpikeSweeps

struct SweepRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Train the runs that are not done.",
    discussion: """
      Locally, a worker process trains each run; one that fails does not stop the others. Workers \
      have the machine's cores between them: many one-thread workers get more done than one worker \
      of many threads. The same command on another machine that sees the folder takes part.

      Ctrl-C or TERM lets every worker write a checkpoint and ends with 75; a second stops at once. \
      With --launcher slurm the runs are submitted as a job array, and the command ends; \
      `sweep status` says how they stand.
      """)

  @OptionGroup var sweep: SweepOptions

  @OptionGroup var execution: SweepExecutionOptions

  func run() throws {
    let plan = try sweep.plan()
    try plan.checkData(dataRoot: execution.dataRoot, memory: execution.memory.budget)
    throw try SweepExecution(execution, root: sweep.output).carryOut(plan)
  }
}

/// What Slurm is asked for, instead of what the file says.
struct SlurmOptions: ParsableArguments {
  @Option(help: "Partition.")
  var partition: String?

  @Option(help: ArgumentHelp("Time limit of a task, such as 2:00:00.", valueName: "time"))
  var time: String?

  @Option(help: ArgumentHelp("Memory of a task, such as 4G.", valueName: "size"))
  var memory: String?

  @Option(help: ArgumentHelp("Cores of a task, 1 to 1024.", valueName: "number"))
  var cpus: Int?

  @Option(help: ArgumentHelp("Most tasks at a time.", valueName: "number"))
  var concurrent: Int?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A further argument of sbatch; may be repeated.", valueName: "argument"))
  var sbatch: [String] = []

  func validate() throws {
    for (name, value) in [("--cpus", cpus), ("--concurrent", concurrent)] {
      if let value, !(1...1024).contains(value) {
        throw ValidationError("\(name) is \(value), allowed is 1 to 1024")
      }
    }
    // It would be taken for the script.
    if let argument = sbatch.first(where: { !$0.hasPrefix("-") }) {
      throw ValidationError(
        "--sbatch is '\(argument)', allowed is an option of sbatch such as --account=mine")
    }
  }

  /// The first option that is given.
  var given: String? {
    let all: [(name: String, isGiven: Bool)] = [
      ("--partition", partition != nil), ("--time", time != nil), ("--memory", memory != nil),
      ("--cpus", cpus != nil), ("--concurrent", concurrent != nil), ("--sbatch", !sbatch.isEmpty),
    ]
    return all.first(where: \.isGiven)?.name
  }

  func changed(_ request: SlurmRequest) -> SlurmRequest {
    var request = request
    request.partition = partition ?? request.partition
    request.time = time ?? request.time
    request.memory = memory ?? request.memory
    request.cpus = cpus ?? request.cpus
    request.concurrent = concurrent ?? request.concurrent
    request.arguments += sbatch
    return request
  }
}
