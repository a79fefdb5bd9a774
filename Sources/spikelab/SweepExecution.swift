import ArgumentParser
import SpikeFiles
import SpikeKernels
import SpikeSweeps

/// Who starts the runs of a sweep.
enum Launcher: String, CaseIterable, ExpressibleByArgument { case local, slurm }

/// How the runs of a sweep are carried out.
struct SweepExecutionOptions: ParsableArguments {
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
      valueName: "folder"), completion: .directory)
  var dataRoot: String?

  @OptionGroup var memory: MemoryOptions

  @Flag(help: "Show no progress bar; a line for each run that ends stays.")
  var quiet = false

  @OptionGroup(title: "Slurm (what is not given comes from the file's \"slurm\")")
  var slurm: SlurmOptions

  func validate() throws {
    try checkWorkers(workers, threads: threadsPerWorker)
    if launcher == .local, let option = slurm.given {
      throw ValidationError("\(option) needs --launcher slurm")
    }
  }

  var console: Console { Console(showsProgress: !quiet) }
}

/// Carries out sweeps, one after another, and answers signals meanwhile.
struct SweepExecution {
  let options: SweepExecutionOptions
  /// The folder of all runs.
  let root: String
  let console: Console
  private let interruption = Interruption()
  private let group = WorkerGroup()

  /// Listens to signals from now on, unless runs are given to Slurm.
  init(_ options: SweepExecutionOptions, root: String) {
    (self.options, self.root) = (options, root)
    console = options.console
    guard options.launcher == .local else { return }
    interruption.listen(
      notice: "stopping with a checkpoint of each run; once more stops at once", on: console)
  }

  /// Makes sure that the data sets of the runs that are not done are there.
  func checkData(of plan: SweepPlan) throws {
    try plan.checkData(dataRoot: options.dataRoot, memory: options.memory.budget)
  }

  /// Trains what is not done, or submits it.
  ///
  /// - Returns: How it went; ``ExitStatus/done`` once runs are submitted.
  func carryOut(_ plan: SweepPlan) throws -> ExitStatus {
    let folder = SweepFolder(root: root, sweep: plan.sweep)
    if options.launcher == .slurm {
      let submission = try SlurmLauncher(
        plan, folder: folder, request: options.slurm.changed(plan.sweep.slurm),
        dataRoot: options.dataRoot, memoryLimit: options.memory.bytes,
        retriesFailed: options.retryFailed)
      console.print(try submission.submit())
      return .done
    }
    try folder.record(plan.sweep)
    let (count, threads) = share(plan)
    if plan.count("done") < plan.items.count { console.note(plan.headline(workers: count)) }
    var coordination = SweepCoordinator.Options(
      workers: count, threads: threads, dataRoot: options.dataRoot)
    coordination.memoryLimit = options.memory.bytes
    coordination.retriesFailed = options.retryFailed
    coordination.failsFast = options.failFast
    let coordinator = try SweepCoordinator(
      plan.sweep.runs.map { SweepJob($0, root: root) }, halving: plan.sweep.halving,
      options: coordination, console: console, interruption: interruption, group: group)
    let status = try coordinator.carryOut()
    let result = try SweepPlan(plan.sweep, root: root)
    try folder.record(result)
    console.note(result.headline(workers: count))
    if status == .interrupted { console.note("interrupted; the same command continues") }
    if status == .someFailed && !options.retryFailed {
      console.note("failed runs are tried again with --retry-failed")
    }
    return status
  }

  /// How many workers of how many threads.
  private func share(_ plan: SweepPlan) -> (workers: Int, threads: Int) {
    let cores = Workers.availableCores
    let open = plan.items.count { $0.state.word != "done" }
    let count = options.workers ?? max(1, min(open, cores / (options.threadsPerWorker ?? 1)))
    return (count, options.threadsPerWorker ?? max(1, cores / count))
  }
}
