import ArgumentParser
import SpikeFiles
import SpikeKernels
import SpikeRuns

/// Where data is and how much of the machine may be used.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder with the data sets (mnist/, cifar10/), or the files of one themselves.",
      discussion: "Without it: the folder SPIKELAB_DATA names, else the user's cache folder.",
      valueName: "folder"), completion: .directory)
  var dataRoot: String?

  @Option(
    help: ArgumentHelp(
      "Threads to use, 1 to 1024 (default: every core this process may use).",
      discussion: "Results do not depend on it.", valueName: "number"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads), allowed is 1 to 1024")
    }
  }

  @OptionGroup var memory: MemoryOptions

  var workers: Workers { threads.map { Workers(threads: $0) } ?? Workers() }

  func options(runsRoot: String) -> RunOptions {
    RunOptions(
      runsRoot: runsRoot, dataRoot: dataRoot, workers: workers, memory: memory.budget)
  }
}

/// Makes sure that files which were named are there.
func checkPresence(of files: [String]) throws {
  for file in files where kind(of: file) == .absent {
    throw FileError(.read, file, reason: "no such file", exitStatus: .usage)
  }
}

/// How much memory may be taken.
struct MemoryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Most memory a run may take, such as 2GB or 512MiB (default: what is free).",
      discussion: "Estimated before anything is allocated; a run that takes more is refused.",
      valueName: "size"))
  var memoryLimit: ByteSize?

  var bytes: Int? { memoryLimit?.bytes }

  var budget: MemoryBudget { MemoryBudget(limit: bytes) }
}

extension ByteSize: ExpressibleByArgument {
  /// Reads the option's value.
  public init?(argument: String) { self.init(argument) }
}

/// The options of commands that run.
struct RunningOptions: ParsableArguments {
  @OptionGroup var data: DataOptions

  @Option(
    name: [.customLong("runs"), .customLong("output")],
    help: ArgumentHelp(
      "Folder that holds the runs, each in a folder named by the hash of its config.",
      discussion: "Without it: the folder SPIKELAB_RUNS names, else Results/runs.",
      valueName: "folder"), completion: .directory)
  var output = RunLocator.standardRoot

  @Flag(help: "Show no progress bar; results, notes and a line for each epoch stay.")
  var quiet = false

  var options: RunOptions { data.options(runsRoot: output) }

  var console: Console { Console(showsProgress: !quiet) }

  /// Listens to signals from now on.
  func interruption(console: Console, isCoordinated: Bool = false) -> Interruption {
    let interruption = Interruption()
    interruption.listen(
      isCoordinated: isCoordinated,
      notice: "stopping after this batch with a checkpoint; once more stops at once", on: console)
    return interruption
  }
}
