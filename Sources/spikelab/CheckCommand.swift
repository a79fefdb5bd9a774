import ArgumentParser
import SpikeConfig
import SpikeFiles
import SpikeRuns

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Check a config and show its network: layers, shapes, parameters, operations, memory.",
    discussion: """
      Nothing is trained and no data is needed; how many images a data set of one's own has is \
      counted where its files are.
      """)

  @Argument(
    help: ArgumentHelp(
      "Config files, and key=value overrides of all of them.", valueName: "config"),
    completion: .config)
  var arguments: [String]

  @Option(
    help: ArgumentHelp(
      "Threads that memory is estimated for, 1 to 1024 (default: every core this process may use).",
      valueName: "number"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Folder with the data sets (mnist/, cifar10/), or the files of one themselves.",
      discussion: "Without it: the folder SPIKELAB_DATA names, else the user's cache folder.",
      valueName: "folder"), completion: .directory)
  var dataRoot: String?

  func validate() throws { try checkWorkers(nil, threads: threads) }

  func run() throws {
    let (files, overrides) = splitOverrides(arguments)
    if files.isEmpty { throw ValidationError("there are overrides alone: name a config") }
    let console = Console()
    for file in files {
      try MisplacedRun.check(
        file, RunLocator(), instead: "`spikelab runs show` shows a run, `check` a config")
      for experiment in try ConfigFile.load(file, overrides: overrides).experiments {
        console.print(try NetworkOutline(experiment, threads: threads, dataRoot: dataRoot).text)
      }
    }
  }
}
