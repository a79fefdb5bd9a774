import ArgumentParser
import SpikeFiles
import SpikeKernels
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

  /// Who starts the runs.
  enum Launcher: String, CaseIterable, ExpressibleByArgument { case local, slurm }

  @OptionGroup var sweep: SweepOptions

  @Option(help: "Who starts the runs: local or slurm.")
  var launcher = Launcher.local

  @Option(
    help: ArgumentHelp(
      "Runs at a time, 1 to 1024 (default: one for each core and run).", valueName: "number"))
  var workers: Int?

  @Option(
    help: ArgumentHelp(
      "Threads of each run, 1 to 1024 (default: the cores divided by the workers).",
      discussion: "Results do not depend on it.", valueName: "number"))
  var threadsPerWorker: Int?

  @Flag(help: "Try runs again that failed before, from their checkpoint.")
  var retryFailed = false

  @Flag(help: "Stop all runs, with checkpoints, once one fails.")
  var failFast = false

  @Option(
    help: ArgumentHelp(
      "Folder with the data files.",
      discussion: "Without it: the folder SPIKELAB_DATA names, else the user's cache folder.",
      valueName: "folder"))
  var dataRoot: String?

  @OptionGroup var memory: MemoryOptions

  @Flag(help: "Show no progress.")
  var quiet = false

  @OptionGroup(title: "Slurm (what is not given comes from the file's \"slurm\")")
  var slurm: SlurmOptions

  func validate() throws { try checkWorkers(workers, threads: threadsPerWorker) }

  func run() throws {
    let plan = try sweep.plan()
    let console = Console(showsProgress: !quiet)
    let folder = SweepFolder(root: sweep.output, sweep: plan.sweep)
    try plan.checkData(dataRoot: dataRoot, memory: memory.budget)
    if launcher == .slurm {
      let submission = try SlurmLauncher(
        plan, folder: folder, request: slurm.changed(plan.sweep.slurm), dataRoot: dataRoot,
        memoryLimit: memory.bytes, retriesFailed: retryFailed)
      console.print(try submission.submit())
      return
    }
    try folder.record(plan.sweep)
    let (count, threads) = share(plan)
    if plan.count("done") < plan.items.count { console.note(plan.headline(workers: count)) }
    let group = WorkerGroup()
    let interruption = Interruption()
    interruption.listen(
      notice: "stopping with a checkpoint of each run; once more stops at once", on: console)
    var options = SweepCoordinator.Options(workers: count, threads: threads, dataRoot: dataRoot)
    options.memoryLimit = memory.bytes
    options.retriesFailed = retryFailed
    options.failsFast = failFast
    let coordinator = try SweepCoordinator(
      plan.sweep.runs.map { SweepJob($0, root: sweep.output) }, halving: plan.sweep.halving,
      options: options, console: console, interruption: interruption, group: group)
    let status = try coordinator.carryOut()
    let result = try SweepPlan(plan.sweep, root: sweep.output)
    try folder.record(result)
    console.note(result.headline(workers: count))
    if status == .interrupted { console.note("interrupted; the same command continues") }
    if status == .someFailed && !retryFailed {
      console.note("failed runs are tried again with --retry-failed")
    }
    throw status
  }

  /// How many workers of how many threads.
  private func share(_ plan: SweepPlan) -> (workers: Int, threads: Int) {
    let cores = Workers.availableCores
    let open = plan.items.count { $0.state.word != "done" }
    let count = workers ?? max(1, min(open, cores / (threadsPerWorker ?? 1)))
    return (count, threadsPerWorker ?? max(1, cores / count))
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
