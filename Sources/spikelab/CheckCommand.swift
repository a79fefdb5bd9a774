import ArgumentParser
import SpikeConfig
import SpikeFiles
import SpikeRuns

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Check a config and show its network: layers, shapes, parameters, operations, memory.",
    discussion: "Nothing is trained and no data is needed.")

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

  func validate() throws { try checkWorkers(nil, threads: threads) }

  func run() throws {
    let (files, overrides) = splitOverrides(arguments)
    if files.isEmpty { throw ValidationError("there are overrides alone: name a config") }
    let console = Console()
    for file in files {
      for experiment in try ConfigFile.load(file, overrides: overrides).experiments {
        console.print(try NetworkOutline(experiment, threads: threads).text)
      }
    }
  }
}
